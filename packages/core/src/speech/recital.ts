import type { Track } from '../audio/types.ts';
import type { CuelightError } from '../errors.ts';
import type { Clock, Undo } from '../platform/clock.ts';
import type { JobSnapshot, Pool } from '../pool/types.ts';
import type { Provider } from '../providers/provider.ts';
import type { ClipSource } from './clip-source.ts';
import { expectedSeconds, mayAsk } from './look-ahead.ts';
import { AskedSegment } from './asked-segment.ts';
import { RetryBook } from './retry-book.ts';
import type { CheckedSay } from './say-options.ts';
import type { Script, ScriptPiece } from './script.ts';
import { segmentRequest } from './segment-request.ts';
import { SegmentQueue, type SegmentCommand } from './segment-queue.ts';
import { asSpeechError } from './speech-error.ts';
import type { SpokenSegment } from './types.ts';

/** How soon, and how late at most, it is looked again whether there is room for more audio. */
const SOONEST_LOOK_MS = 250;
const LATEST_LOOK_MS = 5000;

export interface RecitalParts {
  readonly say: CheckedSay;
  readonly script: Script;
  readonly source: ClipSource;
  readonly provider: Provider;
  readonly pool: Pool;
  readonly track: Track;
  readonly clock: Clock;
  /** Something that can be seen has changed. */
  readonly onChanged: () => void;
  /** Cleared from the queue before anything of it was sent. */
  readonly onCleared: () => void;
  /** Nothing more will come. With an error: though there should. */
  readonly onFinished: (error: CuelightError | null) => void;
}

/**
 * Brings a script to a track: asks for its pieces as far ahead as is allowed, and hands their audio on in order. What is
 * decided is in `SegmentQueue`, `mayAsk` and `RetryBook`; this does it.
 */
export class Recital {
  readonly #parts: RecitalParts;
  readonly #queue = new SegmentQueue();
  readonly #segments: AskedSegment[] = [];
  /** What was sent, and sent again. */
  readonly retries: RetryBook;
  #isStarted = false;
  #isStopped = false;
  #isAsking = false;
  #hasAudio = false;
  /** Of the segments whose audio is there. */
  #measured = { characters: 0, seconds: 0 };
  #onJob: (() => void) | null = null;
  #stopWaiting: Undo | null = null;
  #warnings: readonly string[] = [];

  constructor(parts: RecitalParts) {
    this.#parts = parts;
    this.retries = new RetryBook(parts.say.retry);
  }

