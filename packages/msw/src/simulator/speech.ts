import { piecesOf } from '../voices/pieces.ts';
import type { SpeechAsked } from '../wire/wire.ts';
import type { Clock } from './clock.ts';
import { dueAtMs } from './pace.ts';
import { type Gate, sleep } from './wait.ts';

export interface SpeechParts {
  readonly clock: Clock;
  /** From admission to the first byte, if the voice is as fast. */
  readonly firstByteMs: number;
  /** Seconds of audio sent per second. */
  readonly speed: number;
  readonly samples: AsyncIterable<Int16Array>;
  /** Open once the account has admitted the request. */
  readonly admission: Gate;
  /** Shut while the simulator is told to hold its bytes back. */
  readonly hold: Gate;
  /** Aborts when the client is gone: nothing more is generated. */
  readonly signal: AbortSignal;
  /** The first byte goes out. */
  readonly began: () => void;
  /** Nothing more is generated. Only the first call counts. */
  readonly over: (outcome: Ending, reason?: string) => void;
}

export type Ending = 'done' | 'aborted' | 'failed';

/**
 * The answer to one admitted request, piece by piece and each when it is due. Audio is made no faster than
 * the reader takes it. The slot is given back before the reader can learn that the answer is complete: its
 * next request, or its leaving, may come right after.
 */
export async function* speech(
  asked: SpeechAsked,
  parts: SpeechParts,
): AsyncGenerator<Uint8Array, void, undefined> {
  const { clock, signal } = parts;
  try {
    await parts.admission.passed(signal);
    let dueMs = clock.nowMs() + parts.firstByteMs;
    let beganAtMs = 0;
    let sentBytes = 0;
    let index = 0;
    for await (const pcm of piecesOf(parts.samples, asked.pieceBytes)) {
      await sleep(clock, dueMs - clock.nowMs(), signal);
      await parts.hold.passed(signal);
      if (index === 0) {
        beganAtMs = clock.nowMs();
        parts.began();
      }
      yield asked.frame(pcm, index);
      sentBytes += pcm.length;
      index += 1;
      dueMs = dueAtMs(beganAtMs, sentBytes, asked.sampleRateHz, parts.speed);
    }
    signal.throwIfAborted();
    parts.over('done');
    if (asked.end !== null) yield asked.end;
  } catch (error) {
    if (!signal.aborted) parts.over('failed', error instanceof Error ? error.message : String(error));
    throw error;
  } finally {
    // Counts where the reader leaves in the middle.
    parts.over('aborted');
  }
}
