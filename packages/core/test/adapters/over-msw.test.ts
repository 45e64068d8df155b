import { breezeHandlers, smallestHandlers } from '@cuelight/msw';
import { setupServer } from 'msw/node';
import { onTestFinished } from 'vitest';
import { QUICK, type OpenAccount } from './account.ts';
import { breezeSuite } from './breeze-suite.ts';
import { smallestSuite } from './smallest-suite.ts';

/** The adapters as an app's own tests would have them, in Node. */
const open: OpenAccount = (provider, options = {}) => {
  const { plan, voice: _own, ...given } = { ...QUICK, ...options };
  const { handlers, account } =
    provider === 'breeze'
      ? breezeHandlers({ ...given, voice: 'code', ...(plan !== undefined && { plan }) })
      : smallestHandlers({ ...given, voice: 'code' });
  const server = setupServer(...handlers);
  server.listen({ onUnhandledFrame: 'error' });
  onTestFinished(() => server.close());
  return Promise.resolve({
    baseUrl: provider === 'breeze' ? 'https://api.breeze.blue' : 'https://api.smallest.ai',
    control: (change) => Promise.resolve(account.control(change)),
    journal: () => Promise.resolve(account.journal()),
  });
};

breezeSuite(open);
smallestSuite(open);
