import { createStore } from 'zustand/vanilla';
import type { Playback, Track, TrackSnapshot } from '../audio/types.ts';
import { CuelightError } from '../errors.ts';
import type { Undo } from '../platform/clock.ts';
import type { Outcome } from './phase.ts';
import { Recital } from './recital.ts';
import type { CheckedSay } from './say-options.ts';
import type { Script } from './script.ts';
import type { SpeechParts } from './speech-parts.ts';
import { asSpeechError } from './speech-error.ts';
import { audioOf, mediaStreamOf, waveOf, type ExportParts, type UtteranceAudio } from './utterance-audio.ts';
import { UtteranceView } from './utterance-view.ts';
import type { SpokenSegment, Utterance } from './types.ts';

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
 */
export class SpokenUtterance implements Utterance {
  readonly id: string;
  readonly voice: string;
  readonly finished: Promise<void>;
  readonly getState: Utterance['getState'];
  readonly getInitialState: Utterance['getInitialState'];
  readonly subscribe: Utterance['subscribe'];
  readonly #parts: UtteranceParts;
  readonly #view: UtteranceView;
  #resolve!: () => void;
  #reject!: (error: CuelightError) => void;
  #track: Track | null = null;
  #recital: Recital | null = null;
  #isOver = false;
  /** What it will fail with when what has arrived was heard. */
  #failure: CuelightError | null = null;
  #stopListening: Undo | null = null;

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
    const view = new UtteranceView({
      voice: this.voice,
      script: parts.script,
      clock: parts.clock,
      track: () => this.#track,
      recital: () => this.#recital,
    });
    this.#view = view;
    this.getState = () => view.getState();
    this.getInitialState = () => view.getInitialState();
    this.subscribe = view.subscribe;
  }

  get text(): string {
    return this.#parts.script.text;
  }

  /** Whether nothing of it was sent yet, or found in the cache. */
  get isWaiting(): boolean {
    return !this.#isOver && (this.#recital?.retries.takes ?? 0) === 0;
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
    if (track.getState().state === 'failed') {
      this.#trackIsOver(track.getState());
      return;
    }
    const recital = new Recital({
      ...this.#parts,
      track,
      onChanged: () => this.#view.changed(),
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
    this.#view.changed();
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

  #exported(): ExportParts {
    const { provider, say } = this.#parts;
    return { track: this.#track, format: provider.format, doing: say.doing, failure: () => this.#failure };
  }

  #listen(track: Track): void {
    this.#awaitSound(track);
    void track.over.then((snapshot) => this.#trackIsOver(snapshot));
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

  #trackIsOver({ state, error }: TrackSnapshot): void {
    if (state === 'failed') {
      this.#settle({ phase: 'failed', error: asSpeechError(error, this.#parts.say.doing) });
    } else if (state === 'stopped') {
      // By somebody who stopped the player itself.
      this.cancel();
    } else if (this.#failure !== null) this.#settle({ phase: 'failed', error: this.#failure });
    else this.#settle({ phase: 'done', warnings: this.#recital?.warnings ?? [] });
  }

  #settle(outcome: Outcome): void {
    if (this.#isOver) return;
    this.#isOver = true;
    this.#view.end(outcome);
    this.#stopListening?.();
    this.#recital?.stop();
    if (outcome.phase === 'done') this.#resolve();
    else {
      this.#parts.script.stop();
      this.#track?.stop();
      this.#reject(outcome.phase === 'failed' ? outcome.error : this.#cancelledError());
    }
    this.#parts.onOver();
    this.#view.showEnd();
  }

  #cancelledError(): CuelightError {
    return new CuelightError('cancelled', { doing: this.#parts.say.doing, because: 'it was cancelled' });
  }
}
