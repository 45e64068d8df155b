/** Order of urgency. Within a lane, first come first served. */
export const LANES = ['interactive', 'normal', 'background'] as const;
export type Lane = (typeof LANES)[number];
/** Place in `LANES`. */
export type LaneNumber = number;

/** One of something for each lane. */
export function byLane<T>(of: (lane: Lane, number: LaneNumber) => T): Record<Lane, T> {
  return { interactive: of('interactive', 0), normal: of('normal', 1), background: of('background', 2) };
}
