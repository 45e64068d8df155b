import type { CuelightError } from '../errors.ts';
import type { Provider, SynthesisRequest } from '../providers/provider.ts';
import { splitText } from './text/split-text.ts';

/** Who speaks and how: a request without its text. */
export type Speaker = Omit<SynthesisRequest, 'text'>;

/** One line of a dialogue, or all of a text. */
export interface Line {
  readonly text: string;
  readonly speaker: Speaker;
}

/** A stretch of the text that is one request. */
export interface ScriptPiece extends Line {
  /** Where it is in the text of the utterance, in UTF-16 code units. */
  readonly start: number;
  readonly end: number;
}

/** What an utterance has to say, piece by piece. */
export interface Script {
  /** As far as it is known. */
  readonly text: string;
  /** Of all pieces; `null` while nobody knows. */
  readonly count: number | null;
  /** The next piece to be asked for; `null`: none is there now. */
  next(): ScriptPiece | null;
  /** Nothing follows the pieces that `next()` has given. */
  readonly isOver: boolean;
  /** Why something is missing at its end. */
  readonly error: CuelightError | null;
  /** Begins to read what is not there yet; `changed` is called whenever there may be more. Once. */
  start(changed: () => void): void;
  /** Nothing more is wanted. Works twice. */
  stop(): void;
}

/** What stands between two lines in the text of a dialogue. */
const LINE_BREAK = '\n';

/** The script of a text that is known from the start, or of the lines of a dialogue: each line has its own pieces. */
export function createScript(lines: readonly Line[], provider: Provider, locale: string | undefined): Script {
  const pieces: ScriptPiece[] = [];
  let start = 0;
  for (const [index, { text, speaker }] of lines.entries()) {
    for (const piece of splitText(text, { ...measureOf(provider), locale, startsEarly: index === 0 })) {
      pieces.push({ text: piece, speaker, start, end: start + piece.length });
      start += piece.length;
    }
    start += LINE_BREAK.length;
  }
  let given = 0;
  return {
    text: lines.map(({ text }) => text).join(LINE_BREAK),
    count: pieces.length,
    next: () => pieces[given++] ?? null,
    get isOver() {
      return given >= pieces.length;
    },
    error: null,
    start: () => undefined,
    stop: () => undefined,
  };
}

/** How this provider counts, and what it takes in one request. */
export function measureOf(provider: Provider): {
  count: (text: string) => number;
  bestCharacters: number;
  maxCharacters: number;
} {
  const { bestCharacters, maxCharacters } = provider;
  return {
    count: (text) => provider.countCharacters(text),
    bestCharacters: Math.min(bestCharacters, maxCharacters),
    maxCharacters,
  };
}
