const WORDS =
  'the river runs past a quiet town where people still meet in the evening to talk about weather bread music and the long road home'.split(
    ' ',
  );

/** The same prose every time: sentences of 3 to 22 words, as many as make that length exactly. */
export function prose(characters: number): string {
  let text = '';
  for (let sentence = 0; text.length < characters; sentence += 1) {
    const length = 3 + ((sentence * 7) % 20);
    const words = Array.from({ length }, (_, word) => WORDS[(sentence * 5 + word * 3) % WORDS.length]);
    const [first = '', ...rest] = words.join(' ');
    text += `${first.toUpperCase()}${rest.join('')}. `;
  }
  return `${text.slice(0, characters - 1).trimEnd()}.`.padEnd(characters, '.');
}

/** As it is mostly done by hand: sentences by their full stops, packed as full as fits. */
export function clipsByHand(text: string, most: number): readonly string[] {
  const clips: string[] = [];
  let clip = '';
  for (const sentence of text.match(/[^.!?]+[.!?]+\s*/gu) ?? [text]) {
    if (clip.length + sentence.length > most && clip !== '') {
      clips.push(clip);
      clip = '';
    }
    clip += sentence;
  }
  return clip === '' ? clips : [...clips, clip];
}
