import { describe, vi } from 'vitest';
import { openBroadcastChannel } from '../../src/platform/channel.ts';
import { channelContract } from './channel.contract.ts';

describe('the BroadcastChannel of this browser', () => {
  channelContract(
    () => ({
      tabs: [openBroadcastChannel, openBroadcastChannel],
      until: async (condition) => {
        await vi.waitUntil(condition, { interval: 1 });
      },
    }),
    () => `channel-${crypto.randomUUID()}`,
  );
});
