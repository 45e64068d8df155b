import { createServer, type Server } from 'node:http';
import type { AccountJournal } from './account/account.ts';
import { createSimulator } from './create-simulator.ts';
import { nodeDoor } from './doors/node-door.ts';
import { SimulatorError } from './errors.ts';
import { type AccountOptions, type ProviderId, providerOption, wholeOption } from './options.ts';
import type { Change } from './simulator/control.ts';

export type { AccountJournal } from './account/account.ts';
export type { JournalCounts, JournalEntry, Outcome } from './account/journal.ts';
export type { BreezePlan } from './account/plans.ts';
export { SimulatorError, type SimulatorErrorCode } from './errors.ts';
export type { AccountOptions, ProviderId } from './options.ts';
export type { Change } from './simulator/control.ts';
export type { VoiceKind } from './voices/catalogue.ts';
export { codedSamples } from './voices/code.ts';

export interface ServerOptions extends AccountOptions {
  readonly provider: ProviderId;
  /** 0: any free port. @default 0 */
  readonly port?: number;
  /** Address to listen at. @default '127.0.0.1' */
  readonly host?: string;
}

export interface Simulator {
  /** Use it as the provider's base URL: `http://127.0.0.1:8787`. No slash at the end. */
  readonly url: string;
  journal(): AccountJournal;
  /** @throws SimulatorError `invalid-option`; then nothing has changed. */
  control(change: Change): void;
  /** Calls `listener` after each change of the journal. The undo works twice. */
  subscribe(listener: () => void): () => void;
  /** Cuts off open responses and stops listening. The journal can still be read. Works twice. */
  close(): Promise<void>;
}

/**
 * Serves one simulated account over plain HTTP/1.1. Next to the provider's own paths it answers
 * `GET /__simulator/journal` and `POST /__simulator/control` (a `Change` as JSON; answers the journal).
 *
 * @throws SimulatorError `invalid-option`, `flite-missing`, or `cannot-listen` where the port is taken.
 */
export async function startSimulator(options: ServerOptions): Promise<Simulator> {
  const doing = 'start the simulator';
  const provider = providerOption(doing, options.provider);
  const port = wholeOption(doing, 'port', options.port, 0, 65_535) ?? 0;
  const host = options.host ?? '127.0.0.1';
  const { simulator, close } = createSimulator(doing, provider, options);
  const server = createServer(nodeDoor(simulator));
  try {
    await listen(server, port, host);
  } catch (cause) {
    await close();
    throw new SimulatorError('cannot-listen', {
      doing,
      because: `it could not listen at ${host}:${port} (${cause instanceof Error ? cause.message : String(cause)})`,
      advice: 'Pass another port, or 0 for any free one.',
      cause,
    });
  }
  let closed: Promise<void> | null = null;
  return {
    url: urlOf(server),
    journal: () => simulator.journal(),
    control: (change) => simulator.control(change),
    subscribe: (listener) => simulator.subscribe(listener),
    close: () => (closed ??= Promise.all([close(), stop(server)]).then(() => undefined)),
  };
}

function listen(server: Server, port: number, host: string): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, host, () => {
      server.off('error', reject);
      resolve();
    });
  });
}

function stop(server: Server): Promise<void> {
  return new Promise((resolve) => {
    server.close(() => resolve());
    server.closeAllConnections();
  });
}

function urlOf(server: Server): string {
  const bound = server.address();
  if (bound === null || typeof bound === 'string') throw new Error('not listening at a port');
  const { address, family, port } = bound;
  const everywhere = address === '0.0.0.0' || address === '::';
  if (everywhere) return `http://127.0.0.1:${port}`;
  return `http://${family === 'IPv6' ? `[${address}]` : address}:${port}`;
}
