import type { Track } from '../audio/types.ts';
import type { Clock, Undo } from '../platform/clock.ts';
import { createDerivedStore, type DerivedStore, type ReadonlyStore } from '../store.ts';
import { segmentAt } from './heard-segment.ts';
import { utteranceSnapshot, type Arrived, type Outcome } from './phase.ts';
import { nextProgress } from './progress.ts';
import type { Recital } from './recital.ts';
import type { Script } from './script.ts';
import type { SegmentSnapshot, SpokenSegment, Utterance, UtteranceSnapshot } from './types.ts';

/** How often progress is looked at while it is heard. */
const TICK_MS = 250;

/** What is seen of an utterance. */
export interface Seen {
  readonly voice: string;
  readonly script: Script;
  readonly clock: Clock;
  /** `null` before it has begun. */
  readonly track: () => Track | null;
  readonly recital: () => Recital | null;
}

/**
 * What an utterance looks like. It looks at requests and track only while somebody looks at it: the pool works out
 * positions for those jobs alone.
 */
export class UtteranceView implements ReadonlyStore<UtteranceSnapshot> {
  readonly #seen: Seen;
  readonly #store: DerivedStore<UtteranceSnapshot>;
  #outcome: Outcome | null = null;
  #progress = 0;
  #stopObserving: Undo | null = null;
  #stopTick: Undo | null = null;

  constructor(seen: Seen) {
    this.#seen = seen;
    this.#store = createDerivedStore(this.#describe(), () => this.#describe());
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

  /** There may be something else to be seen. */
  changed(): void {
    this.#store.changed();
    const isHeard = this.#stopObserving !== null && this.#seen.track()?.getState().state === 'playing';
    if (!isHeard || this.#stopTick !== null) return;
    this.#stopTick = this.#seen.clock.setTimer(TICK_MS, () => {
      this.#stopTick = null;
      this.changed();
    });
  }

  /** Takes a last look, while there is something to look at. */
  end(outcome: Outcome): void {
    this.#progress = outcome.phase === 'done' ? 1 : this.#nextProgress(this.#heard());
    this.#outcome = outcome;
    this.#stopLooking();
  }

  /** Shows how it ended. */
  showEnd(): void {
    this.#store.changed();
    this.#store.flush();
  }

  #observe(): void {
    const [recital, track] = [this.#seen.recital(), this.#seen.track()];
    if (this.#stopObserving !== null || this.#outcome !== null || recital === null || track === null) return;
    const changed = (): void => this.changed();
    const stopJobs = recital.observe(changed);
    const stopTrack = track.subscribe(changed);
    this.#stopObserving = () => {
      stopJobs();
      stopTrack();
    };
    this.changed();
  }

  /** Works twice. */
  #stopLooking(): void {
    this.#stopObserving?.();
    this.#stopObserving = null;
    this.#stopTick?.();
    this.#stopTick = null;
  }

  #describe(): UtteranceSnapshot {
    const { script, voice } = this.#seen;
    const heard = this.#heard();
    if (this.#outcome === null) this.#progress = this.#nextProgress(heard);
    const recital = this.#seen.recital();
    return utteranceSnapshot({
      text: script.text,
      voice: heard?.voice ?? voice,
      progress: this.#progress,
      segment: heard === null ? null : this.#shown(heard),
      attempts: recital?.retries.attempts ?? 0,
      mayBeBilledAgain: recital?.retries.mayBeBilledAgain ?? 0,
      job: recital?.job() ?? null,
      arrived: this.#arrived(),
      track: this.#seen.track()?.getState() ?? null,
      outcome: this.#outcome,
    });
  }

  #arrived(): Arrived {
    const recital = this.#seen.recital();
    if (recital?.hasAudio !== true) return 'nothing';
    return recital.isFinished ? 'all' : 'some';
  }

  #heard(): SpokenSegment | null {
    const segments = this.#seen.recital()?.segments() ?? [];
    return segmentAt(segments, this.#seen.track()?.playedSeconds() ?? 0);
  }

  #shown({ index, text, start, end }: SpokenSegment): SegmentSnapshot {
    return { index, count: this.#seen.script.count, text, start, end };
  }

  #nextProgress(heard: SpokenSegment | null): number {
    const track = this.#seen.track();
    if (track === null || heard === null || this.#arrived() === 'nothing') return this.#progress;
    const { start, end, endSeconds } = heard;
    const startSeconds = heard.startSeconds ?? 0;
    return nextProgress(this.#progress, {
      playedSeconds: track.playedSeconds() - startSeconds,
      receivedSeconds: (endSeconds ?? track.receivedSeconds()) - startSeconds,
      isWhole: endSeconds !== null,
      characters: end - start,
      charactersBefore: start,
      charactersInAll: this.#seen.script.text.length,
    });
  }
}
