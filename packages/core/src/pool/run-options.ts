import {
  choiceOption,
  invalidOption,
  knownOptions,
  numberOption,
  objectOption,
  stringOption,
} from '../options.ts';
import { LANES } from '../scheduler/lane.ts';
import type { JobSettings } from './job.ts';
import type { RunOptions } from './types.ts';

const WEIGHTS = { min: 1, integer: true };
const UNITS = { min: 0, max: Number.MAX_SAFE_INTEGER };
/** One for all jobs that ask for nothing: a waiting job is kept small. */
const PLAIN: JobSettings = { lane: 'normal', weight: 1, units: 1, mayRetry: () => true };

const NAMES: Readonly<Record<keyof RunOptions, true>> = {
  lane: true,
  weight: true,
  signal: true,
  dedupeKey: true,
  mayRetry: true,
  units: true,
};

/** @throws CuelightError `invalid-option` */
export function checkRunOptions(doing: string, options: RunOptions | undefined): JobSettings {
  if (options === undefined) return PLAIN;
  objectOption(doing, 'options', options);
  knownOptions(doing, options, NAMES);
  const { lane, weight, units, mayRetry, signal, dedupeKey } = options;
  if (dedupeKey !== undefined) stringOption(doing, 'dedupeKey', dedupeKey);
  if (mayRetry !== undefined && typeof mayRetry !== 'function')
    throw invalidOption(doing, 'mayRetry', mayRetry, 'a function');
  // Signals of other windows and of polyfills are as good.
  if (signal !== undefined && typeof signal?.addEventListener !== 'function')
    throw invalidOption(doing, 'signal', signal, 'an AbortSignal');
  return {
    lane: choiceOption(doing, 'lane', lane, LANES, PLAIN.lane),
    weight: numberOption(doing, 'weight', weight, PLAIN.weight, WEIGHTS),
    units: numberOption(doing, 'units', units, PLAIN.units, UNITS),
    mayRetry: mayRetry ?? PLAIN.mayRetry,
  };
}
