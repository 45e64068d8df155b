import type { Fault } from '@cuelight/msw';
import type { Provider } from '../../src/providers/provider.ts';
import type { ConnectionOptions } from '../../src/providers/shared/connection.ts';
import type { OpenAccount, ReachedAccount } from './account.ts';
import { ask, type Told } from './ask.ts';

type AccountGiven = Parameters<OpenAccount>[1];

interface Scenes<Own> {
  /** An account and the adapter that reaches it. */
  readonly scene: (
    options?: AccountGiven,
    own?: Own,
  ) => Promise<{ account: ReachedAccount; provider: Provider }>;
  /** What one request comes to where that goes wrong. */
  readonly askWith: (fault: Fault, options?: AccountGiven) => Promise<Told>;
}

/** How a suite meets the accounts of its provider. */
export function scenesOf<Own>(
  open: OpenAccount,
  id: 'breeze' | 'smallest',
  create: (connection: ConnectionOptions, own?: Own) => Provider,
): Scenes<Own> {
  const scene: Scenes<Own>['scene'] = async (options, own) => {
    const account = await open(id, options);
    return { account, provider: create({ baseUrl: account.baseUrl, credentials: 'omit' }, own) };
  };
  return {
    scene,
    askWith: async (fault, options) => {
      const { account, provider } = await scene(options);
      await account.control({ faults: [fault] });
      return ask(provider);
    },
  };
}
