import type { SpokenSegment } from './types.ts';

/** The segment in which that moment of the audio lies; before there is any, the first. */
export function segmentAt(segments: readonly SpokenSegment[], seconds: number): SpokenSegment | null {
  const at = segments.findLast(({ startSeconds }) => startSeconds !== null && startSeconds <= seconds);
  return at ?? segments[0] ?? null;
}
