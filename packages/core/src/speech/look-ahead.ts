/** Ordinary speech in languages with an alphabet. */
export const CHARACTERS_PER_SECOND = 15;
/** Of audio that has not been heard, whatever else is allowed. */
const MOST_BYTES_AHEAD = 64_000_000;
const BYTES_PER_SAMPLE = 2;

export interface LookAhead {
  /** Requests of this utterance that are not complete, and how many there may be. */
  readonly asked: number;
  readonly mostAsked: number;
  /** Of audio that is there or asked for, and not heard. */
  readonly secondsAhead: number;
  readonly mostSecondsAhead: number;
  readonly sampleRateHz: number;
}

/**
 * Whether the next segment is asked for now. `slots`: not before one of those that are asked for is complete. Otherwise
 * by how many seconds too much is there already.
 */
export function mayAsk(facts: LookAhead): 'yes' | 'slots' | { readonly tooFarBySeconds: number } {
  if (facts.asked >= facts.mostAsked) return 'slots';
  const most = Math.min(facts.mostSecondsAhead, MOST_BYTES_AHEAD / (facts.sampleRateHz * BYTES_PER_SAMPLE));
  return facts.secondsAhead <= most ? 'yes' : { tooFarBySeconds: facts.secondsAhead - most };
}

/** What a stretch of text will take, by what was measured of others of the same utterance. */
export function expectedSeconds(
  characters: number,
  measured: { characters: number; seconds: number },
): number {
  // A few words say little of how fast somebody speaks.
  const isMeasured = measured.seconds >= 2 && measured.characters > 0;
  return isMeasured
    ? (characters / measured.characters) * measured.seconds
    : characters / CHARACTERS_PER_SECOND;
}
