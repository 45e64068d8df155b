import type { Provider } from '@cuelight/core';
import { settings } from '../state/settings.ts';
import { breezeChoice } from './breeze-choice.ts';
import type { ConnectionChoice, ProviderChoice } from './provider-choice.ts';
import { smallestChoice } from './smallest-choice.ts';

export const choices: readonly ProviderChoice[] = [breezeChoice, smallestChoice];

export function findChoice(id: string): ProviderChoice | undefined {
  return choices.find((choice) => choice.id === id);
}

/**
 * A provider as the page is set to now. Whether the key is wrong or the network cut, each request finds out for
 * itself, so that the queue goes on through it.
 *
 * @throws CuelightError `invalid-option`
 */
export function createChosen(choice: ProviderChoice): Provider {
  const { plan, limit } = settings.getState();
  return choice.create({ plan, limit, headers: () => headersNow(choice), fetch: fetchNow });
}

/**
 * What the provider allows under a plan, or a limit in its place.
 *
 * @throws CuelightError `invalid-option`
 */
export function limitsOf(
  choice: ProviderChoice,
  plan: string | null,
  limit: number | null,
): Provider['limits'] {
  return choice.create({ plan, limit, headers: () => ({}), fetch: fetchNow }).limits;
}

/** Whether the provider knows that plan and takes that limit. */
export function isPossible(choice: ProviderChoice, plan: string | null, limit: number | null): boolean {
  try {
    limitsOf(choice, plan, limit);
    return true;
  } catch {
    return false;
  }
}

function headersNow(choice: ProviderChoice): ReturnType<ConnectionChoice['headers']> {
  return settings.getState().isKeyWrong ? choice.wrongKey : {};
}

const fetchNow: typeof fetch = async (input, init) => {
  if (settings.getState().isNetworkCut) throw new TypeError('The network is cut in this page.');
  return fetch(input, init);
};
