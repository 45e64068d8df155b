import { objectOption, wholeOption } from './check.ts';
import { createSimulator } from './create-simulator.ts';
import { type Certificate, selfSigned } from './doors/certificate.ts';
import { nodeDoor } from './doors/node-door.ts';
import { createNodeServer } from './doors/node-server.ts';
import { invalidOption, SimulatorError } from './errors.ts';
import { type AccountOptions, providerOption } from './options.ts';
import type { ProviderId } from './provider-id.ts';
import { accountOf, type SimulatedAccount } from './simulated-account.ts';
import { isObject } from './wire/json.ts';

export type { AccountJournal } from './account/account.ts';
export type { JournalCounts, JournalEntry, Outcome } from './account/journal.ts';
export { inFlightOverTime, type Step } from './account/over-time.ts';
export type { BreezePlan } from './account/plans.ts';
export type { RateLimit } from './account/rate-window.ts';
export type { Certificate } from './doors/certificate.ts';
export { SimulatorError, type SimulatorErrorCode } from './errors.ts';
export type { BodyFault, Fault, ForeignDevice } from './faults/fault.ts';
export type { AccountOptions } from './options.ts';
export type { ProviderId } from './provider-id.ts';
export type { SimulatedAccount } from './simulated-account.ts';
export type { Change } from './simulator/control.ts';
export type { VoiceKind } from './voices/catalogue.ts';
export { codedSamples } from './voices/code.ts';
export type { RefusalForm, RefusalShape } from './wire/refusal-form.ts';
export type { SseFraming } from './wire/smallest-sse.ts';

export interface ServerOptions extends AccountOptions {
  readonly provider: ProviderId;
  /** 0: any free port. @default 0 */
  readonly port?: number;
  /** Address to listen at. @default '127.0.0.1' */
  readonly host?: string;
  /**
   * HTTP/2 and HTTP/1.1 over TLS in place of plain HTTP/1.1: with a certificate for localhost that is made on the spot and
   * that clients must be told to accept, or with your own. @default false
   */
  readonly http2?: boolean | Certificate;
}

export interface Simulator extends SimulatedAccount {
  /** Use it as the provider's base URL: `http://127.0.0.1:8787`. No slash at the end. */
  readonly url: string;
  /** Cuts off open responses and stops listening. The journal can still be read. Works twice. */
  close(): Promise<void>;
}

const DOING = 'start the simulator';

/**
 * Serves one simulated account. Next to the provider's own paths it answers `GET /__simulator/journal` and
 * `POST /__simulator/control` (a `Change` as JSON; answers the journal).
 *
 * @throws SimulatorError `invalid-option`, `flite-missing`, or `cannot-listen` where the port is taken.
 */
export async function startSimulator(options: ServerOptions): Promise<Simulator> {
  objectOption(DOING, 'options', options);
  const {
    provider: given,
    port: givenPort,
    host: givenHost = '127.0.0.1',
    http2 = false,
    ...account
  } = options;
  const provider = providerOption(DOING, given);
  const port = wholeOption(DOING, 'port', givenPort, 0, 65_535) ?? 0;
  const host = hostOption(givenHost);
  const certificate = await certificateOption(http2);
  const { simulator, close } = createSimulator(DOING, provider, account);
  const server = createNodeServer(nodeDoor(simulator), certificate);
  try {
    await server.listen(port, host);
  } catch (cause) {
    await close();
    throw new SimulatorError('cannot-listen', {
      doing: DOING,
      because: `it could not listen at ${host}:${port} (${cause instanceof Error ? cause.message : String(cause)})`,
      advice: 'Pass another port, or 0 for any free one.',
      cause,
    });
  }
  let closed: Promise<void> | null = null;
  return {
    ...accountOf(simulator),
    url: server.url(),
    close: () => (closed ??= Promise.all([close(), server.close()]).then(() => undefined)),
  };
}

function hostOption(host: unknown): string {
  if (typeof host === 'string' && host !== '') return host;
  throw invalidOption(DOING, 'host', host, 'an address to listen at, as "127.0.0.1"');
}

/** `null`: no TLS. */
async function certificateOption(http2: unknown): Promise<Certificate | null> {
  if (http2 === false) return null;
  if (http2 === true) return selfSigned();
  const isGiven = isObject(http2) && typeof http2['key'] === 'string' && typeof http2['cert'] === 'string';
  if (isGiven) return { key: String(http2['key']), cert: String(http2['cert']) };
  throw invalidOption(DOING, 'http2', http2, 'true, false, or { key, cert } in PEM');
}
