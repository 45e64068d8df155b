/**
 * What certainly is no stream of ours: documents, as a server sends that knows nothing of the forwarded path,
 * and audio of another format, as comes back when a proxy drops the query. Played as PCM it would be loud noise.
 * Any other type passes: proxies rewrite types, and Smallest AI names a wrong one.
 */
const FOREIGN =
  /^(text\/html|text\/xml|application\/(xhtml\+)?xml|application\/([\w.-]+\+)?json|audio\/(mpeg|mp3|mp4|aac|ogg|opus|flac|webm))$/i;

/** The media type without its parameters, where it rules the answer out; else `null`. */
export function foreignType(contentType: string | null): string | null {
  const type = contentType?.split(';', 1)[0]?.trim() ?? '';
  return FOREIGN.test(type) ? type : null;
}
