import { CuelightError } from '../errors.ts';

/**
 * An AudioContext of this rate, or of the device's own where the browser refuses it: some take the option and ignore it.
 * @throws CuelightError `no-audio` where there is none.
 */
export function createContext(sampleRateHz: number): AudioContext {
  const doing = `play audio of ${sampleRateHz} Hz`;
  if (typeof AudioContext === 'undefined') {
    throw new CuelightError('no-audio', { doing, because: 'there is no AudioContext here' });
  }
  try {
    return new AudioContext({ sampleRate: sampleRateHz });
  } catch {
    try {
      return new AudioContext();
    } catch (cause) {
      throw new CuelightError('no-audio', { doing, because: 'the browser makes no AudioContext', cause });
    }
  }
}
