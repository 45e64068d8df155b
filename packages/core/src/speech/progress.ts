/** Ordinary speech in languages with an alphabet; only a guess until the audio is complete. */
const CHARACTERS_PER_SECOND = 15;

export interface Heard {
  readonly playedSeconds: number;
  readonly receivedSeconds: number;
  /** Whether what was received is all there will be. */
  readonly isWhole: boolean;
  readonly characters: number;
}

/**
 * Part of the text heard, 0 to 0.99 in steps of 0.01, never less than `before`; 1 is for what is over.
 * Until the audio is complete its length is the longer of what has arrived and what the text leads to expect.
 */
export function nextProgress(before: number, heard: Heard): number {
  const expectedSeconds = heard.isWhole
    ? heard.receivedSeconds
    : Math.max(heard.receivedSeconds, heard.characters / CHARACTERS_PER_SECOND);
  if (!(expectedSeconds > 0)) return before;
  // The small addition keeps 0.29 * 100 from becoming 28.
  const percent = Math.floor((heard.playedSeconds / expectedSeconds) * 100 + 1e-6);
  return Math.max(before, Math.min(99, percent) / 100);
}
