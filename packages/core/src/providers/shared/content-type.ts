import type { ClipFormat } from '../provider.ts';

/** A page, as a server sends that knows nothing of the forwarded path. */
const PAGE = /^(text\/html|text\/xml|application\/(xhtml\+)?xml)$/i;
const JSON_DOCUMENT = /^application\/([\w.-]+\+)?json$/i;
/** Audio with a coding of its own, as comes back when a proxy drops the query. Played as samples it would be noise. */
const CODED = /^audio\/(mpeg|mp3|mp4|aac|ogg|opus|flac|webm)$/i;
const CODED_FORMATS: readonly string[] = ['mp3', 'flac', 'aac', 'opus'];

/**
 * The media type without its parameters, where it rules the answer out; else `null`. Any other type passes:
 * proxies rewrite types, and Smallest AI names a wrong one.
 */
export function foreignType(contentType: string | null, format: ClipFormat | 'json'): string | null {
  const type = contentType?.split(';', 1)[0]?.trim() ?? '';
  const isForeign =
    PAGE.test(type) ||
    (format !== 'json' && JSON_DOCUMENT.test(type)) ||
    (!CODED_FORMATS.includes(format) && CODED.test(type));
  return isForeign ? type : null;
}
