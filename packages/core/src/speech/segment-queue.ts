import type { CuelightError } from '../errors.ts';

/** What is to be done with the track and the requests of an utterance. */
export type SegmentCommand =
  /** Hand these bytes to the track. */
  | { readonly type: 'append'; readonly bytes: Uint8Array }
  /** What was handed on so far ends the segment of that number. */
  | { readonly type: 'boundary'; readonly index: number }
  /** Nothing more will come. */
  | { readonly type: 'finish' }
  /** The request for that segment is not wanted any more. */
  | { readonly type: 'drop'; readonly index: number };

type SegmentRecord =
  /** Asked for; holds what arrived before its turn. */
  | { readonly state: 'asked'; readonly early: Uint8Array[] }
  /** All of it has arrived, and waits for its turn. */
  | { readonly state: 'complete'; readonly early: Uint8Array[] }
  | { readonly state: 'over' };

const OVER: SegmentRecord = { state: 'over' };

/**
 * The segments of one utterance in their order: whichever is answered first, the track gets them one after the other.
 * Pure: what happens comes in, what is to be done goes out.
 */
export class SegmentQueue {
  readonly #segments: SegmentRecord[] = [];
  /** The first segment whose audio has not been handed on whole. */
  #head = 0;
  #asked = 0;
  #isClosed = false;
  #isFinished = false;
  #failure: CuelightError | null = null;

  get head(): number {
    return this.#head;
  }

  /** How many are asked for and not complete. */
  get asked(): number {
    return this.#asked;
  }

  get isFinished(): boolean {
    return this.#isFinished;
  }

  /** Why not everything was handed on. */
  get failure(): CuelightError | null {
    return this.#failure;
  }

  /** The next segment is asked for: its number. */
  add(): number {
    this.#asked += 1;
    return this.#segments.push({ state: 'asked', early: [] }) - 1;
  }

  received(index: number, bytes: Uint8Array): SegmentCommand[] {
    const segment = this.#segments[index];
    if (segment?.state !== 'asked' || bytes.length === 0) return [];
    if (index === this.#head) return [{ type: 'append', bytes }];
    // A copy: whoever brought them may use them again.
    segment.early.push(bytes.slice());
    return [];
  }

  completed(index: number): SegmentCommand[] {
    const segment = this.#segments[index];
    if (segment?.state !== 'asked') return [];
    this.#asked -= 1;
    this.#segments[index] = { state: 'complete', early: segment.early };
    return this.#handOn();
  }

  /**
   * That segment cannot be had. What comes before it is still handed on, and of it what has arrived; what comes
   * after it is not wanted any more.
   */
  failed(index: number, error: CuelightError): SegmentCommand[] {
    const segment = this.#segments[index];
    if (segment?.state !== 'asked') return [];
    this.#segments[index] = { state: 'complete', early: segment.early };
    this.#asked -= 1;
    this.#failure = error;
    const commands: SegmentCommand[] = [];
    for (const [offset, later] of this.#segments.splice(index + 1).entries()) {
      if (later.state !== 'asked') continue;
      this.#asked -= 1;
      commands.push({ type: 'drop', index: index + 1 + offset });
    }
    this.#isClosed = true;
    return [...commands, ...this.#handOn()];
  }

  /** There are no more segments than were added; with `error`, though there should have been. */
  close(error: CuelightError | null): SegmentCommand[] {
    if (this.#isClosed) return [];
    this.#isClosed = true;
    this.#failure = error;
    return this.#handOn();
  }

  get isClosed(): boolean {
    return this.#isClosed;
  }

  #handOn(): SegmentCommand[] {
    const commands: SegmentCommand[] = [];
    for (
      let segment = this.#segments[this.#head];
      segment !== undefined;
      segment = this.#segments[this.#head]
    ) {
      if (segment.state === 'over') break;
      for (const bytes of segment.early.splice(0)) commands.push({ type: 'append', bytes });
      if (segment.state === 'asked') break;
      commands.push({ type: 'boundary', index: this.#head });
      this.#segments[this.#head] = OVER;
      this.#head += 1;
    }
    if (this.#isClosed && !this.#isFinished && this.#head >= this.#segments.length) {
      this.#isFinished = true;
      commands.push({ type: 'finish' });
    }
    return commands;
  }
}
