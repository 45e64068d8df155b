import { CuelightError, type ErrorDetails } from '../errors.ts';
import type { Failure, Provider } from '../providers/provider.ts';

/** The typed error for what went wrong with a request. `doing` follows "Failed to". */
export function errorOf(
  provider: Provider,
  failure: Failure,
  doing: string,
  wallNowMs: number,
  cause?: unknown,
): CuelightError {
  const { code, because, advice, retryAfterMs, providerCode } = provider.classify(failure, wallNowMs);
  const details: ErrorDetails = {
    ...(failure.type === 'http' ? { status: failure.status } : {}),
    ...(providerCode === undefined ? {} : { providerCode }),
    ...(retryAfterMs === undefined ? {} : { retryAfterMs }),
    ...(code === 'busy' ? limitDetails(provider) : {}),
  };
  return new CuelightError(code, {
    doing,
    because,
    details,
    ...(advice === undefined ? {} : { advice }),
    ...(cause === undefined ? {} : { cause }),
  });
}

function limitDetails({ limits: { slots, link } }: Provider): ErrorDetails {
  return slots === 'auto' ? { link } : { limit: slots, link };
}
