import { smallest } from '@cuelight/core';
import type { ProviderChoice } from './provider-choice.ts';
import { readList } from './read-list.ts';

/** Smallest AI has one limit for everybody, and raises it for accounts that ask. */
const LIMITS: Readonly<Record<string, number>> = { free: 1, raised: 5 };

export const smallestChoice: ProviderChoice = {
  id: 'smallest',
  name: 'Smallest AI',
  plans: [
    { id: 'free', name: 'Standard' },
    { id: 'raised', name: 'Raised' },
  ],
  create: ({ plan, limit, headers, fetch }) =>
    smallest({ limit: limit ?? limitOf(plan ?? 'free'), headers, fetch }),
  wrongKey: { authorization: 'Bearer not-a-key' },
  voicesPath: '/waves/v1/lightning-v3.1/get_voices',
  readVoices: (answer) =>
    readList(answer, 'voices').flatMap(({ voiceId: id, displayName: name }) =>
      typeof id === 'string' && typeof name === 'string' ? [{ id, name }] : [],
    ),
  planChange: (plan) => ({ limit: limitOf(plan) }),
};

function limitOf(plan: string): number {
  return LIMITS[plan] ?? 1;
}
