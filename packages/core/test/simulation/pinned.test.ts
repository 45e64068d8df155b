import { describe, expect, test } from 'vitest';
import { createPoolOn } from '../../src/pool/create-pool.ts';
import { pinned } from './pinned.ts';
import { simulate } from '../../src/testing/simulation/simulate.ts';

describe('what once went wrong', () => {
  test.each(pinned)('$name', async ({ schedule }) => {
    const { violation } = await simulate(schedule, { createPool: createPoolOn });
    expect(violation?.message).toBeUndefined();
  });
});
