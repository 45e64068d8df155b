import { createStore } from 'zustand/vanilla';
import type { Playback, Track, TrackSnapshot } from '../audio/types.ts';
import { CuelightError } from '../errors.ts';
import type { Undo } from '../platform/clock.ts';
import { createDerivedStore, type DerivedStore } from '../store.ts';
import { segmentAt } from './heard-segment.ts';
import { utteranceSnapshot, type Arrived, type Outcome } from './phase.ts';
import { nextProgress } from './progress.ts';
import { Recital } from './recital.ts';
import type { CheckedSay } from './say-options.ts';
import type { Script } from './script.ts';
import type { SpeechParts } from './speech-parts.ts';
import { asSpeechError } from './speech-error.ts';
import { audioOf, mediaStreamOf, waveOf, type ExportParts, type UtteranceAudio } from './utterance-audio.ts';
import type { SegmentSnapshot, SpokenSegment, Utterance, UtteranceSnapshot } from './types.ts';

/** How often progress is looked at while it is heard. */
const TICK_MS = 250;

const STILL: Playback = { timeSeconds: 0, bufferedSeconds: 0, durationSeconds: null, mark: null };
const NOT_HEARD: Utterance['playback'] = createStore(() => STILL);

export interface UtteranceParts extends SpeechParts {
  readonly id: string;
  readonly say: CheckedSay;
  readonly script: Script;
  /** Called once, when it is over. */
  readonly onOver: () => void;
  /** Called once, when it is first heard. */
  readonly onFirstSound?: () => void;
}

/**
 * One text, a dialogue or a live text, as one track of the player. The track is opened at once, so that texts are
 * heard in the order they were said, whichever request is answered first. It is over when the track has ended: where
 * something failed, after what came before was heard. Exactly once, whatever happens afterwards.
 *
 * Looks at requests and track only while somebody looks at it: the pool works out positions for those jobs alone.
 */
export class SpokenUtterance implements Utterance {
  readonly id: string;
  readonly voice: string;
  readonly finished: Promise<void>;
  readonly #parts: UtteranceParts;
  readonly #store: DerivedStore<UtteranceSnapshot>;
  #resolve!: () => void;
  #reject!: (error: CuelightError) => void;
  #track: Track | null = null;
  #recital: Recital | null = null;
  #outcome: Outcome | null = null;
  /** What it will fail with when what has arrived was heard. */
  #failure: CuelightError | null = null;
  #progress = 0;
  #stopListening: Undo | null = null;
  #stopObserving: Undo | null = null;
  #stopTick: Undo | null = null;

  constructor(parts: UtteranceParts) {
    this.#parts = parts;
    this.id = parts.id;
    this.voice = parts.say.speaker.voice;
    this.finished = new Promise((resolve, reject) => {
      this.#resolve = resolve;
      this.#reject = reject;
    });
    // The snapshot carries the error too: nobody has to listen here.
    this.finished.catch(() => undefined);
    this.#store = createDerivedStore(this.#describe(), () => this.#describe());
  }

  get text(): string {
    return this.#parts.script.text;
  }

  /** Whether nothing of it was sent yet, or found in the cache. */
  get isWaiting(): boolean {
    return this.#outcome === null && (this.#recital?.retries.takes ?? 0) === 0;
  }

