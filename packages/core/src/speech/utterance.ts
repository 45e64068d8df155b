import type { Track, TrackSnapshot } from '../audio/types.ts';
import { CuelightError } from '../errors.ts';
import type { Undo } from '../platform/clock.ts';
import { createDerivedStore, type DerivedStore } from '../store.ts';
import type { ClipJob } from './clip-source.ts';
import { utteranceSnapshot, type Arrived, type Outcome } from './phase.ts';
import { nextProgress } from './progress.ts';
import type { CheckedSay } from './say-options.ts';
import type { SpeechParts } from './speech-parts.ts';
import type { Utterance, UtteranceSnapshot } from './types.ts';

/** How often progress is looked at while it is heard. */
const TICK_MS = 250;

export interface UtteranceParts extends SpeechParts {
  readonly id: string;
  readonly say: CheckedSay;
  /** Called once, when it is over. */
  readonly onOver: () => void;
}

/**
 * One text as one job of the pool and one track of the player. The track is opened at once, so that texts are
 * heard in the order they were said, whichever request is answered first. It is over when the track has ended,
 * or as soon as anything fails; exactly once, whatever happens afterwards.
 *
 * Looks at job and track only while somebody looks at it: the pool works out positions for those jobs alone.
 */
export class SpokenUtterance implements Utterance {
  readonly id: string;
  readonly text: string;
  readonly voice: string;
  readonly finished: Promise<void>;
  readonly #parts: UtteranceParts;
  readonly #store: DerivedStore<UtteranceSnapshot>;
  #resolve!: () => void;
  #reject!: (error: CuelightError) => void;
  #track: Track | null = null;
  #job: ClipJob | null = null;
  #arrived: Arrived = 'nothing';
  #outcome: Outcome | null = null;
  #progress = 0;
  #stopListening: Undo | null = null;
  #stopObserving: Undo | null = null;
  #stopTick: Undo | null = null;

  constructor(parts: UtteranceParts) {
    this.#parts = parts;
    this.id = parts.id;
    this.text = parts.say.request.text;
    this.voice = parts.say.request.voice;
    this.finished = new Promise((resolve, reject) => {
      this.#resolve = resolve;
      this.#reject = reject;
    });
    // The snapshot carries the error too: nobody has to listen here.
    this.finished.catch(() => undefined);
    this.#store = createDerivedStore(this.#describe(), () => this.#describe());
  }

