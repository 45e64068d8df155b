import { describe, expect, it } from 'vitest';
import { breeze } from '../../src/providers/breeze/breeze.ts';
import { smallest } from '../../src/providers/smallest/smallest.ts';
import { poolName } from '../../src/speech/pool-name.ts';

const PAGE = 'https://app.example';

describe('the name of a pool', () => {
  it('is provider, origin of the address, and account', () => {
    expect(poolName(breeze(), PAGE)).toBe('breeze|https://app.example|default');
    expect(poolName(smallest({ account: 'team' }), PAGE)).toBe('smallest|https://app.example|team');
    expect(poolName(breeze({ baseUrl: 'https://Speech.example:443/x' }), PAGE)).toBe(
      'breeze|https://speech.example|default',
    );
  });

  it('is the same for every path, plan, model and language: they share the limit of the account', () => {
    expect(poolName(breeze({ baseUrl: '/other', plan: 'pro' }), PAGE)).toBe(poolName(breeze(), PAGE));
    expect(poolName(smallest({ model: 'x', language: 'hi' }), PAGE)).toBe(poolName(smallest(), PAGE));
  });

  it('needs no page', () => {
    expect(poolName(breeze(), null)).toBe('breeze|no-page|default');
    expect(poolName(breeze({ apiKey: 'brz_1' }), null)).toBe('breeze|https://api.breeze.blue|default');
  });
});
