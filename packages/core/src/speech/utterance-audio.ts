import type { PcmFormat } from '../audio/pure/format.ts';
import type { Player, Track } from '../audio/types.ts';
import { CuelightError } from '../errors.ts';

/** The audio of an utterance, as raw PCM: signed 16-bit samples of one channel, in the byte order of the machine. */
export interface UtteranceAudio extends AsyncIterable<Int16Array<ArrayBuffer>> {
  readonly sampleRateHz: number;
  readonly channels: 1;
}

export interface ExportParts {
  /** `null`: it was cancelled before it began. */
  readonly track: Track | null;
  readonly format: PcmFormat;
  /** Follows "Failed to". */
  readonly doing: string;
  /** Why something is missing at the end of the audio; asked when that has come. */
  readonly failure: () => CuelightError | null;
}

/** Everything that arrives, from the first sample that is kept. Each reading begins anew. */
export function audioOf({ track, format, doing, failure }: ExportParts): UtteranceAudio {
  return {
    sampleRateHz: format.sampleRateHz,
    channels: format.channels,
    async *[Symbol.asyncIterator]() {
      if (track === null) throw neverBegun(doing);
      try {
        yield* track.audio();
      } catch (error) {
        // Says better what is wrong than a track that was stopped because of it.
        throw failure() ?? error;
      }
      throwIfAny(failure());
    },
  };
}

/** Waits for the end of the audio, not of the sound. */
export async function waveOf({ track, doing, failure }: ExportParts): Promise<Uint8Array<ArrayBuffer>> {
  if (track === null) throw neverBegun(doing);
  const file = await track.toWav().catch((error: unknown) => {
    throw failure() ?? error;
  });
  throwIfAny(failure());
  return file;
}

/** What is heard of one track, as a stream: with its pauses, at the player's volume. Ends with the track. */
export function mediaStreamOf({ track, format, doing }: ExportParts, player: Player): MediaStream {
  if (track === null) throw neverBegun(doing);
  const context = player.audioContext(format.sampleRateHz);
  if (context === null) {
    throw new CuelightError('no-audio', { doing, because: 'there is no Web Audio here for a MediaStream' });
  }
  const node = context.createMediaStreamDestination();
  let disconnect: (() => void) | null = null;
  const follow = (): void => {
    const { state } = track.getState();
    const isOver = state === 'ended' || state === 'stopped' || state === 'failed';
    if (state === 'waiting' || isOver) {
      disconnect?.();
      disconnect = null;
    } else disconnect ??= player.connect(node);
    if (!isOver) return;
    stop();
    for (const ended of node.stream.getTracks()) ended.stop();
  };
  const stop = track.subscribe(follow);
  follow();
  return node.stream;
}

function throwIfAny(failure: CuelightError | null): void {
  if (failure !== null) throw failure;
}

function neverBegun(doing: string): CuelightError {
  return new CuelightError('cancelled', { doing, because: 'it was cancelled before it began' });
}
