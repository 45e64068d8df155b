import { afterEach, describe, expect, it, vi } from 'vitest';
import * as playerModule from '../src/audio/create-player.ts';
import { breeze, createSpeech, smallest, type Provider } from '../src/index.ts';
import * as poolModule from '../src/pool/create-pool.ts';
import { FakePlayer } from './speech/support/fake-player.ts';
import { FakePool } from './speech/support/fake-pool.ts';
import { untyped } from './support/untyped.ts';

vi.mock('../src/pool/create-pool.ts', () => ({ createPool: vi.fn<() => FakePool>(() => new FakePool()) }));
vi.mock('../src/audio/create-player.ts', () => ({
  createPlayer: vi.fn<() => FakePlayer>(() => new FakePlayer()),
}));

afterEach(() => {
  vi.unstubAllGlobals();
});

describe('createSpeech', () => {
  it.each([
    ['a name', { provider: 'breeze' }],
    ['a factory that was not called', { provider: breeze }],
    ['nothing', {}],
    ['no options', undefined],
    ['something else', { provider: { id: 'mine' } }],
  ])('refuses %s as provider, and says what to pass', (_name, options) => {
    expect(() => createSpeech(untyped(options))).toThrow(
      expect.objectContaining({
        code: 'invalid-option',
        details: { option: 'provider' },
        message: expect.stringContaining('createSpeech({ provider: breeze() })'),
      }),
    );
    expect(poolModule.createPool).not.toHaveBeenCalled();
  });

  it('gives the pool its name, its limit and the provider’s facts', () => {
    vi.stubGlobal('location', { origin: 'https://app.example' });
    createSpeech({ provider: breeze({ plan: 'creator' }) });
    expect(poolModule.createPool).toHaveBeenCalledWith('breeze|https://app.example|default', {
      limit: 10,
      releaseLagMs: 250,
    });
  });

  it('hands on how often requests are to be tried', () => {
    const retry = { refused: 3, withinMs: 30_000 };
    createSpeech({ provider: breeze(), retry });
    expect(poolModule.createPool).toHaveBeenCalledWith(
      expect.any(String),
      expect.objectContaining({ retry }),
    );
  });

  it('tells the player the rate to expect and where its worklet is', () => {
    createSpeech({ provider: smallest(), workletUrl: '/worklet.js' });
    expect(playerModule.createPlayer).toHaveBeenCalledWith({
      expectedSampleRateHz: 24_000,
      workletUrl: '/worklet.js',
    });
    expect(() => createSpeech({ provider: smallest(), workletUrl: '' })).toThrow(/workletUrl/);
  });

  it('hands on how it is to be played', () => {
    createSpeech({ provider: breeze(), player: { engine: 'silent', volume: 0.5 } });
    expect(playerModule.createPlayer).toHaveBeenCalledWith(
      expect.objectContaining({ engine: 'silent', volume: 0.5 }),
    );
    expect(() => createSpeech({ provider: breeze(), player: untyped('loud') })).toThrow(/player/);
  });

  it('takes any provider that keeps the contract', () => {
    const own: Provider = { ...breeze(), id: 'own', name: 'Own' };
    expect(createSpeech({ provider: own }).getState().utterances).toEqual([]);
  });
});
