import { breeze, type BreezePlan } from '@cuelight/core';
import type { ProviderChoice } from './provider-choice.ts';
import { readList } from './read-list.ts';

export const breezeChoice: ProviderChoice = {
  id: 'breeze',
  name: 'Breeze',
  plans: [
    { id: 'free', name: 'Free' },
    { id: 'starter', name: 'Starter' },
    { id: 'creator', name: 'Creator' },
    { id: 'pro', name: 'Pro' },
  ],
  create: ({ plan, limit, headers, fetch }) =>
    breeze({
      // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- from the address: core checks it
      ...(plan !== null && { plan: plan as BreezePlan }),
      ...(limit !== null && { limit }),
      headers,
      fetch,
    }),
  wrongKey: { 'xi-api-key': 'not-a-key' },
  voicesPath: '/v1/voices?page_size=100',
  readVoices: (answer) =>
    readList(answer, 'voices').flatMap(({ voice_id: id, name }) =>
      typeof id === 'string' && typeof name === 'string' ? [{ id, name }] : [],
    ),
  planChange: (plan) => ({ plan }),
};
