import { segmenterOf } from './segmenters.ts';

/** A word of a segment. */
export interface EstimatedWord {
  readonly text: string;
  /** Where it is in the text of the utterance, in UTF-16 code units. */
  readonly start: number;
  readonly end: number;
  /** Where it is in the audio of the utterance. */
  readonly startSeconds: number;
  readonly endSeconds: number;
  /** Nobody said so: the audio of the segment was shared out by length. */
  readonly estimated: true;
}

/** A segment as `utterance.segments()` tells it. */
interface TimedText {
  readonly text: string;
  readonly start: number;
  readonly startSeconds: number | null;
  readonly endSeconds: number | null;
}

/**
 * When each word of a segment is heard, if every character took as long as every other: right to about half a second
 * in a sentence or two. None before all audio of the segment has arrived. Words are found as the language does it,
 * where there are no spaces too.
 */
export function estimateWords(segment: TimedText, locale?: string): readonly EstimatedWord[] {
  const { text, start, startSeconds, endSeconds } = segment;
  if (startSeconds === null || endSeconds === null || text === '') return [];
  const secondsPerUnit = (endSeconds - startSeconds) / text.length;
  return [...segmenterOf(locale, 'word').segment(text)]
    .filter(({ isWordLike }) => isWordLike === true)
    .map(({ segment: word, index }) => ({
      text: word,
      start: start + index,
      end: start + index + word.length,
      startSeconds: startSeconds + index * secondsPerUnit,
      endSeconds: startSeconds + (index + word.length) * secondsPerUnit,
      estimated: true,
    }));
}
