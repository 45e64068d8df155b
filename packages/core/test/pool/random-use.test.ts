import { expect, test } from 'vitest';
import { RandomUse } from './support/random-use.ts';

const SEEDS = 150;

test('tabs that also hold slots by hand keep the limit and hang by no chance: idle ones are given back [L1, Q8, Q10, Q11, G5]', {
  timeout: 120_000,
}, async () => {
  for (let seed = 1; seed <= SEEDS; seed += 1) {
    // oxlint-disable-next-line no-await-in-loop -- one browser after the other
    expect({ seed, problem: await new RandomUse(seed).run() }).toEqual({ seed, problem: null });
  }
});
