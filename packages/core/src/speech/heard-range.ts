import { segmentAt } from './heard-segment.ts';
import { isOver } from './is-over.ts';
import { estimateWords, type EstimatedWord } from './text/words.ts';
import type { SpokenSegment, Utterance } from './types.ts';

/** A stretch of a text, in UTF-16 code units: `text.slice(start, end)`. */
export interface TextRange {
  readonly start: number;
  readonly end: number;
}

/** What is heard of a text, and whether that is its word, or all of its segment. */
export interface HeardRange extends TextRange {
  readonly by: 'segment' | 'word';
}

/** It is asked for many times a second, and segments stay the same objects until something of them changes. */
const wordsOf = new WeakMap<SpokenSegment, readonly EstimatedWord[]>();

/**
 * The part of an utterance's text that is heard at this moment: its segment, or its word, as far as that can be
 * estimated, else its segment. `null` before anything of it is heard, and when it is over.
 */
export function heardRange(utterance: Utterance, by: 'segment' | 'word'): HeardRange | null {
  const { timeSeconds } = utterance.playback.getState();
  if (timeSeconds === 0 || isOver(utterance.getState())) return null;
  const segment = segmentAt(utterance.segments(), timeSeconds);
  if (segment === null) return null;
  const word = by === 'word' ? wordAt(segment, timeSeconds) : null;
  const { start, end } = word ?? segment;
  return { start, end, by: word ? 'word' : 'segment' };
}

function wordAt(segment: SpokenSegment, timeSeconds: number): EstimatedWord | null {
  const words = wordsOf.get(segment) ?? estimateWords(segment);
  wordsOf.set(segment, words);
  return words.findLast(({ startSeconds }) => startSeconds <= timeSeconds) ?? words[0] ?? null;
}
