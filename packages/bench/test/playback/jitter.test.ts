import { expect, test } from 'vitest';
import { cuelight, peers } from '../../src/playback/contenders.ts';
import type { Heard } from '../../src/playback/hearing.ts';
import { excessOf } from '../../src/playback/jitter.ts';

const heard = (firstSoundMs: number, stalledMs: number): readonly Heard[] => [
  { firstSoundMs, stalledMs, gaps: 1, lost: 0, misplaced: 0, noise: 0 },
];

test.each([
  ['later than a peer, and more silent: loses by the difference', [100, 50], [40, 30], 20],
  ['later, and less silent: a fair exchange', [100, 20], [40, 30], 0],
  ['earlier, and more silent: a fair exchange', [40, 50], [100, 30], 0],
  ['as early, within a callback of the device: compared', [40, 50], [45, 30], 20],
] as const)('%s', (_, [ownDelay, ownSilence], [delay, silence], excess) => {
  const results = new Map(peers.map((peer) => [peer, heard(delay, silence)]));
  results.set(cuelight, heard(ownDelay, ownSilence));
  expect(excessOf(cuelight, results)).toBe(excess);
});
