import { describe, vi } from 'vitest';
import { openBroadcastChannel } from '../../src/platform/channel.ts';
import { browserClock } from '../../src/platform/clock.ts';
import type { Locks } from '../../src/platform/locks.ts';
import { ChannelLocks } from '../../src/pool/channel-locks.ts';
import { locksContract } from '../platform/locks.contract.ts';

describe('locks over a channel of this browser', () => {
  locksContract(
    () => {
      const channelName = crypto.randomUUID();
      const open = (tabName: string): Locks =>
        new ChannelLocks({
          clock: browserClock(),
          openChannel: openBroadcastChannel,
          channelName,
          tabName,
          isVisible: () => true,
        });
      return {
        tabs: [open('a'), open('b')],
        until: async (condition) => {
          await vi.waitUntil(condition, { interval: 1, timeout: 5000 });
        },
      };
    },
    () => `lock-${crypto.randomUUID()}`,
    { keepsOrder: false },
  );
});
