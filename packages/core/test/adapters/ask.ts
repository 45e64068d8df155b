import { CuelightError } from '../../src/errors.ts';
import { browserClock, type Clock } from '../../src/platform/clock.ts';
import type { ClipFormat, Provider, SynthesisRequest } from '../../src/providers/provider.ts';
import { transfer } from '../../src/speech/transport.ts';

export const TEXT = 'One voice at a time.';

/** Deadlines come twenty times sooner: a stall of ten seconds is over in half of one. */
const hurried: Clock = {
  ...browserClock(),
  setTimer: (delayMs, callback) => browserClock().setTimer(delayMs / 20, callback),
};

export interface Told {
  readonly bytes: Uint8Array;
  /** `null` where all went well. */
  readonly error: CuelightError | null;
}

/** One request of the adapter, as the pool would send it. */
export async function ask(
  provider: Provider,
  { clip, ...asked }: Partial<SynthesisRequest> & { readonly clip?: ClipFormat } = {},
): Promise<Told> {
  const received: number[] = [];
  const request = provider.toRequest({ text: TEXT, voice: 'code', ...asked }, clip);
  try {
    await transfer({
      provider,
      request,
      doing: 'speak',
      signal: new AbortController().signal,
      clock: hurried,
      createReader: (contentType) => provider.createReader(contentType, clip),
      longestBytes: 1_000_000,
      // A spread of so many bytes would be too many arguments.
      onBytes: (bytes) => bytes.forEach((byte) => received.push(byte)),
    });
    return { bytes: Uint8Array.from(received), error: null };
  } catch (error) {
    if (!CuelightError.is(error)) throw error;
    return { bytes: Uint8Array.from(received), error };
  }
}
