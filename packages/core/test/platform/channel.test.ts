import { describe } from 'vitest';
import { VirtualBrowser } from '../../src/testing/virtual-browser.ts';
import { channelContract } from './channel.contract.ts';

describe('virtual channels', () => {
  let number = 0;
  channelContract(
    () => {
      const browser = new VirtualBrowser();
      const [first, second] = [browser.openTab(), browser.openTab()];
      return {
        tabs: [first.platform.openChannel!, second.platform.openChannel!],
        until: (condition) => browser.clock.until(condition, 100),
      };
    },
    () => `channel-${(number += 1)}`,
  );
});
