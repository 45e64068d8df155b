import type { Explanation, KindByPattern } from '../shared/classify.ts';
import type { ErrorBody } from '../shared/error-body.ts';

/**
 * By code first: a 429 with a code other than GENERATION_CONCURRENCY_EXCEEDED is not our limit. Codes from
 * docs.breezeblue.ai/reference/errors and /reference/rate-limits, and those that only the official client
 * (@breeze.blue/sdk) names, read the careful way: what may have run, may have been billed. Every other code means what
 * its status says.
 */
export const BREEZE_CODES: readonly KindByPattern[] = [
  [/^generation_concurrency_exceeded$/i, 'busy'],
  [/^generation_capacity_exceeded$/i, 'overloaded'],
  [/^rate_limited$/i, 'rate-window'],
  [/^generation_not_ready$/i, 'not-ready'],
  [/^auth_(?!admin_)/i, 'unauthorized'],
  [/^billing_insufficient_credits$/i, 'out-of-credit'],
  [/_not_found$/i, 'invalid'],
  [/_(timeout|interrupted)$/i, 'ambiguous'],
  [/^(upstream|generation|internal)_|_failed$/i, 'transient'],
];

const CHOOSE_VOICE = 'Choose a voice of the account: GET /v1/voices lists them with their ids.';

const EXPLANATIONS: Readonly<Record<string, Explanation>> = {
  RESOURCE_NOT_FOUND: { because: 'there is no such voice', advice: CHOOSE_VOICE },
  FORBIDDEN: { because: 'the key has no access to this voice', advice: CHOOSE_VOICE },
  VALIDATION_ERROR: {
    advice: 'Check text (at most 1,000 characters), model, language and instructions.',
  },
};

export function explainBreeze({ code }: ErrorBody): Explanation | undefined {
  return code !== null && Object.hasOwn(EXPLANATIONS, code) ? EXPLANATIONS[code] : undefined;
}
