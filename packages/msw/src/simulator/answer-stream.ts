import type { BodyFault, Fault } from '../faults/fault.ts';
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
  const { speak } = parts;
  const isEndless = fault.body === 'endless' && asked.body.type === 'streamed';
  const speechParts: SpeechParts = {
    ...parts,
    firstByteMs: fault.firstByteMs ?? parts.firstByteMs,
    samples: isEndless ? endlessly(speak) : speak(),
  };
  if (fault.body === undefined || isEndless) return speech(asked, speechParts);
  // A whole clip without an end is one that never comes.
  const kind = fault.body === 'endless' ? 'stall' : fault.body;
  return faultyStream(asked, kind, { wire, afterBytes: fault.afterBytes ?? 0, parts: speechParts });
}

interface FaultyParts {
  readonly wire: Pick<Wire, 'malformed' | 'errorInStream'>;
  readonly afterBytes: number;
  readonly parts: SpeechParts;
}

/** Over when the fault says so, and not when the sound is made: a stalled answer keeps its slot. */
async function* faultyStream(
  asked: SpeechAsked,
  fault: Exclude<BodyFault, 'endless'>,
  { wire, afterBytes, parts }: FaultyParts,
): AsyncGenerator<Uint8Array, void, undefined> {
  const over: SpeechParts['over'] = (outcome, reason) => {
    if (outcome === 'failed') parts.over(outcome, reason);
  };
  try {
    yield* spoiled(speech(asked, { ...parts, over }), fault, {
      malformed: wire.malformed,
      errorInStream: wire.errorInStream,
      afterBytes,
      stalled: () => forEver(parts.signal),
      failed: (reason) => parts.over('failed', reason),
    });
    parts.over('done');
  } finally {
    parts.over('aborted');
  }
}
