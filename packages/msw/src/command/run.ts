import { SimulatorError } from '../errors.ts';
import { type Simulator, startSimulator } from '../server.ts';
import { helpText, readArguments } from './arguments.ts';

/** Where text for people goes. */
export interface Output {
  readonly out: (text: string) => void;
  readonly err: (text: string) => void;
}

/** Runs until it is interrupted, and gives the exit code. */
export async function run(args: readonly string[], { out, err }: Output): Promise<number> {
  try {
    const command = readArguments(args);
    if (command.type === 'help') {
      out(helpText());
      return 0;
    }
    const simulator = await startSimulator(command.options);
    out(welcome(simulator, command.options.provider));
    await interrupted();
    await simulator.close();
    return 0;
  } catch (error) {
    if (!(error instanceof SimulatorError)) throw error;
    err(`${error.message}\n`);
    return 1;
  }
}

function welcome(simulator: Simulator, provider: string): string {
  const { url } = simulator;
  const { plan, limit, queueLimit } = simulator.journal();
  const queue = queueLimit === 0 ? 'no queue' : `${queueLimit} may wait`;
  return [
    `Simulating ${provider}${plan === null ? '' : ` ${plan}`} (${limit} at once, ${queue}) at ${url}`,
    `  journal:  ${url}/__simulator/journal`,
    `  controls: POST ${url}/__simulator/control`,
    '',
  ].join('\n');
}

function interrupted(): Promise<void> {
  return new Promise((resolve) => {
    for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => resolve());
  });
}
