import type { BreezePlan } from '../account/plans.ts';
import type { RateLimit } from '../account/rate-window.ts';
import { booleanOption, choiceOption, wholeOption } from '../check.ts';
import { invalidOption } from '../errors.ts';
import { decodeFaults, decodeForeign, type Fault, type ForeignDevice } from '../faults/fault.ts';
import { creditOption, rateOption } from '../options.ts';
import type { ProviderId } from '../provider-id.ts';
import { isObject } from '../wire/json.ts';
import { decodeForm, type RefusalForm } from '../wire/refusal-form.ts';

/** A change to a running simulator. Only what is named changes. */
export interface Change {
  /** Forgets the requests that are over, the counts, and the peaks. */
  readonly reset?: boolean | undefined;
  /** Breeze only. */
  readonly plan?: BreezePlan | undefined;
  readonly limit?: number | undefined;
  /** While true, requests are admitted but nobody gets a byte, in the middle of an answer too. */
  readonly hold?: boolean | undefined;
  /**
   * The service has no capacity for anybody: 503, whatever the account's limit. While true, or for `forMs` milliseconds.
   */
  readonly overloaded?: boolean | { readonly forMs: number } | undefined;
  /** Another device of the account takes slots, in place of those it held before. */
  readonly foreign?: ForeignDevice | undefined;
  /** Begins to count anew; `null`: no limit. */
  readonly rate?: RateLimit | null | undefined;
  /** Characters the account can pay for from now on; `null`: any number. */
  readonly creditCharacters?: number | null | undefined;
  /** How a refusal for the account's limit is written. */
  readonly busy?: RefusalForm | undefined;
  /** In place of all that were set before, counting from now; `[]`: none. */
  readonly faults?: readonly Fault[] | undefined;
  readonly hideHeaders?: boolean | undefined;
}

const DOING = 'change the simulator';
const FIELDS = [
  'reset',
  'plan',
  'limit',
  'hold',
  'overloaded',
  'foreign',
  'rate',
  'creditCharacters',
  'busy',
  'faults',
  'hideHeaders',
];

/**
 * Checks a change, from a caller or from the wire.
 * @throws SimulatorError `invalid-option`
 */
export function decodeChange(provider: ProviderId, value: unknown): Change {
  if (!isObject(value)) throw invalidOption(DOING, 'the change', value, 'an object');
  const unknown = Object.keys(value).find((key) => !FIELDS.includes(key));
  if (unknown !== undefined) throw invalidOption(DOING, 'a field', unknown, `some of ${FIELDS.join(', ')}`);
  const { foreign, busy, faults } = value;
  return {
    reset: booleanOption(DOING, 'reset', value['reset']),
    plan: choiceOption(DOING, 'plan', value['plan'], ['free', 'starter', 'creator', 'pro']),
    limit: wholeOption(DOING, 'limit', value['limit'], 1, 1000),
    hold: booleanOption(DOING, 'hold', value['hold']),
    overloaded: decodeOverloaded(value['overloaded']),
    foreign: foreign === undefined ? undefined : decodeForeign(DOING, foreign),
    rate: rateOption(DOING, value['rate']),
    creditCharacters: creditOption(DOING, value['creditCharacters']),
    busy: busy === undefined ? undefined : decodeForm(DOING, provider, busy),
    faults: faults === undefined ? undefined : decodeFaults(DOING, provider, faults),
    hideHeaders: booleanOption(DOING, 'hideHeaders', value['hideHeaders']),
  };
}

function decodeOverloaded(value: unknown): Change['overloaded'] {
  if (!isObject(value)) return booleanOption(DOING, 'overloaded', value);
  const forMs = wholeOption(DOING, 'overloaded.forMs', value['forMs'], 0, 86_400_000);
  if (forMs === undefined)
    throw invalidOption(DOING, 'overloaded.forMs', forMs, 'a whole number of milliseconds');
  return { forMs };
}
