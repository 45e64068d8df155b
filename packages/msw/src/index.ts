import type { HttpHandler } from 'msw';
import { mswDoor } from './doors/msw-door.ts';
import { invalidOption } from './errors.ts';
import { type AccountOptions, resolveOptions } from './options.ts';
import type { ProviderId } from './provider-id.ts';
import { accountOf, type SimulatedAccount } from './simulated-account.ts';
import { realClock } from './simulator/clock.ts';
import { ProviderSimulator } from './simulator/simulator.ts';
import { createSpeaker } from './voices/speak.ts';

export type { AccountJournal } from './account/account.ts';
export type { JournalCounts, JournalEntry, Outcome } from './account/journal.ts';
export { inFlightOverTime, type Step } from './account/over-time.ts';
export type { BreezePlan } from './account/plans.ts';
export type { RateLimit } from './account/rate-window.ts';
export { SimulatorError, type SimulatorErrorCode } from './errors.ts';
export type { BodyFault, Fault, ForeignDevice } from './faults/fault.ts';
export type { AccountOptions } from './options.ts';
export type { SimulatedAccount } from './simulated-account.ts';
export type { Change } from './simulator/control.ts';
export { codedSamples } from './voices/code.ts';
export type { RefusalForm, RefusalShape } from './wire/refusal-form.ts';
export type { SseFraming } from './wire/smallest-sse.ts';

export interface HandlersOptions extends Omit<AccountOptions, 'voice'> {
  /**
   * Where your app sends its requests: an address (`https://api.breeze.blue`), or a path of your own server
   * (`/api/breeze`), at any origin then. @default the provider's own address
   */
  readonly baseUrl?: string;
  /** Flite speaks only in a server. @default 'tone' */
  readonly voice?: 'tone' | 'code';
}

export interface SimulatedProvider {
  /** For `setupServer(...handlers)` and `setupWorker(...handlers)`. */
  readonly handlers: readonly HttpHandler[];
  /** The account behind them: what was asked of it, and what it shall do. */
  readonly account: SimulatedAccount;
}

const BASE_URLS = { breeze: 'https://api.breeze.blue', smallest: 'https://api.smallest.ai' } as const;

/**
 * Breeze as MSW handlers: one account with its plan's limit, refusals, and speech that streams in.
 *
 * @throws SimulatorError `invalid-option`
 */
export function breezeHandlers(options: HandlersOptions = {}): SimulatedProvider {
  return createHandlers('breeze', options);
}

/**
 * Smallest AI as MSW handlers: one account with its limit, refusals, and speech that streams in.
 *
 * @throws SimulatorError `invalid-option`
 */
export function smallestHandlers(options: Omit<HandlersOptions, 'plan'> = {}): SimulatedProvider {
  return createHandlers('smallest', options);
}

function createHandlers(provider: ProviderId, options: HandlersOptions): SimulatedProvider {
  const doing = `make the handlers of ${provider}`;
  const resolved = resolveOptions(doing, provider, options, ['baseUrl']);
  if (resolved.voice === 'flite') {
    throw invalidOption(doing, 'voice', 'flite', '"tone" or "code": Flite speaks only in a server');
  }
  const speaker = createSpeaker(resolved.voice ?? 'tone', null);
  const simulator = new ProviderSimulator(resolved, speaker, realClock);
  const handler = mswDoor(simulator, baseUrlOption(doing, options.baseUrl ?? BASE_URLS[provider]));
  return { handlers: [handler], account: accountOf(simulator) };
}

/** As a browser writes it, without a slash at its end. */
function baseUrlOption(doing: string, value: unknown): string {
  const isAddress = typeof value === 'string' && /^https?:/i.test(value) && URL.canParse(value);
  if (isAddress) return (new URL(value).origin + new URL(value).pathname).replace(/\/+$/, '');
  if (typeof value === 'string' && value.startsWith('/')) return value.replace(/\/+$/, '');
  throw invalidOption(
    doing,
    'baseUrl',
    value,
    'an address, as "https://api.breeze.blue", or a path, as "/api/breeze"',
  );
}
