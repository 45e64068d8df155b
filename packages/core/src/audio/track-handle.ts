import { CuelightError } from '../errors.ts';
import { invalidOption, numberOption } from '../options.ts';
import type { Undo } from '../platform/clock.ts';
import { guarded } from '../store.ts';
import { countHeard } from './pure/marks.ts';
import type { QueuedTrack } from './queued-track.ts';
import type { Mark, Track, TrackSnapshot } from './types.ts';

/** The player, as a track's holder reaches it. */
export interface TrackOwner {
  /** There is more audio, or its end. */
  received(track: QueuedTrack): void;
  /** The track is to be over, if it is not. */
  settle(track: QueuedTrack, snapshot: TrackSnapshot): void;
  /** The track is to be heard from there, if it is not over. */
  seek(track: QueuedTrack, frame: number): void;
  /** The track is to be heard from there, in any case. */
  replay(track: QueuedTrack, frame: number): void;
}

/** What an app holds of a track: checks what it says, at the door, and passes it on. */
export function createTrackHandle(track: QueuedTrack, owner: TrackOwner): Track {
  const { received, store, head } = track;
  const { sampleRateHz } = track.format;

  /** Adds to what was received; what makes that fail makes the track fail. */
  const receive = (change: () => void): void => {
    if (track.isFinished) return;
    try {
      change();
    } catch (error) {
      if (!CuelightError.is(error)) throw error;
      owner.settle(track, { state: 'failed', error });
      return;
    }
    owner.received(track);
  };

  const frameAt = (doing: string, seconds: unknown): number => {
    // Not a number, so that a missing one is refused.
    const frame = numberOption(doing, 'seconds', seconds ?? null, 0, { min: 0 }) * sampleRateHz;
    const last = track.isFinished ? received.frames : Number.MAX_SAFE_INTEGER;
    return Math.max(received.firstFrame, Math.min(Math.round(frame), last));
  };

  return {
    getState: store.getState,
    getInitialState: store.getInitialState,
    subscribe: (listener) => store.subscribe(guarded(listener)),
    over: track.over,
    append: (bytes) => {
      // Not by instanceof: it may come from another frame.
      if (Object.prototype.toString.call(bytes) !== '[object Uint8Array]') {
        throw invalidOption('append to a track', 'bytes', bytes, 'a Uint8Array of raw PCM');
      }
      // A Buffer is one too, and its slice() copies nothing.
      const plain = new Uint8Array(bytes.buffer, bytes.byteOffset, bytes.byteLength);
      receive(() => track.append(plain));
    },
    finish: () =>
      receive(() => {
        track.finish();
        // It was sought beyond its end, as it turns out.
        if (track.unsentFrames < 0) owner.seek(track, received.frames);
      }),
    mark: (value) => receive(() => track.mark(value)),
    stop: () => owner.settle(track, { state: 'stopped' }),
    seek: (seconds) => {
      const frame = frameAt('seek in a track', seconds);
      owner.seek(track, frame);
      return frame / sampleRateHz;
    },
    replay: (fromSeconds = 0) => owner.replay(track, frameAt('replay a track', fromSeconds)),
    onMark: (listener) => onMark(track, listener),
    playback: track.playback.store,
    audio: () => readLater(track),
    toWav: async () => (await import('./export-audio.ts')).writeWave(received),
    statistics: () => track.statistics(),
    playedSeconds: () => head.playedFrames / sampleRateHz,
    receivedSeconds: () => received.frames / sampleRateHz,
  };
}

async function* readLater(track: QueuedTrack): AsyncGenerator<Int16Array<ArrayBuffer>, void, undefined> {
  yield* (await import('./export-audio.ts')).readPieces(track.received);
}

function onMark(track: QueuedTrack, listener: (mark: Mark) => void): Undo {
  const tell = guarded(listener);
  const { received, head } = track;
  let { take } = head;
  let told = track.marksHeard();
  const undo = track.playback.watch(() => {
    if (take !== head.take) {
      take = head.take;
      told = countHeard(received.marks, head.takeFrame, false);
    }
    // Looked up for each: the listener may seek, or stop listening.
    while (told < track.marksHeard()) tell(received.marks[told++]!);
  });
  return () => {
    // It may be the listener that undoes itself, in the middle of the loop.
    told = Infinity;
    undo();
  };
}
