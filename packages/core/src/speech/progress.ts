import { CHARACTERS_PER_SECOND } from './look-ahead.ts';

/** The segment that is being heard, and where it stands in the text. */
export interface Heard {
  readonly playedSeconds: number;
  readonly receivedSeconds: number;
  /** Whether what was received is all there will be of it. */
  readonly isWhole: boolean;
  readonly characters: number;
  /** Of the segments before it. */
  readonly charactersBefore: number;
  /** Of the whole text, as far as it is known. */
  readonly charactersInAll: number;
}

/**
 * Part of the text heard, 0 to 0.99 in steps of 0.01, never less than `before`; 1 is for what is over.
 * Until the audio of a segment is complete its length is the longer of what has arrived and what the text leads to
 * expect.
 */
export function nextProgress(before: number, heard: Heard): number {
  const { characters, charactersBefore, charactersInAll } = heard;
  const expectedSeconds = heard.isWhole
    ? heard.receivedSeconds
    : Math.max(heard.receivedSeconds, characters / CHARACTERS_PER_SECOND);
  if (!(expectedSeconds > 0) || !(charactersInAll > 0)) return before;
  const part = Math.min(1, heard.playedSeconds / expectedSeconds);
  // The small addition keeps 0.29 * 100 from becoming 28.
  const percent = Math.floor(((charactersBefore + part * characters) / charactersInAll) * 100 + 1e-6);
  return Math.max(before, Math.min(99, percent) / 100);
}
