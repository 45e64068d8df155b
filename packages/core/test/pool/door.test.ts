import { describe, expect, test } from 'vitest';
import type { RunOptions } from '../../src/pool/types.ts';
import { thrownBy } from './support/scene.ts';
import { singleScene } from './support/single-scene.ts';

describe('at the door', () => {
  test('a weight over the limit fails at once: it could never run [L5]', () => {
    const { account, pool } = singleScene({ limit: 2 });
    const error = thrownBy(() => pool.run(account.task('a'), { weight: 3 }));
    expect(error).toMatchObject({ code: 'weight-over-limit', details: { weight: 3, limit: 2 } });
  });

  test('a full queue says how full it is [Q5]', () => {
    const { account, pool } = singleScene({ maxQueued: 2 });
    pool.run(account.task('a'));
    pool.run(account.task('b'));
    expect(thrownBy(() => pool.run(account.task('c')))).toMatchObject({
      code: 'queue-full',
      details: { queued: 2 },
    });
  });

  test('a job with the key of one that is not settled is that job [Q4]', async () => {
    const { clock, account, pool } = singleScene();
    const first = pool.run(account.task('a'), { dedupeKey: 'clip' });
    expect(pool.run(account.task('b'), { dedupeKey: 'clip' })).toBe(first);
    await clock.advance(200);
    const later = pool.run(account.task('c'), { dedupeKey: 'clip' });
    expect(later).not.toBe(first);
    await clock.advance(200);
    expect(account.started).toEqual(['a', 'c']);
  });

  test.each([
    [{ weight: 0 }, 'weight'],
    [{ weight: 1.5 }, 'weight'],
    [{ lane: 'urgent' }, 'lane'],
    [{ units: -1 }, 'units'],
    [{ dedupeKey: '' }, 'dedupeKey'],
  ])('%o is refused with the name of the option [R8]', (options, option) => {
    const { account, pool } = singleScene();
    // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- what a caller without types may pass
    const error = thrownBy(() => pool.run(account.task('a'), options as RunOptions));
    expect(error).toMatchObject({ code: 'invalid-option', details: { option } });
  });
});
