import { describe, expect, test } from 'vitest';
import { clipsToEvict, type ClipEntry } from '../../src/platform/clip-store.ts';
import { VirtualClips } from '../../src/testing/virtual-clips.ts';
import { VirtualClock } from '../../src/testing/virtual-clock.ts';
import { clipStoreContract } from './clip-store.contract.ts';

describe('virtual clips', () => {
  clipStoreContract(async () => {
    const clock = new VirtualClock();
    const clips = new VirtualClips(clock);
    return {
      tabs: [clips.forTab(), clips.forTab()],
      passTime: (ms) => clock.jumpWall(ms),
      plant: async (key, entry, audio) => clips.plant(key, entry, audio),
    };
  });
});

test('however small clips are, no more than 5,000 of them are kept', () => {
  const entries = Array.from({ length: 5000 }, (_, number): ClipEntry => {
    return { key: `${number}`, owner: 'ours', bytes: 1, storedAtMs: 0, usedAtMs: number, expiresAtMs: 1e9 };
  });
  expect(clipsToEvict(entries, 1, { totalBytes: 1e9 }, 6000)).toEqual(['0']);
});
