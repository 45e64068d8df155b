import { cutPoint, type Measure } from './cut-point.ts';
import { endsLikeSentence, sentencesOf } from './sentences.ts';
import { piecesOf } from './split-text.ts';

/** What comes before it has gone on: how a sentence goes on can tell that it was none. */
const LAST_LETTER = /[\p{L}\p{N}][^\p{L}\p{N}]*$/u;

/**
 * A text that comes in bits, as a language model writes it: gives it out sentence by sentence, as soon as they are
 * complete. What it gives out, joined, is what went in. Pure.
 */
export class LiveSentences {
  readonly #measure: Measure;
  readonly #locale: string | undefined;
  #pending = '';
  /** How much of what is pending is complete sentences. */
  #ready = 0;
  #hasGiven = false;

  constructor(measure: Measure, locale?: string) {
    this.#measure = measure;
    this.#locale = locale;
  }

  /** Characters that have come and have not been given out. */
  get pending(): number {
    return this.#pending.length;
  }

  push(bit: string): void {
    this.#pending += bit;
    this.#findSentences();
  }

  /** Nothing more came for a while: a last sentence that looks complete is taken for it. */
  pause(): void {
    if (endsLikeSentence(this.#pending.slice(this.#ready))) this.#ready = this.#pending.length;
  }

  /** Nothing more will come. */
  end(): void {
    this.#ready = this.#pending.length;
  }

  /** Nothing more will come, and what is no complete sentence is not wanted. */
  drop(): void {
    this.pause();
    this.#pending = this.#pending.slice(0, this.#ready);
  }

  /** As many of the complete sentences as fit into one request; `null`: there is none. */
  take(): string | null {
    if (this.#ready === 0) return null;
    // Far more than one piece, and not all of a book at each.
    const most = 2 * this.#measure.maxCharacters + 4 * this.#measure.bestCharacters;
    const [piece = ''] = piecesOf(this.#pending.slice(0, Math.min(this.#ready, most)), {
      ...this.#measure,
      locale: this.#locale,
      startsEarly: !this.#hasGiven,
    });
    this.#hasGiven = true;
    this.#pending = this.#pending.slice(piece.length);
    this.#ready -= piece.length;
    return piece;
  }

  #findSentences(): void {
    const from = this.#ready;
    const open = this.#pending.slice(from);
    const [lastLetter, lastBreak] = [open.search(LAST_LETTER), open.lastIndexOf('\n')];
    let complete = 0;
    for (const { start, end } of sentencesOf(open, this.#locale)) {
      if (end < open.length && (end <= lastLetter || start <= lastBreak)) complete = end;
    }
    // No sentence is waited for that does not fit into one request: looking for its end would take ever longer.
    const most = this.#measure.bestCharacters * 2;
    while (
      open.length - complete > most &&
      this.#measure.count(open.slice(complete, complete + 2 * most)) > most
    )
      complete = cutPoint(open, complete, open.length, this.#measure);
    this.#ready = from + complete;
  }
}
