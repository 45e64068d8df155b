import { choiceOption, numberOption } from '../check.ts';
import { invalidOption } from '../errors.ts';
import { isObject } from './json.ts';
import type { ProviderId } from '../provider-id.ts';

/**
 * The shapes in which a provider's errors have been seen. Both: `text` (plain), `html` (a gateway's page), `empty`.
 * Breeze: `envelope`; `without-error`, the envelope without its mirror field; `with-meta`, with the optional one.
 * Smallest: `contract` `{ status, error_code, message, request_id }`; `issues`, a list of field errors; `strings`
 * `{ error, message }`; `plan`, "upgrade" messages; `details`; `deprecated`, with the route to use instead; `message`
 * and `error` alone; and those of its sister products: `stt`, `atoms`, `atoms-limit`, `on-prem`.
 */
export type RefusalShape = BreezeShape | SmallestShape;

/** How a refusal is written. */
export interface RefusalForm {
  /** @default the provider's documented one for that status */
  readonly shape?: RefusalShape | undefined;
  /** After how many seconds to try again, 0 to 86,400. @default none is named, but where the shape must have one */
  readonly retryAfterS?: number | undefined;
  /**
   * How it is said: `Retry-After` in `seconds` or as a `date`, `retry-after-ms`, `x-ratelimit-reset` (seconds since
   * 1970), or only in the `body` of the shapes that have a place for it. @default 'seconds'
   */
  readonly retryAfterAs?: RetryAfterForm | undefined;
}

export const FORM_FIELDS = ['shape', 'retryAfterS', 'retryAfterAs'] as const;

type PageShape = 'text' | 'html' | 'empty';
export type BreezeShape = 'envelope' | 'without-error' | 'with-meta' | PageShape;
export type SmallestShape =
  | 'contract'
  | 'issues'
  | 'strings'
  | 'plan'
  | 'details'
  | 'deprecated'
  | 'message'
  | 'error'
  | 'stt'
  | 'atoms'
  | 'atoms-limit'
  | 'on-prem'
  | PageShape;
type RetryAfterForm = 'seconds' | 'date' | 'milliseconds' | 'reset' | 'body';

const PAGE_SHAPES: readonly PageShape[] = ['text', 'html', 'empty'];
const BREEZE_SHAPES: readonly BreezeShape[] = ['envelope', 'without-error', 'with-meta', ...PAGE_SHAPES];
const SMALLEST_SHAPES: readonly SmallestShape[] = [
  ...(['contract', 'issues', 'strings', 'plan', 'details', 'deprecated', 'message', 'error'] as const),
  ...(['stt', 'atoms', 'atoms-limit', 'on-prem'] as const),
  ...PAGE_SHAPES,
];
const RETRY_AFTER_FORMS: readonly RetryAfterForm[] = ['seconds', 'date', 'milliseconds', 'reset', 'body'];

/** All shapes of a provider. */
function shapesOf(provider: ProviderId): readonly RefusalShape[] {
  return provider === 'breeze' ? BREEZE_SHAPES : SMALLEST_SHAPES;
}

export function isBreezeShape(shape: RefusalShape): shape is BreezeShape {
  return BREEZE_SHAPES.some((candidate) => candidate === shape);
}

export function isSmallestShape(shape: RefusalShape): shape is SmallestShape {
  return SMALLEST_SHAPES.some((candidate) => candidate === shape);
}

/** @throws SimulatorError `invalid-option` */
export function decodeForm(doing: string, provider: ProviderId, value: unknown): RefusalForm {
  if (!isObject(value)) throw invalidOption(doing, 'busy', value, `an object { ${FORM_FIELDS.join(', ')} }`);
  const unknown = Object.keys(value).find((key) => !FORM_FIELDS.some((field) => field === key));
  if (unknown !== undefined) {
    throw invalidOption(doing, 'a field of busy', unknown, `some of ${FORM_FIELDS.join(', ')}`);
  }
  return formFields(doing, provider, value);
}

/** The three fields alone, checked. */
export function formFields(
  doing: string,
  provider: ProviderId,
  value: Readonly<Record<string, unknown>>,
): RefusalForm {
  return {
    shape: choiceOption(doing, 'shape', value['shape'], shapesOf(provider)),
    retryAfterS: numberOption(doing, 'retryAfterS', value['retryAfterS'], 0, 86_400),
    retryAfterAs: choiceOption(doing, 'retryAfterAs', value['retryAfterAs'], RETRY_AFTER_FORMS),
  };
}

/** Where a client is told when to try again, but for the body. */
export function retryAfterHeaders(form: RefusalForm, nowMs: number): Record<string, string> {
  const { retryAfterS, retryAfterAs = 'seconds' } = form;
  if (retryAfterS === undefined) return {};
  switch (retryAfterAs) {
    case 'seconds':
      return { 'retry-after': String(retryAfterS) };
    case 'date':
      return { 'retry-after': new Date(nowMs + 1000 * retryAfterS).toUTCString() };
    case 'milliseconds':
      return { 'retry-after-ms': String(1000 * retryAfterS) };
    case 'reset':
      return { 'x-ratelimit-reset': String(Math.ceil(nowMs / 1000 + retryAfterS)) };
    case 'body':
      return {};
    default:
      return retryAfterAs satisfies never;
  }
}
