/** Longer pieces would hold the voice's thread from the other requests. */
const MAX_LENGTH = 300;

/** Cuts a text where a voice may draw breath: at sentence ends, and inside very long sentences at spaces. */
export function sentencesOf(text: string): readonly string[] {
  const segmenter = new Intl.Segmenter('en', { granularity: 'sentence' });
  return Array.from(segmenter.segment(text), ({ segment }) => segment).flatMap(
    (sentence) => sentence.match(LIMITED) ?? [],
  );
}

/** Up to the last space within the length, or the whole length where there is none. */
const LIMITED = new RegExp(`[^]{1,${MAX_LENGTH}}(?:\\s|$)|[^]{1,${MAX_LENGTH}}`, 'gu');

/** What Flite can read: English letters, digits, and ASCII signs. `null` where nothing of that is left. */
export function englishOf(text: string): string | null {
  const ascii = text
    .replace(/[‘’]/gu, "'")
    .normalize('NFKD')
    .replace(/\p{M}/gu, '')
    .replace(/[^\x20-\x7e]/gu, ' ');
  return /[A-Za-z0-9]/.test(ascii) ? ascii : null;
}
