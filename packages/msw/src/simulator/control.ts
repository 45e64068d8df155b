import type { BreezePlan } from '../account/plans.ts';
import { invalidOption } from '../errors.ts';
import { choiceOption, numberOption, wholeOption } from '../options.ts';
import { isObject } from '../wire/json.ts';

/** A change to a running simulator. Only what is named changes. */
export interface Change {
  /** Forgets the requests that are over, the counts, and the peaks. */
  readonly reset?: boolean | undefined;
  /** Breeze only. */
  readonly plan?: BreezePlan | undefined;
  readonly limit?: number | undefined;
  /** While true, requests are admitted but nobody gets a byte, in the middle of an answer too. */
  readonly hold?: boolean | undefined;
  /** While true, the service has no capacity for anybody: 503, whatever the account's limit. */
  readonly overloaded?: boolean | undefined;
  /**
   * Another device of the account takes this many slots at once, for `forMs` milliseconds or, without it, until
   * the next such change; `slots: 0` releases them.
   */
  readonly foreign?: { readonly slots: number; readonly forMs?: number | undefined } | undefined;
}

const DOING = 'change the simulator';
const FIELDS = ['reset', 'plan', 'limit', 'hold', 'overloaded', 'foreign'];

/**
 * Checks a change, from a caller or from the wire.
 * @throws SimulatorError `invalid-option`
 */
export function decodeChange(value: unknown): Change {
  if (!isObject(value)) throw invalidOption(DOING, 'the change', value, 'an object');
  const unknown = Object.keys(value).find((key) => !FIELDS.includes(key));
  if (unknown !== undefined) throw invalidOption(DOING, 'a field', unknown, `some of ${FIELDS.join(', ')}`);
  const { reset, plan, limit, hold, overloaded, foreign } = value;
  return {
    reset: boolean('reset', reset),
    plan: choiceOption(DOING, 'plan', plan, ['free', 'starter', 'creator', 'pro']),
    limit: wholeOption(DOING, 'limit', limit, 1, 1000),
    hold: boolean('hold', hold),
    overloaded: boolean('overloaded', overloaded),
    foreign: decodeForeign(foreign),
  };
}

function decodeForeign(value: unknown): Change['foreign'] {
  if (value === undefined) return undefined;
  if (!isObject(value)) throw invalidOption(DOING, 'foreign', value, 'an object { slots, forMs? }');
  const slots = wholeOption(DOING, 'foreign.slots', value['slots'], 0, 1000);
  if (slots === undefined)
    throw invalidOption(DOING, 'foreign.slots', undefined, 'a whole number from 0 to 1000');
  return { slots, forMs: numberOption(DOING, 'foreign.forMs', value['forMs'], 0, 86_400_000) };
}

function boolean(option: string, value: unknown): boolean | undefined {
  if (value === undefined || typeof value === 'boolean') return value;
  throw invalidOption(DOING, option, value, 'true or false');
}
