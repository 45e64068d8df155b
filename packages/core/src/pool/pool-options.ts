import {
  choiceOption,
  invalidOption,
  knownOptions,
  numberOptions,
  objectOption,
  stringOption,
} from '../options.ts';
import { DEFAULT_RETRY_LIMITS, type RetryLimits } from '../scheduler/retry.ts';

export interface PoolOptions {
  /**
   * Slots of the account, over all tabs: 1 to 1000. Where tabs differ, the lowest holds for all. `'auto'`: found out,
   * from one upwards, by what the provider refuses with `busy`, and kept for a day in this browser's storage for all
   * pools of this name; or, better, told by `reportLimit`. A refusal every few hundred requests is the price.
   */
  readonly limit: number | 'auto';
  /** The highest limit that `'auto'` may come to, 1 to 1000. @default 100 */
  readonly maxLimit?: number;
  /** How long the account may still count a request that was cut, in milliseconds. @default 50 */
  readonly releaseLagMs?: number;
  /** A waiting lane is served like the next higher one after so long, in milliseconds. @default 20,000 */
  readonly ageingMs?: number;
  /**
   * No request lasts longer, in milliseconds: a second to a day. A tab that holds a slot for so long is asked whether it
   * lives, and its slot is taken from it by force if it does not answer. @default 120,000
   */
  readonly longestRequestMs?: number;
  /** Jobs of this tab that may wait; one more is a `queue-full` error. @default Infinity */
  readonly maxQueued?: number;
  /** How often refused and failed jobs are tried. */
  readonly retry?: Partial<RetryLimits>;
  /** `single`: this tab alone, without locks or messages. @default 'coordinated', where the browser can */
  readonly mode?: 'coordinated' | 'single';
}

export interface CheckedPoolOptions {
  readonly name: string;
  /** With `isSought`, the highest that it may be. */
  readonly limit: number;
  readonly isSought: boolean;
  readonly releaseLagMs: number;
  readonly ageingMs: number;
  readonly longestRequestMs: number;
  readonly maxQueued: number;
  readonly retry: RetryLimits;
  readonly mode: 'coordinated' | 'single';
}

const HIGHEST_LIMIT = 1000;
/** Many times what a browser keeps open to one host at once. */
const HIGHEST_FOUND = 100;
const LIMITS = { min: 1, max: HIGHEST_LIMIT, integer: true };
const A_DAY_MS = 86_400_000;

/**
 * A limit has no default. `or`: what else may be passed.
 * @throws CuelightError `invalid-option`
 */
export function checkLimit(doing: string, limit: unknown, or = ''): number {
  if (typeof limit === 'number' && Number.isInteger(limit) && limit >= 1 && limit <= HIGHEST_LIMIT)
    return limit;
  throw invalidOption(doing, 'limit', limit, `a whole number from 1 to ${HIGHEST_LIMIT}${or}`);
}

const NUMBERS = {
  maxLimit: { ...LIMITS, fallback: HIGHEST_FOUND },
  releaseLagMs: { min: 0, max: 60_000, fallback: 50 },
  ageingMs: { min: 100, fallback: 20_000 },
  longestRequestMs: { min: 1000, max: A_DAY_MS, fallback: 120_000 },
  maxQueued: { min: 1, fallback: Infinity },
};
const TIMES = { min: 1, max: 100, integer: true };
const RETRY_NUMBERS = {
  refused: { ...TIMES, fallback: DEFAULT_RETRY_LIMITS.refused },
  transient: { ...TIMES, fallback: DEFAULT_RETRY_LIMITS.transient },
  ambiguous: { ...TIMES, fallback: DEFAULT_RETRY_LIMITS.ambiguous },
  withinMs: { min: 0, fallback: DEFAULT_RETRY_LIMITS.withinMs },
};

const NAMES: Readonly<Record<Exclude<keyof PoolOptions, keyof typeof NUMBERS>, unknown>> = {
  ...NUMBERS,
  limit: true,
  retry: true,
  mode: true,
};

/** @throws CuelightError `invalid-option` */
export function checkPoolOptions(name: string, options: PoolOptions): CheckedPoolOptions {
  stringOption('create a pool', 'name', name);
  const doing = `create the pool ${JSON.stringify(name)}`;
  if (typeof options !== 'object' || options === null) {
    throw invalidOption(doing, 'options', options, 'an object with at least a limit');
  }
  knownOptions(doing, options, NAMES);
  objectOption(doing, 'retry', options.retry);
  knownOptions(doing, options.retry ?? {}, RETRY_NUMBERS, 'retry.');
  const isSought = options.limit === 'auto';
  const { maxLimit, ...numbers } = numberOptions(doing, NUMBERS, options);
  return {
    name,
    limit: isSought ? maxLimit : checkLimit(doing, options.limit, ', or "auto"'),
    isSought,
    ...numbers,
    mode: choiceOption(doing, 'mode', options.mode, ['coordinated', 'single'], 'coordinated'),
    retry: numberOptions(doing, RETRY_NUMBERS, options.retry ?? {}, 'retry.'),
  };
}
