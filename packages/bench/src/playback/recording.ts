/** What passes between the bench and a page: what to play, and what was heard. */
import type { Sound } from './sound.ts';
import type { Arrivals } from './traces.ts';

export interface Order {
  readonly sound: Sound;
  readonly arrivals: Arrivals;
  /** Whether a WAVE header comes first, as a piece of its own. */
  readonly hasHeader?: boolean;
  readonly commands?: readonly PlayCommand[];
  /** Where the stream comes from, for players that remember how such streams arrive. @default 'bench' */
  readonly place?: string;
  /** Until the first piece, so that several pages can begin one after the other. @default 0 */
  readonly waitMs?: number;
  /** What counts as the end of the sound, after the last piece: silence of this length, once most was heard. */
  readonly quietMs: number;
}

export type PlayCommand = { readonly afterMs: number } & (
  | { readonly type: 'stop' | 'pause' | 'resume' }
  | { readonly type: 'seek'; readonly seconds: number }
);

export interface Recording {
  readonly rateHz: number;
  /** Of the context, at the first sample. */
  readonly startFrame: number;
  /** What was rendered, 32-bit floats, little-endian. */
  readonly base64: string;
  /** When a moment of the context was at the device, on the page's clock. */
  readonly marks: readonly ClockMark[];
  /** On the page's clock. */
  readonly firstPieceAtMs: number;
  /** In the order of the commands, on the page's clock. */
  readonly commandsAtMs: readonly number[];
}

export interface ClockMark {
  readonly contextMs: number;
  readonly pageMs: number;
}

/** What was seen of a stream while it played. */
export interface Glimpses extends Pick<Recording, 'rateHz' | 'marks'> {
  /** When the user clicked, on the page's clock. */
  readonly clickedAtMs: number;
  /** The frame of the context at which the stream began, once for each look at it. */
  readonly firstFrames: readonly number[];
}
