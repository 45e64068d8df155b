import { invalidOption } from '../../options.ts';

/**
 * An id as one segment of a path: `..` would lead elsewhere, and half a character has no bytes.
 * @throws CuelightError `invalid-option`.
 */
export function pathSegment(doing: string, option: string, id: string): string {
  if (/^\.\.?$|\p{Cs}/u.test(id)) throw invalidOption(doing, option, id, 'an id as the provider lists them');
  return encodeURIComponent(id);
}
