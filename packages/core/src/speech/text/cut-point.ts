import { isGraphemeBoundary, segmenterOf } from './segmenters.ts';

/** How a provider counts and what it takes. */
export interface Measure {
  /** Counted the provider's way. */
  readonly count: (text: string) => number;
  /** Length to aim for. */
  readonly bestCharacters: number;
  /** Never more than this. */
  readonly maxCharacters: number;
}

const CLAUSE_END = /[,;:、，；：،؛…)\]}»”][\s\u3000]*|\s[-–—]\s+|—|\r?\n\s*/gu;
const SPACE = /\s+/gu;
/** Word boundaries are looked for in so much of the end of a stretch. */
const WORD_WINDOW = 48;
/** A piece of a sentence should not be shorter than this part of what it could be. */
const LEAST_SHARE = 0.4;

/**
 * Where a stretch that is too long for one request is cut, from `start` on: at the end of a clause, else between
 * words, else between characters. Only a single character that is longer than the hard limit by itself is taken apart.
 */
export function cutPoint(text: string, start: number, end: number, measure: Measure): number {
  const best = farthest(text, start, end, measure.bestCharacters, measure.count);
  if (best === end) return end;
  return (
    clauseCut(text, start, best) ??
    lastMatch(SPACE, text, start, best, start + 1) ??
    wordCut(text, start, best) ??
    longWordCut(text, start, end, measure) ??
    characterCut(text, start, best, measure)
  );
}

/** The last end of a clause that leaves a piece worth a request; `null` where there is none. */
export function clauseCut(text: string, start: number, end: number): number | null {
  return lastMatch(CLAUSE_END, text, start, end, start + Math.ceil((end - start) * LEAST_SHARE));
}

/** The farthest end of which not more than `limit` characters are counted; at least one character on. */
export function farthest(
  text: string,
  start: number,
  end: number,
  limit: number,
  count: (text: string) => number,
): number {
  // A character that is counted has two code units at most.
  let high = Math.min(end, start + limit * 2);
  if (count(text.slice(start, high)) > limit) {
    let low = start + 1;
    while (low < high) {
      const middle = (low + high + 1) >>> 1;
      if (count(text.slice(start, middle)) > limit) high = middle - 1;
      else low = middle;
    }
  }
  if (!isInsidePair(text, high)) return high;
  return high - 1 > start ? high - 1 : high + 1;
}

function isInsidePair(text: string, at: number): boolean {
  const [before, after] = [text.charCodeAt(at - 1), text.charCodeAt(at)];
  return before >= 0xd800 && before <= 0xdbff && after >= 0xdc00 && after <= 0xdfff;
}

/** The end of the last match that ends after `least`, and where a character ends too. */
function lastMatch(pattern: RegExp, text: string, start: number, end: number, least: number): number | null {
  const ends: number[] = [];
  for (const match of text.slice(start, end).matchAll(pattern)) {
    const at = start + match.index + match[0].length;
    if (at > least) ends.push(at);
  }
  // A number or a time is no end of a clause: "10,000", "12:30".
  const isGood = (at: number): boolean =>
    !(/\d/u.test(text[at - 2] ?? '') && /\d/u.test(text[at] ?? '') && !/\s/u.test(text[at - 1] ?? '')) &&
    isGraphemeBoundary(text, at, start);
  return ends.findLast(isGood) ?? null;
}

/** Languages that are written without spaces. */
function wordCut(text: string, start: number, end: number): number | null {
  const from = Math.max(start, end - WORD_WINDOW);
  // Where the slice ends may be the middle of a word, which would be taken for several.
  const words = Array.from(segmenterOf(undefined, 'word').segment(text.slice(from, end + WORD_WINDOW / 2)));
  // So may be where it begins.
  const isGood = (index: number): boolean =>
    index > 8 && from + index <= end && isGraphemeBoundary(text, from + index, start);
  const cut = words.findLast(({ index }) => isGood(index));
  return cut === undefined ? null : from + cut.index;
}

/** The end of a word that is longer than the best length, an address say, if it fits below the hard limit. */
function longWordCut(text: string, start: number, end: number, measure: Measure): number | null {
  const last = Math.min(end, start + measure.maxCharacters);
  let at = start;
  while (at < last && !isSpace(text.charCodeAt(at))) at += 1;
  if (at === start || (at === last && last < end)) return null;
  return measure.count(text.slice(start, at)) <= measure.maxCharacters && isGraphemeBoundary(text, at, start)
    ? at
    : null;
}

function isSpace(code: number): boolean {
  return code === 0x20 || (code >= 0x09 && code <= 0x0d) || code === 0x3000;
}

function characterCut(text: string, start: number, best: number, measure: Measure): number {
  const graphemes = segmenterOf(undefined, 'grapheme');
  const before = graphemes.segment(text.slice(start, best + 32)).containing(best - start);
  if (before !== undefined && before.index > 0) return start + before.index;
  // The first character is longer than the best length by itself.
  const most = farthest(text, start, text.length, measure.maxCharacters, measure.count);
  const first = graphemes.segment(text.slice(start, most)).containing(0);
  return start + Math.max(1, first?.segment.length ?? most - start);
}
