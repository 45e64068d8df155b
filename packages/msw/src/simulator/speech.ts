import { piecesOf } from '../voices/pieces.ts';
import type { SpeechAsked, StreamedBody, WholeBody } from '../wire/wire.ts';
import type { Clock } from './clock.ts';
import { dueAtMs } from './pace.ts';
import { type Gate, sleep } from './wait.ts';

export interface SpeechParts {
  readonly clock: Clock;
  /** From admission to the first byte, if the voice is as fast. */
  readonly firstByteMs: number;
  /** Seconds of audio made per second. */
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

/** One that is whole is made in steps of this: no sound is heard before the last. */
const WHOLE_PIECE_BYTES = 65_536;

/**
 * The answer to one admitted request, piece by piece and each when it is due. Audio is made no faster than
 * the reader takes it. The slot is given back before the reader can learn that the answer is complete: its
 * next request, or its leaving, may come right after.
 */
export async function* speech(
  asked: SpeechAsked,
  parts: SpeechParts,
): AsyncGenerator<Uint8Array, void, undefined> {
  const { signal } = parts;
  try {
    await parts.admission.passed(signal);
    if (asked.body.type === 'whole') yield* wholeAnswer(asked, asked.body, parts);
    else yield* streamedAnswer(asked, asked.body, parts);
  } catch (error) {
    if (!signal.aborted) parts.over('failed', error instanceof Error ? error.message : String(error));
    throw error;
  } finally {
    // Counts where the reader leaves in the middle.
    parts.over('aborted');
  }
}

async function* streamedAnswer(
  asked: SpeechAsked,
  body: StreamedBody,
  parts: SpeechParts,
): AsyncGenerator<Uint8Array, void, undefined> {
  let index = 0;
  for await (const pcm of paced(asked, body.pieceBytes, parts)) {
    if (index === 0) parts.began();
    const piece = body.frame(pcm, index);
    yield index === 0 && body.start !== null ? joined([body.start, piece]) : piece;
    index += 1;
  }
  parts.over('done');
  if (body.end !== null) yield body.end;
}

async function* wholeAnswer(
  asked: SpeechAsked,
  body: WholeBody,
  parts: SpeechParts,
): AsyncGenerator<Uint8Array, void, undefined> {
  const pieces: Uint8Array[] = [];
  for await (const pcm of paced(asked, WHOLE_PIECE_BYTES, parts)) pieces.push(pcm);
  parts.began();
  parts.over('done');
  yield body.encode(joined(pieces));
}

/** The sound, each piece when it is due, and the end when all of it has been made. */
async function* paced(
  asked: SpeechAsked,
  pieceBytes: number,
  parts: SpeechParts,
): AsyncGenerator<Uint8Array, void, undefined> {
  const { clock, signal } = parts;
  let dueMs = clock.nowMs() + parts.firstByteMs;
  let beganAtMs: number | null = null;
  let sentBytes = 0;
  for await (const pcm of piecesOf(parts.samples, pieceBytes)) {
    await sleep(clock, dueMs - clock.nowMs(), signal);
    await parts.hold.passed(signal);
    beganAtMs ??= clock.nowMs();
    yield pcm;
    sentBytes += pcm.length;
    dueMs = dueAtMs(beganAtMs, sentBytes, asked.sampleRateHz, parts.speed);
  }
  signal.throwIfAborted();
}

function joined(pieces: readonly Uint8Array[]): Uint8Array {
  const whole = new Uint8Array(pieces.reduce((length, piece) => length + piece.length, 0));
  let position = 0;
  for (const piece of pieces) {
    whole.set(piece, position);
    position += piece.length;
  }
  return whole;
}
