import type { ClipFormat } from '../provider.ts';

/** Documents, as a server sends that knows nothing of the forwarded path. */
const DOCUMENT = /^(text\/html|text\/xml|application\/(xhtml\+)?xml|application\/([\w.-]+\+)?json)$/i;
/** Audio with a coding of its own, as comes back when a proxy drops the query. Played as samples it would be noise. */
const CODED = /^audio\/(mpeg|mp3|mp4|aac|ogg|opus|flac|webm)$/i;
/** What has no header, or is checked by it, so that the type is worth a look. */
const UNCODED: readonly ClipFormat[] = ['pcm', 'ulaw', 'alaw', 'wav'];

/**
 * The media type without its parameters, where it rules the answer out; else `null`. Any other type passes:
 * proxies rewrite types, and Smallest AI names a wrong one.
 */
export function foreignType(contentType: string | null, format: ClipFormat): string | null {
  const type = contentType?.split(';', 1)[0]?.trim() ?? '';
  return DOCUMENT.test(type) || (UNCODED.includes(format) && CODED.test(type)) ? type : null;
}