  /** @throws CuelightError what is refused at once of the first piece. */
  start(): void {
    const { script } = this.#parts;
    const first = script.next();
    if (first !== null) this.#ask(first);
    const { failure } = this.#queue;
    if (failure !== null) throw failure;
    this.#isStarted = true;
    script.start(() => this.#look());
    this.#look();
  }

  /** Silence is the track's: nothing more is asked for or handed on. Works twice. */
  stop(): void {
    this.#isStopped = true;
    this.#stopWaiting?.();
    this.#onJob = null;
    this.#parts.script.stop();
    for (const segment of this.#segments) segment.drop();
  }

  /** `changed` is called when a request changes. Only then are their places in the queue worked out. */
  observe(changed: () => void): Undo {
    this.#onJob = changed;
    for (const segment of this.#segments) segment.observe(changed);
    return () => {
      this.#onJob = null;
      for (const segment of this.#segments) segment.observe(null);
    };
  }

  /** Of the request that is waited for next; `null` while nothing is asked for. */
  job(): JobSnapshot | null {
    const snapshots = this.#segments
      .slice(this.#queue.head)
      .flatMap((segment) => segment.job?.getState() ?? []);
    const [first = null] = snapshots;
    if (first?.state === 'waiting') return first;
    // What comes later may wait to be tried again while this one is on its way.
    return snapshots.find((snapshot) => snapshot.state === 'waiting' && snapshot.retry !== null) ?? first;
  }

  get hasAudio(): boolean {
    return this.#hasAudio;
  }

  get isFinished(): boolean {
    return this.#queue.isFinished;
  }

  get warnings(): readonly string[] {
    return this.#warnings;
  }

  /** What was asked for so far, in the order of the text. */
  segments(): readonly SpokenSegment[] {
    return this.#segments.map((segment) => segment.spoken);
  }

  /** Asks for what may be asked for now, and sees to it that this is looked at again. */
  #look(): void {
    // Whatever is asked for may be answered within the call.
    if (this.#isAsking || this.#isStopped) return;
    this.#isAsking = true;
    this.#stopWaiting?.();
    this.#stopWaiting = null;
    try {
      this.#askOn();
    } finally {
      this.#isAsking = false;
    }
    const { script } = this.#parts;
    if (script.isOver) this.#obey(this.#queue.close(script.error));
  }

  #askOn(): void {
    while (!this.#queue.isClosed && !this.#isStopped) {
      const answer = this.#mayAsk();
      if (typeof answer === 'object') this.#waitForRoom(answer.tooFarBySeconds);
      if (answer !== 'yes') return;
      const piece = this.#parts.script.next();
      if (piece === null) return;
      this.#ask(piece);
    }
  }

  #mayAsk(): ReturnType<typeof mayAsk> {
    const { pool, provider, say, track } = this.#parts;
    let secondsAhead = track.receivedSeconds() - track.playedSeconds();
    for (const [behind, segment] of this.#segments.slice(this.#queue.head).entries())
      secondsAhead += segment.missingSeconds((count) => expectedSeconds(count, this.#measured), behind === 0);
    const { sampleRateHz } = provider.format;
    return mayAsk({
      asked: this.#queue.asked,
      // One more waits in the queue, so that no slot of it stands empty; not of a text that is still being
      // written, which may bring more for the same request meanwhile.
      mostAsked: pool.getState().workingLimit + (say.live === null ? 1 : 0),
      secondsAhead,
      mostSecondsAhead: say.lookAheadSeconds,
      sampleRateHz,
    });
  }

  /** Looks again when so much more was heard; while nothing is heard, when that changes. */
  #waitForRoom(seconds: number): void {
    const { track, clock } = this.#parts;
    // Not within the notification: listening anew there would be told of the same change, for ever.
    const stopListening = track.subscribe(() => queueMicrotask(() => this.#look()));
    const inMs = Math.min(LATEST_LOOK_MS, Math.max(SOONEST_LOOK_MS, seconds * 1000));
    const isHeard = track.getState().state === 'playing';
    const stopTimer = isHeard ? clock.setTimer(inMs, () => this.#look()) : null;
    this.#stopWaiting = () => {
      stopListening();
      stopTimer?.();
    };
  }

  #ask(piece: ScriptPiece): void {
    const { provider, source, say, clock, onChanged } = this.#parts;
    const index = this.#queue.add();
    try {
      const segment = new AskedSegment(index, piece, segmentRequest(piece, say, provider), {
        provider,
        source,
        clock,
        retries: this.retries,
        received: (bytes) => this.#obey(this.#queue.received(index, bytes)),
        completed: () => this.#completed(index),
        failed: (error) => this.#failed(index, error),
        changed: onChanged,
      });
      this.#segments.push(segment);
      if (this.#warnings.length === 0) this.#warnings = segment.warnings;
      segment.ask(this.#onJob);
    } catch (error) {
      this.#obey(this.#queue.failed(index, asSpeechError(error, say.doing)));
    }
  }

  #completed(index: number): void {
    this.#obey(this.#queue.completed(index));
    this.#look();
  }

  #failed(index: number, error: CuelightError): void {
    if (this.#isStopped) return;
    if (error.code !== 'cancelled') this.#obey(this.#queue.failed(index, error));
    // Cleared from the queue by somebody who does not want what waits. What is being spoken goes on.
    else if (this.retries.takes === 0) this.#parts.onCleared();
    else this.#askAgain(index);
  }

  #askAgain(index: number): void {
    try {
      this.#segments[index]?.ask(this.#onJob);
    } catch (error) {
      this.#obey(this.#queue.failed(index, asSpeechError(error, this.#parts.say.doing)));
    }
  }

  #obey(commands: readonly SegmentCommand[]): void {
    if (this.#isStopped) return;
    const { track, onChanged, onFinished } = this.#parts;
    for (const command of commands) {
      switch (command.type) {
        case 'append':
          this.#hasAudio = true;
          track.append(command.bytes);
          break;
        case 'boundary':
          this.#bound(command.index);
          break;
        case 'drop':
          this.#segments[command.index]?.drop();
          break;
        case 'finish':
          // What is refused at once is thrown.
          if (!this.#isStarted) break;
          // Before the track is finished, which ends it at once where nothing has come.
          onFinished(this.#queue.failure);
          track.finish();
          break;
        default:
          command satisfies never;
      }
    }
    if (commands.length > 0) onChanged();
  }

  #bound(index: number): void {
    const { track } = this.#parts;
    const segment = this.#segments[index];
    if (segment === undefined) return;
    const endSeconds = track.receivedSeconds();
    segment.ends(endSeconds);
    this.#measured = { characters: this.#measured.characters + segment.characters, seconds: endSeconds };
    this.#segments[index + 1]?.begins(endSeconds);
    track.mark({ segment: index, start: segment.spoken.start, end: segment.spoken.end });
  }
}
