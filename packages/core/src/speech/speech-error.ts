import { CuelightError } from '../errors.ts';

/** Whatever was thrown, as one of ours. `doing` follows "Failed to". */
export function asSpeechError(error: unknown, doing: string): CuelightError {
  if (CuelightError.is(error)) return error;
  return new CuelightError('transient', {
    doing,
    because: error instanceof Error ? error.message : 'something failed without saying why',
    advice: 'See the cause.',
    cause: error,
  });
}
