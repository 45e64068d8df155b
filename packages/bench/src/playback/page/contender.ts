/** A player of streamed PCM, as its own documentation says to use it, at 24 kHz and open already. */
export interface Contender {
  /** `place`: where its audio comes from. */
  readonly begin: (place: string) => Utterance;
  readonly close: () => Promise<void>;
}

/** One stretch of speech. What its player cannot do is absent. */
export interface Utterance {
  /** Raw PCM as it arrived, which may end in the middle of a sample. */
  readonly feed: (bytes: Uint8Array<ArrayBuffer>) => void;
  readonly end: () => void;
  readonly stop?: () => void;
  readonly pause?: () => void;
  readonly resume?: () => void;
  readonly seek?: (seconds: number) => void;
}

export type OpenContender = () => Promise<Contender>;

/**
 * What has come in as 16-bit samples, for players that take samples, or whole buffers of them.
 * @throws RangeError where a sample is cut in two: then the app has to do what the player does not.
 */
export function samplesOf(bytes: Uint8Array<ArrayBuffer>): Int16Array<ArrayBuffer> {
  return new Int16Array(bytes.slice().buffer);
}
