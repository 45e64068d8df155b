import { clauseCut, cutPoint, farthest, type Measure } from './cut-point.ts';
import { sentencesOf, type Stretch } from './sentences.ts';

export interface SplitOptions extends Measure {
  /** BCP 47; of the sentences. @default the platform's */
  readonly locale?: string | undefined;
  /** Whether sound is waited for: the first piece is short then, so that it comes early. */
  readonly startsEarly: boolean;
}

/** The most characters of a first piece: three or four lines of a subtitle, six seconds. */
const FIRST_CHARACTERS = 100;
/** A first piece of fewer is over before the next can be there. */
const LEAST_FIRST_CHARACTERS = 20;

/**
 * Divides a text into the pieces that are asked for one by one: whole sentences, as many as fit into the provider's
 * best length, and never more than its hard limit. Joined, the pieces are the text, character for character. A text that
 * fits into one request is one piece. Takes time in proportion to the text.
 */
export function splitText(text: string, options: SplitOptions): string[] {
  return [...piecesOf(text, options)];
}

/** The same, one by one: who wants only the first takes no longer for a longer text. */
export function* piecesOf(text: string, options: SplitOptions): Generator<string, void, undefined> {
  if (options.count(text) <= options.bestCharacters) {
    yield text;
    return;
  }
  let from = 0;
  const { bestCharacters } = options;
  let room = options.startsEarly ? Math.min(FIRST_CHARACTERS, bestCharacters) : bestCharacters;
  let characters = 0;
  let to = 0;
  for (const stretch of stretchesOf(text, options)) {
    const more = options.count(text.slice(stretch.start, stretch.end));
    const sum = characters + more;
    if (characters > 0 && (sum > bestCharacters || (sum > room && isWorthwhile(text.slice(from, to))))) {
      yield text.slice(from, to);
      [from, characters, room] = [to, 0, bestCharacters];
    }
    characters += more;
    to = stretch.end;
  }
  yield text.slice(from);
}

/** Sentences, and the parts of those that are too long. */
function* stretchesOf(text: string, options: SplitOptions): Generator<Stretch, void, undefined> {
  for (const sentence of sentencesOf(text, options.locale)) {
    let { start } = sentence;
    if (start === 0 && options.startsEarly) {
      const first = firstCut(text, sentence.end, options);
      if (first !== null) yield { start, end: first };
      start = first ?? start;
    }
    while (start < sentence.end) {
      const end = cutPoint(text, start, sentence.end, options);
      yield { start, end };
      start = end;
    }
  }
}

/** The first clause of a first sentence that is long, if there is such a clause. */
function firstCut(text: string, end: number, options: SplitOptions): number | null {
  const most = farthest(text, 0, end, Math.min(FIRST_CHARACTERS, options.bestCharacters), options.count);
  if (most === end) return null;
  return clauseCut(text, 0, most);
}

function isWorthwhile(piece: string): boolean {
  return piece.trim().length >= LEAST_FIRST_CHARACTERS;
}
