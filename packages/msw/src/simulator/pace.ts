/** 16-bit mono. */
const BYTES_PER_SAMPLE = 2;

/**
 * When the piece that follows `sentBytes` of PCM is due, at `speed` seconds of audio per second. Reckoned from the
 * first byte and never from the piece before, so that late timers and a slow reader do not add up: what was held
 * up is caught up with.
 */
export function dueAtMs(beganAtMs: number, sentBytes: number, sampleRateHz: number, speed: number): number {
  const sentMs = (1000 * sentBytes) / (BYTES_PER_SAMPLE * sampleRateHz);
  return beganAtMs + sentMs / speed;
}
