/** Code points: no surrogate pair counts double. */
export function codePoints(text: string): number {
  let count = 0;
  for (const _ of text) count += 1;
  return count;
}

const DOUBLE = /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Hangul}]/gu;

/**
 * What a text costs: its characters after Unicode normalisation (docs.breezeblue.ai/concepts/pricing, which names no
 * form; composed is the shortest), Chinese, Japanese and Korean ones twice. Instructions are free.
 */
export function billedCharacters(text: string): number {
  const normalised = text.normalize('NFC');
  return codePoints(normalised) + (normalised.match(DOUBLE)?.length ?? 0);
}
