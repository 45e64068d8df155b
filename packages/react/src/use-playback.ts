import { coarsePlayback, type Playback, type ReadonlyStore } from '@cuelight/core';
import { useSpeechClient } from './speech-context.ts';
import { useSelected, whole, type Select } from './use-selected.ts';

export interface UsePlaybackOptions {
  /** What is looked at: an utterance, a track, a player. @default the player of the client above */
  readonly of?: { readonly playback: ReadonlyStore<Playback> };
  /** The steps of the running times, in milliseconds above 0: it renders once for each. @default 250 */
  readonly everyMs?: number;
}

/**
 * How far it is heard: `timeSeconds`, `bufferedSeconds`, `durationSeconds`, `mark`. It moves all the time while sound
 * is heard, so it is apart from all other state, and comes in steps.
 *
 * @example
 * const { timeSeconds, durationSeconds } = usePlayback();
 * return <progress value={timeSeconds} max={durationSeconds ?? undefined} />;
 */
export function usePlayback(): Playback;
export function usePlayback<Selected>(
  select: Select<Playback, Selected>,
  options?: UsePlaybackOptions,
): Selected;
export function usePlayback(
  select: Select<Playback, unknown> = whole,
  { of, everyMs = 250 }: UsePlaybackOptions = {},
): unknown {
  const { player } = useSpeechClient();
  return useSelected((of ?? player).playback, (playback) => select(coarsePlayback(playback, everyMs)));
}
