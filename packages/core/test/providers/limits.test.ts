import { describe, expect, it } from 'vitest';
import { breeze } from '../../src/providers/breeze/breeze.ts';
import { smallest } from '../../src/providers/smallest/smallest.ts';

describe('limits', () => {
  // https://docs.breezeblue.ai/reference/rate-limits
  it.each([
    [{}, 3],
    [{ plan: 'free' }, 3],
    [{ plan: 'starter' }, 6],
    [{ plan: 'creator' }, 10],
    [{ plan: 'pro' }, 20],
    [{ plan: 'free', useServerQueue: true }, 3],
    [{ plan: 'starter', useServerQueue: true }, 8],
    [{ plan: 'creator', useServerQueue: true }, 13],
    [{ plan: 'pro', useServerQueue: true }, 25],
    [{ plan: 'pro', limit: 12 }, 12],
  ] as const)('of Breeze with %o: %i at once', (options, slots) => {
    expect(breeze(options).limits).toMatchObject({ slots, usesServerQueue: 'useServerQueue' in options });
  });

  it('of Smallest AI: one, or what was agreed', () => {
    expect(smallest().limits).toMatchObject({ slots: 1, usesServerQueue: false });
    expect(smallest({ limit: 5 }).limits.slots).toBe(5);
    expect(smallest({ limit: 'auto' }).limits.slots).toBe('auto');
  });
});

describe('a limit that Breeze is asked for', () => {
  const { probe } = breeze({ limit: 'auto' }).limits;

  it('is asked for by a request that takes no slot', () => {
    expect(breeze({ limit: 'auto' }).limits.slots).toBe('auto');
    expect(probe?.request).toMatchObject({ method: 'GET', path: '/v1/entitlements' });
  });

  // https://docs.breezeblue.ai/api-reference/account/get-account-entitlements
  const starter = { plan_code: 'starter', max_concurrent_generations: 6, max_queued_generations: 2 };

  it('is what the account allows at once, and with what it lets wait if that was asked for', () => {
    expect(probe?.read(starter)).toEqual({ slots: 6, plan: 'starter' });
    const queueing = breeze({ limit: 'auto', useServerQueue: true });
    expect(queueing.limits.probe?.read(starter)).toMatchObject({ slots: 8 });
  });

  it.each([null, 'starter', [], {}, { max_concurrent_generations: '6' }, { max_concurrent_generations: 0 }])(
    'is not taken from %o',
    (answer) => {
      expect(probe?.read(answer)).toBeNull();
    },
  );
});

describe('what a text costs', () => {
  it.each([
    ['a😀é', 3],
    ['e\u{301}', 1],
    ['你好, 世界', 10],
    ['こんにちは', 10],
    ['안녕', 4],
    ['\u{1112}\u{1161}\u{11AB}', 2],
  ])(
    'at Breeze: %j is billed as %i, after normalisation, with Chinese, Japanese and Korean twice',
    (text, cost) => {
      expect(breeze().billedCharacters(text)).toBe(cost);
    },
  );

  it('at Smallest AI is its characters', () => {
    expect(smallest().billedCharacters('abc 你')).toBe(5);
  });
});
