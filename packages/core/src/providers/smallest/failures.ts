import type { RefusalKind } from '../../errors.ts';
import type { Explanation, KindByPattern } from '../shared/classify.ts';
import type { ErrorBody } from '../shared/error-body.ts';

/**
 * Codes are few and not published for speech: these are the words of sister products. So the status decides (the
 * published contract and the error page of docs.smallest.ai), except where a code is known.
 */
export const SMALLEST_CODES: readonly KindByPattern[] = [
  [/^rate_limit_exceeded$/i, 'busy'],
  [/^(upstream_overloaded|service_unavailable)$/i, 'overloaded'],
  [/^model_deprecated$/i, 'invalid'],
];

/** No other rate than concurrency is documented for speech, whatever the body of a 429 says. */
export const SMALLEST_STATUSES: Readonly<Record<number, RefusalKind>> = { 429: 'busy' };

/** Errors inside an answer carry no status. */
export const SMALLEST_MESSAGES: readonly KindByPattern[] = [
  [/rate.?limit|concurren|too many|capacity|server_full|429/i, 'busy'],
];

const NO_VOICE: Explanation = {
  kind: 'invalid',
  because: 'there is no such voice',
  advice:
    'Choose a voice of the model: GET /waves/v1/lightning-v3.1/get_voices lists them (lightning-v3.1-pro for the Pro model).',
};

export function explainSmallest(
  { code, field, message, replacement }: ErrorBody,
  status: number | null,
): Explanation | undefined {
  if (status === 410 || code?.toLowerCase() === 'model_deprecated') {
    // `/waves/v1/lightning-v3.1/get_speech` names the model that this package writes as `lightning_v3.1`.
    const model = /lightning-v[\w.-]+/.exec(replacement ?? '')?.[0].replaceAll('-', '_') ?? 'lightning_v3.1';
    return { because: 'the model is retired', advice: `Use the model "${model}".` };
  }
  if (field === 'voice_id' || /invalid voice/i.test(message ?? '')) return NO_VOICE;
  if (status === 400 && /upgrade/i.test(message ?? '')) {
    return { because: "the account's plan does not include this" };
  }
  if (status !== 403) return undefined;
  return {
    because: 'the key has no access to this',
    advice: 'Use a key of the workspace and product (Waves) that the voice belongs to.',
  };
}
