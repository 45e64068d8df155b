import { choiceOption, invalidOption, numberOption, objectOption, stringOption } from '../options.ts';
import { LANES } from '../scheduler/lane.ts';
import type { JobSettings } from './job.ts';
import type { RunOptions } from './types.ts';

const WEIGHTS = { min: 1, integer: true };
const UNITS = { min: 0, max: Number.MAX_SAFE_INTEGER };
const alwaysRetry = (): boolean => true;

/** @throws CuelightError `invalid-option` */
export function checkRunOptions(doing: string, options: RunOptions): JobSettings {
  objectOption(doing, 'options', options);
  const { lane, weight, units, mayRetry, signal, dedupeKey } = options;
  if (dedupeKey !== undefined) stringOption(doing, 'dedupeKey', dedupeKey);
  if (mayRetry !== undefined && typeof mayRetry !== 'function')
    throw invalidOption(doing, 'mayRetry', mayRetry, 'a function');
  // Signals of other windows and of polyfills are as good.
  if (signal !== undefined && typeof signal?.addEventListener !== 'function')
    throw invalidOption(doing, 'signal', signal, 'an AbortSignal');
  return {
    lane: choiceOption(doing, 'lane', lane, LANES, 'normal'),
    weight: numberOption(doing, 'weight', weight, 1, WEIGHTS),
    units: numberOption(doing, 'units', units, 1, UNITS),
    mayRetry: mayRetry ?? alwaysRetry,
  };
}