  /**
   * Takes its place in the player and in the pool. Call it once.
   *
   * @throws CuelightError what the player or the pool refuses at once; nothing is left behind then.
   */
  start(): void {
    const { say, provider, player, pool } = this.#parts;
    if (say.signal?.aborted === true) {
      this.cancel();
      return;
    }
    const track = player.open(provider.format, { endpoint: pool.name });
    this.#track = track;
    // Where there can be no sound nothing is sent either: it would be billed and never heard.
    this.#onTrack(track.getState());
    if (this.#outcome !== null) return;
    const recital = new Recital({
      ...this.#parts,
      track,
      onChanged: () => this.#changed(),
      onCleared: () => this.cancel(),
      onFinished: (error) => this.#onFinished(error),
    });
    this.#recital = recital;
    try {
      recital.start();
    } catch (error) {
      recital.stop();
      track.stop();
      throw error;
    }
    this.#listen(track);
  }

  cancel(): void {
    this.#settle({ phase: 'cancelled' });
  }

  seek(seconds: number): number {
    const from = this.#track?.seek(seconds) ?? 0;
    this.#changed();
    return from;
  }

  get playback(): Utterance['playback'] {
    return this.#track?.playback ?? NOT_HEARD;
  }

  get audio(): UtteranceAudio {
    return audioOf(this.#exported());
  }

  toWav(): Promise<Uint8Array<ArrayBuffer>> {
    return waveOf(this.#exported());
  }

  toMediaStream(): MediaStream {
    return mediaStreamOf(this.#exported(), this.#parts.player);
  }

  segments(): readonly SpokenSegment[] {
    return this.#recital?.segments() ?? [];
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

  #exported(): ExportParts {
    const { provider, say } = this.#parts;
    return { track: this.#track, format: provider.format, doing: say.doing, failure: () => this.#failure };
  }

  #listen(track: Track): void {
    this.#awaitSound(track);
    void track.over.then((snapshot) => this.#onTrack(snapshot));
    const { signal } = this.#parts.say;
    const onAbort = (): void => this.cancel();
    signal?.addEventListener('abort', onAbort);
    this.#stopListening = () => signal?.removeEventListener('abort', onAbort);
  }

  #awaitSound(track: Track): void {
    const { onFirstSound } = this.#parts;
    if (onFirstSound === undefined) return;
    const stop = track.subscribe(({ state }) => {
      if (state !== 'playing') return;
      stop();
      onFirstSound();
    });
    void track.over.then(stop);
  }

  /** Nothing more comes. What has come is heard first, whatever is wrong with the rest. */
  #onFinished(error: CuelightError | null): void {
    this.#failure = error;
    if (error !== null && this.#recital?.hasAudio !== true) this.#settle({ phase: 'failed', error });
  }

  #onTrack(snapshot: TrackSnapshot): void {
    const { doing } = this.#parts.say;
    switch (snapshot.state) {
      case 'ended':
        this.#settle(
          this.#failure === null
            ? { phase: 'done', warnings: this.#recital?.warnings ?? [] }
            : { phase: 'failed', error: this.#failure },
        );
        break;
      case 'failed':
        this.#settle({ phase: 'failed', error: asSpeechError(snapshot.error, doing) });
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

  #settle(outcome: Outcome): void {
    if (this.#outcome !== null) return;
    // A last look, while there is something to look at.
    this.#progress = outcome.phase === 'done' ? 1 : this.#nextProgress(this.#heard());
    this.#outcome = outcome;
    this.#stopListening?.();
    this.#stopLooking();
    this.#recital?.stop();
    if (outcome.phase !== 'done') {
      this.#parts.script.stop();
      this.#track?.stop();
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
    const [recital, track] = [this.#recital, this.#track];
    if (this.#stopObserving !== null || this.#outcome !== null || recital === null || track === null) return;
    const stopJobs = recital.observe(() => this.#changed());
    const stopTrack = track.subscribe((snapshot) => this.#onTrack(snapshot));
    this.#stopObserving = () => {
      stopJobs();
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
    const heard = this.#heard();
    if (this.#outcome === null) this.#progress = this.#nextProgress(heard);
    const recital = this.#recital;
    return utteranceSnapshot({
      text: this.text,
      voice: heard?.voice ?? this.voice,
      progress: this.#progress,
      segment: heard === null ? null : this.#shown(heard),
      attempts: recital?.retries.attempts ?? 0,
      mayBeBilledAgain: recital?.retries.mayBeBilledAgain ?? 0,
      job: recital?.job() ?? null,
      arrived: this.#arrived(),
      track: this.#track?.getState() ?? null,
      outcome: this.#outcome,
    });
  }

  #arrived(): Arrived {
    if (this.#recital?.hasAudio !== true) return 'nothing';
    return this.#recital.isFinished ? 'all' : 'some';
  }

  #heard(): SpokenSegment | null {
    return segmentAt(this.segments(), this.#track?.playedSeconds() ?? 0);
  }

  #shown({ index, text, start, end }: SpokenSegment): SegmentSnapshot {
    return { index, count: this.#parts.script.count, text, start, end };
  }

  #nextProgress(heard: SpokenSegment | null): number {
    const track = this.#track;
    if (track === null || heard === null || this.#arrived() === 'nothing') return this.#progress;
    const { start, end, endSeconds } = heard;
    const startSeconds = heard.startSeconds ?? 0;
    return nextProgress(this.#progress, {
      playedSeconds: track.playedSeconds() - startSeconds,
      receivedSeconds: (endSeconds ?? track.receivedSeconds()) - startSeconds,
      isWhole: endSeconds !== null,
      characters: end - start,
      charactersBefore: start,
      charactersInAll: this.text.length,
    });
  }
}
