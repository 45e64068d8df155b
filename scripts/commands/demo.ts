import { join } from 'node:path';
import { buildPackages } from '../packages.ts';
import { root } from '../setup/command.ts';

/** Serves the playground until it is interrupted. `PORT` chooses another port. */
export async function run(): Promise<number> {
  const port = Number(process.env['PORT'] ?? 5173);
  // The page without a framework loads the built package.
  await buildPackages(['core']);
  const { createServer } = await import('vite');
  const server = await createServer({ root: join(root, 'playground'), server: { port, strictPort: true } });
  try {
    await server.listen();
  } catch (cause) {
    await server.close();
    throw new Error(
      `Failed to serve the playground on port ${port}: ${cause instanceof Error ? cause.message : String(cause)}. ` +
        `Stop what is listening there, or choose another port: PORT=${port + 1} npm run demo`,
      { cause },
    );
  }
  console.log(whatToTry(`http://localhost:${port}`));
  await new Promise<void>((done) => {
    for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.once(signal, () => done());
  });
  await server.close();
  return 0;
}

function whatToTry(url: string): string {
  return `
  Cuelight playground: ${url}

  1. Type a text and let it speak. The providers are simulated: no key, no cost.
  2. Open another tab with the button and speak in both: they take turns within the account's limit.
  3. Choose another provider or plan and watch the queue positions.
  4. ${url}/vanilla.html does the same in plain JavaScript.

  The real services: SMALLEST_API_KEY=... or BREEZE_API_KEY=... npm run demo. The key stays in this process.
  Ctrl+C stops.
`;
}
