import type { Playback } from './types.ts';

/**
 * The same, with its running times cut to whole steps: equal as long as no step has passed, for what is drawn less
 * often than it moves. The duration stays as it is.
 */
export function coarsePlayback(playback: Playback, everyMs: number): Playback {
  const { timeSeconds, bufferedSeconds } = playback;
  return {
    ...playback,
    timeSeconds: inSteps(timeSeconds, everyMs),
    bufferedSeconds: inSteps(bufferedSeconds, everyMs),
  };
}

function inSteps(seconds: number, everyMs: number): number {
  return (Math.floor((seconds * 1000) / everyMs) * everyMs) / 1000;
}
