import { choiceOption, invalidOption, numberOption } from '../options.ts';
import type { PcmFormat } from './pure/format.ts';

/**
 * A whole number of Hz that browsers make an AudioContext for.
 * @throws CuelightError `invalid-option`.
 */
export function checkSampleRate(doing: string, option: string, value: unknown, fallback: number): number {
  return numberOption(doing, option, value, fallback, { min: 3000, max: 192_000, integer: true });
}

/** @throws CuelightError `invalid-option`. */
export function checkFormat(doing: string, format: unknown): PcmFormat {
  if (typeof format !== 'object' || format === null) {
    throw invalidOption(doing, 'format', format, 'what the stream is: encoding, sampleRateHz, channels');
  }
  const { encoding, sampleRateHz, channels } = format as Partial<Record<keyof PcmFormat, unknown>>;
  if (channels !== 1) throw invalidOption(doing, 'format.channels', channels, '1: speech is mono');
  return {
    encoding: choiceOption(doing, 'format.encoding', encoding, ['s16le', 'mulaw', 'alaw'], 's16le'),
    // Not a number, so that a missing rate is refused: there is none to fall back on.
    sampleRateHz: checkSampleRate(doing, 'format.sampleRateHz', sampleRateHz ?? null, 0),
    channels,
  };
}