  /**
   * Takes its place in the player and in the pool. Call it once.
   *
   * @throws CuelightError what the player or the pool refuses at once; nothing is left behind then.
   */
  start(): void {
    const { say, provider, player, source } = this.#parts;
    if (say.signal?.aborted === true) {
      this.cancel();
      return;
    }
    const track = player.open(provider.format);
    this.#track = track;
    // Where there can be no sound nothing is sent either: it would be billed and never heard.
    this.#onTrack(track.getState());
    if (this.#outcome !== null) return;
    try {
      this.#job = source.fetch(say, {
        began: () => this.#begin(),
        received: (bytes) => this.#receive(bytes),
        completed: () => this.#receivedAll(),
        // What was heard once must not be heard again, and no provider repeats itself exactly.
        mayRetry: () => this.#arrived === 'nothing',
      });
    } catch (error) {
      track.stop();
      throw error;
    }
    this.#listen(this.#job, track);
  }

  cancel(): void {
    this.#settle({ phase: 'cancelled' });
  }

  getState(): UtteranceSnapshot {
    // Nobody tells it of changes while it is not observed: it asks.
    if (!this.#store.isObserved) this.#store.changed();
    return this.#store.getState();
  }

  getInitialState(): UtteranceSnapshot {
    return this.#store.getInitialState();
  }

  readonly subscribe: Utterance['subscribe'] = (listener) => {
    if (!this.#store.isObserved) this.#store.changed();
    const undo = this.#store.subscribe(listener);
    this.#observe();
    return () => {
      undo();
      if (!this.#store.isObserved) this.#stopLooking();
    };
  };

  #listen(job: ClipJob, track: Track): void {
    job.finished.catch((error: unknown) => this.#onJobFailed(error));
    void track.over.then((snapshot) => this.#onTrack(snapshot));
    const { signal } = this.#parts.say;
    const onAbort = (): void => this.cancel();
    signal?.addEventListener('abort', onAbort);
    this.#stopListening = () => signal?.removeEventListener('abort', onAbort);
  }

  /** A second take where audio has come already: the page went away in the middle, and has returned. */
  #begin(): void {
    if (this.#arrived !== 'nothing') this.#settle(this.#suspended());
  }

  #receive(bytes: Uint8Array): void {
    this.#arrived = 'some';
    this.#track?.append(bytes);
    this.#changed();
  }

  #receivedAll(): void {
    this.#arrived = 'all';
    this.#track?.finish();
    this.#changed();
  }

  #onTrack(snapshot: TrackSnapshot): void {
    switch (snapshot.state) {
      case 'ended':
        this.#settle({ phase: 'done', warnings: this.#parts.say.httpRequest.warnings });
        break;
      case 'failed':
        this.#settle({ phase: 'failed', error: snapshot.error ?? this.#unexpected(snapshot) });
        break;
      case 'stopped':
        // By somebody who stopped the player itself.
        this.cancel();
        break;
      case 'waiting':
      case 'buffering':
      case 'playing':
      case 'paused':
      case 'blocked':
        this.#changed();
    }
  }

  #onJobFailed(error: unknown): void {
    if (CuelightError.is(error) && error.code === 'cancelled') this.cancel();
    else this.#settle({ phase: 'failed', error: CuelightError.is(error) ? error : this.#unexpected(error) });
  }

  #suspended(): Outcome {
    const because = 'the page was suspended while its audio arrived';
    return {
      phase: 'failed',
      error: new CuelightError('truncated', { doing: this.#parts.say.doing, because }),
    };
  }

  #unexpected(cause: unknown): CuelightError {
    return new CuelightError('transient', {
      doing: this.#parts.say.doing,
      because: cause instanceof Error ? cause.message : 'something failed without saying why',
      advice: 'See the cause.',
      cause,
    });
  }

  #settle(outcome: Outcome): void {
    if (this.#outcome !== null) return;
    // A last look, while there is something to look at.
    this.#progress = outcome.phase === 'done' ? 1 : this.#nextProgress();
    this.#outcome = outcome;
    this.#stopListening?.();
    this.#stopLooking();
    if (outcome.phase !== 'done') {
      this.#track?.stop();
      this.#job?.cancel();
    }
    if (outcome.phase === 'done') this.#resolve();
    else this.#reject(outcome.phase === 'failed' ? outcome.error : this.#cancelledError());
    this.#parts.onOver();
    this.#store.changed();
    this.#store.flush();
  }

  #cancelledError(): CuelightError {
    return new CuelightError('cancelled', { doing: this.#parts.say.doing, because: 'it was cancelled' });
  }

  #observe(): void {
    const [job, track] = [this.#job, this.#track];
    if (this.#stopObserving !== null || this.#outcome !== null || job === null || track === null) return;
    const stopJob = job.subscribe(() => this.#changed());
    const stopTrack = track.subscribe((snapshot) => this.#onTrack(snapshot));
    this.#stopObserving = () => {
      stopJob();
      stopTrack();
    };
    this.#changed();
  }

  /** Works twice. */
  #stopLooking(): void {
    this.#stopObserving?.();
    this.#stopObserving = null;
    this.#stopTick?.();
    this.#stopTick = null;
  }

  #changed(): void {
    this.#store.changed();
    const isHeard = this.#stopObserving !== null && this.#track?.getState().state === 'playing';
    if (!isHeard || this.#stopTick !== null) return;
    this.#stopTick = this.#parts.clock.setTimer(TICK_MS, () => {
      this.#stopTick = null;
      this.#changed();
    });
  }

  #describe(): UtteranceSnapshot {
    if (this.#outcome === null) this.#progress = this.#nextProgress();
    return utteranceSnapshot({
      text: this.text,
      voice: this.voice,
      progress: this.#progress,
      job: this.#job?.getState() ?? null,
      arrived: this.#arrived,
      track: this.#track?.getState() ?? null,
      outcome: this.#outcome,
    });
  }

  #nextProgress(): number {
    if (this.#track === null || this.#arrived === 'nothing') return this.#progress;
    return nextProgress(this.#progress, {
      playedSeconds: this.#track.playedSeconds(),
      receivedSeconds: this.#track.receivedSeconds(),
      isWhole: this.#arrived === 'all',
      characters: this.#parts.say.characters,
    });
  }
}
