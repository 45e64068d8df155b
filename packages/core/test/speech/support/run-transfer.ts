import type { CuelightError } from '../../../src/errors.ts';
import { breeze, type BreezeOptions } from '../../../src/providers/breeze/breeze.ts';
import type { FetchFunction } from '../../../src/providers/provider.ts';
import { transfer } from '../../../src/speech/transport.ts';
import { VirtualClock } from '../../../src/testing/virtual-clock.ts';

/** One request under way. */
export interface Run {
  readonly clock: VirtualClock;
  readonly audio: number[];
  readonly cancel: () => void;
  /** Calls of `onComplete`. */
  completions: number;
  /** `undefined` while it is under way, `null` when it went well. */
  outcome: CuelightError | null | undefined;
}

/** Begins one, of which the test is told everything. */
export function run(
  fetch: FetchFunction,
  options: BreezeOptions = {},
  longestBytes = 1000,
  givenSignal?: AbortSignal,
): Run {
  const clock = new VirtualClock();
  const controller = new AbortController();
  const provider = breeze({ ...options, fetch });
  const running: Run = {
    clock,
    audio: [],
    cancel: () => controller.abort(),
    completions: 0,
    outcome: undefined,
  };
  transfer({
    provider,
    request: provider.toRequest({ text: 'Hello.', voice: 'voc_1' }),
    doing: 'speak with voice "voc_1"',
    signal: givenSignal ?? controller.signal,
    clock,
    createReader: (contentType) => provider.createReader(contentType),
    longestBytes,
    onBytes: (bytes) => running.audio.push(...bytes),
    onComplete: () => {
      running.completions += 1;
    },
  }).then(
    () => {
      running.outcome = null;
    },
    (error: CuelightError) => {
      running.outcome = error;
    },
  );
  return running;
}
