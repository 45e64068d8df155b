#!/usr/bin/env node
/**
 * `npm run demo | test | check | bench | build | format`, from a bare clone. Needs nothing but Node and npm:
 * this file and `setup/node.mjs` run on the Node that is there, everything else on one that is new enough.
 */
import { ensureNode } from './setup/node.mjs';

const commands = ['demo', 'test', 'check', 'bench', 'build', 'format'];
const [name = '', ...args] = process.argv.slice(2);

if (!commands.includes(name)) {
  console.error(`Usage: npm run ${commands.join(' | ')}`);
  process.exit(1);
}
endWithNpm();
try {
  await ensureNode();
  const { ensureDependencies } = await import('./setup/dependencies.ts');
  await ensureDependencies();
  const { run } = await import(`./commands/${name}.ts`);
  process.exitCode = await run(args);
} catch (error) {
  console.error(error instanceof Error ? error.message : error);
  // Whoever reads the closing line of `npm test` finds one, also when no test could start.
  if (name === 'test') console.log('0 passed, 1 failed');
  process.exitCode = 1;
}

/** The shell that npm starts us with dies of a signal without handing it on, and would leave us behind. */
function endWithNpm() {
  if (process.env.npm_lifecycle_event === undefined) return;
  const shell = process.ppid;
  const look = () => process.ppid !== shell && process.kill(process.pid, 'SIGTERM');
  setInterval(look, 500).unref();
}
