/** Order of urgency. Within a lane, first come first served. */
export const LANES = ['interactive', 'normal', 'background'] as const;
export type Lane = (typeof LANES)[number];
/** Place in `LANES`. */
export type LaneNumber = number;
