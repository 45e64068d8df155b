import type { Fault } from '../faults/fault.ts';
import { spoiled } from '../faults/spoil.ts';
import type { SpeechAsked, Wire } from '../wire/wire.ts';
import { endlessly } from './iterate.ts';
import { speech, type SpeechParts } from './speech.ts';
import { forEver } from './wait.ts';

export interface AnswerParts extends Omit<SpeechParts, 'samples'> {
  /** Begins to speak; again where the sound has no end. */
  readonly speak: () => AsyncIterable<Int16Array>;
}

/** The bytes of an answer, with what is to go wrong in them. */
export function answerStream(
  asked: SpeechAsked,
  fault: Fault,
  wire: Pick<Wire, 'malformed' | 'errorInStream'>,
  parts: AnswerParts,
): AsyncGenerator<Uint8Array, void, undefined> {
  const { speak, signal } = parts;
  const isEndless = fault.body === 'endless' && asked.body.type === 'streamed';
  const stream = speech(asked, {
    ...parts,
    firstByteMs: fault.firstByteMs ?? parts.firstByteMs,
    samples: isEndless ? endlessly(speak) : speak(),
  });
  if (fault.body === undefined || isEndless) return stream;
  // A whole clip without an end is one that never comes.
  const kind = fault.body === 'endless' ? 'stall' : fault.body;
  return spoiled(stream, kind, {
    afterBytes: fault.afterBytes ?? 0,
    malformed: wire.malformed,
    errorInStream: wire.errorInStream,
    stalled: () => forEver(signal),
    failed: (reason) => parts.over('failed', reason),
  });
}
