import { booleanOption, choiceOption, numberOption, required, wholeOption } from '../check.ts';
import { invalidOption } from '../errors.ts';
import type { ProviderId } from '../provider-id.ts';
import { findBreezeTrouble } from '../wire/breeze-errors.ts';
import { isObject } from '../wire/json.ts';
import { FORM_FIELDS, formFields, type RefusalForm } from '../wire/refusal-form.ts';

const BODY_FAULTS = ['cut', 'end', 'stall', 'malformed', 'error', 'endless'] as const;

/**
 * What happens to the audio of an answer. `cut`: the connection breaks. `end`: the answer ends too early, as if it were
 * complete. `stall`: no more bytes, and the connection stays open. `malformed`: bytes that the framing does not allow
 * (Breeze has no frames: one byte too many), and then the rest. `error`: an error in the stream, where the provider
 * has one, else a cut. `endless`: the sound begins again and again.
 */
export type BodyFault = (typeof BODY_FAULTS)[number];

/** Another device of the same account. */
export interface ForeignDevice {
  /** How many slots it takes, free or not, 0 to 1000; 0 gives them back. */
  readonly slots: number;
  /** For how many milliseconds. @default until it is changed */
  readonly forMs?: number | undefined;
}

/** One thing that goes wrong. What is named happens to each request that it meets; several may be named. */
export interface Fault extends RefusalForm {
  /** Only requests whose path begins with this; any kind of request then. @default requests for speech, on any path */
  readonly path?: string | undefined;
  /** The first request it meets, counted from 1 since the fault was set. @default 1 */
  readonly onRequest?: number | undefined;
  /** How many requests it meets from there on. @default 1 with `onRequest`, else all */
  readonly times?: number | undefined;
  /** The request is refused with this status, 400 to 599. */
  readonly status?: number | undefined;
  /**
   * Refused with this error code: Breeze's codes bring their own status, if none is given. `shape` or `retryAfterS` alone
   * refuse too, as if the account were at its limit.
   */
  readonly code?: string | undefined;
  /** When the request arrives, another device of the account takes slots. */
  readonly foreign?: ForeignDevice | undefined;
  /** A slow (or quick) first byte, in milliseconds from admission. */
  readonly firstByteMs?: number | undefined;
  /** Refused requests have no audio for this. */
  readonly body?: BodyFault | undefined;
  /** Where in the body that happens. @default 0: before the first byte, for `cut` before the answer itself */
  readonly afterBytes?: number | undefined;
  /** The answer has no headers but those that any page may read: as if the provider exposed none. */
  readonly hideHeaders?: boolean | undefined;
}

const TARGET_FIELDS = ['path', 'onRequest', 'times'];
const EFFECT_FIELDS = [
  ...FORM_FIELDS,
  'status',
  'code',
  'foreign',
  'firstByteMs',
  'body',
  'afterBytes',
  'hideHeaders',
];

/** @throws SimulatorError `invalid-option` */
export function decodeFaults(doing: string, provider: ProviderId, value: unknown): readonly Fault[] {
  if (!Array.isArray(value) || value.length > 100) {
    throw invalidOption(doing, 'faults', value, 'a list of at most 100 faults');
  }
  return value.map((fault: unknown) => decodeFault(doing, provider, fault));
}

function decodeFault(doing: string, provider: ProviderId, value: unknown): Fault {
  if (!isObject(value)) throw invalidOption(doing, 'a fault', value, 'an object');
  const known = [...TARGET_FIELDS, ...EFFECT_FIELDS];
  const unknown = Object.keys(value).find((key) => !known.includes(key));
  if (unknown !== undefined)
    throw invalidOption(doing, 'a field of a fault', unknown, `some of ${known.join(', ')}`);
  const { path } = value;
  if (path !== undefined && (typeof path !== 'string' || !path.startsWith('/'))) {
    throw invalidOption(doing, 'path', path, 'the beginning of a path, as "/v1/entitlements"');
  }
  return {
    path,
    onRequest: wholeOption(doing, 'onRequest', value['onRequest'], 1, 1_000_000),
    times: wholeOption(doing, 'times', value['times'], 1, 1_000_000),
    ...decodeEffect(doing, provider, value),
  };
}

function decodeEffect(doing: string, provider: ProviderId, value: Readonly<Record<string, unknown>>): Fault {
  const { code, foreign } = value;
  if (code !== undefined && (typeof code !== 'string' || code === '')) {
    throw invalidOption(doing, 'code', code, 'a non-empty string');
  }
  if (provider === 'breeze' && code !== undefined && value['status'] === undefined) {
    const isKnown = findBreezeTrouble(undefined, code) !== null;
    if (!isKnown) throw invalidOption(doing, 'code', code, "one of Breeze's codes, or a status too");
  }
  return {
    ...formFields(doing, provider, value),
    status: wholeOption(doing, 'status', value['status'], 400, 599),
    code,
    foreign: foreign === undefined ? undefined : decodeForeign(doing, foreign),
    firstByteMs: numberOption(doing, 'firstByteMs', value['firstByteMs'], 0, 600_000),
    body: choiceOption(doing, 'body', value['body'], BODY_FAULTS),
    afterBytes: wholeOption(doing, 'afterBytes', value['afterBytes'], 0, 1_000_000_000),
    hideHeaders: booleanOption(doing, 'hideHeaders', value['hideHeaders']),
  };
}

/** @throws SimulatorError `invalid-option` */
export function decodeForeign(doing: string, value: unknown): ForeignDevice {
  if (!isObject(value)) throw invalidOption(doing, 'foreign', value, 'an object { slots, forMs? }');
  const slots = wholeOption(doing, 'foreign.slots', value['slots'], 0, 1000);
  return {
    slots: required(doing, 'foreign.slots', slots, 'a whole number from 0 to 1000'),
    forMs: numberOption(doing, 'foreign.forMs', value['forMs'], 0, 86_400_000),
  };
}

const PARAMETER = 'fault.';

/**
 * The fault that a URL asks for its own request, as `?fault.body=cut&fault.afterBytes=4096` or
 * `?fault.foreign.slots=1`; `null` where it asks for none.
 *
 * @throws SimulatorError `invalid-option`
 */
export function faultOfUrl(doing: string, provider: ProviderId, url: URL): Fault | null {
  const fields: Record<string, unknown> = {};
  const foreign: Record<string, unknown> = {};
  for (const [name, text] of url.searchParams) {
    if (!name.startsWith(PARAMETER)) continue;
    const field = name.slice(PARAMETER.length);
    if (field.startsWith('foreign.')) foreign[field.slice('foreign.'.length)] = valueOf(text);
    else if (EFFECT_FIELDS.includes(field)) fields[field] = field === 'code' ? text : valueOf(text);
    else
      throw invalidOption(
        doing,
        'a parameter',
        name,
        `some of ${EFFECT_FIELDS.map((known) => PARAMETER + known).join(', ')}`,
      );
  }
  if (Object.keys(foreign).length > 0) fields['foreign'] = foreign;
  return Object.keys(fields).length === 0 ? null : decodeEffect(doing, provider, fields);
}

/** Whether the request never comes to be judged for what it asks. */
export function isRefusing({ status, code, shape, retryAfterS }: Fault): boolean {
  return [status, code, shape, retryAfterS].some((field) => field !== undefined);
}

function valueOf(text: string): unknown {
  if (text === 'true' || text === 'false') return text === 'true';
  return text.trim() === '' || Number.isNaN(Number(text)) ? text : Number(text);
}
