/** Ten short texts, to make a queue. */
export const TEN_SENTENCES: readonly string[] = [
  'A cue light tells a performer when to begin.',
  'While it is dark, you wait behind the curtain.',
  'When it glows, you stand by.',
  'When it turns green, you go.',
  'Here the performers are the tabs of one app.',
  'The stage has room for a few voices at a time.',
  'Nobody pushes, and nobody is forgotten.',
  'If a tab leaves, the next one takes its place.',
  'If the house is full, we all wait a moment.',
  'Thank you. That was the last cue.',
];
