import { describe, expect, it, vi } from 'vitest';
import { chorus } from '../../../../playground/examples/chorus.ts';
import { createPool } from '../../src/pool/create-pool.ts';
import { browserClock } from '../../src/platform/clock.ts';
import { poolName } from '../../src/speech/pool-name.ts';
import { SpeechClient } from '../../src/speech/speech.ts';
import { FakePlayer } from '../speech/support/fake-player.ts';
import { FakeService, type Answering } from '../speech/support/fake-service.ts';
import { refusal } from './support/reading.ts';

// A provider written against the public interface alone, with what is odd about the neighbours of Breeze.

const NOW_MS = Date.UTC(2026, 10, 21);

const ANSWER: Answering = () =>
  new Response(Uint8Array.of(1, 0, 2, 0), { headers: { 'maximum-concurrent-requests': '3' } });

describe('a provider of ones own', () => {
  it('speaks through the same client, pool and player', async () => {
    const service = new FakeService(ANSWER);
    const provider = chorus({ family: 'rapid', fetch: service.fetch });
    const pool = createPool('chorus', { limit: 4, mode: 'single' });
    const reported = vi.spyOn(pool, 'reportLimit');
    const player = new FakePlayer();
    const speech = new SpeechClient({ provider, pool, player, clock: browserClock() });
    speech.say('Hello.', { voice: 'nova', speed: 2 });
    await expect.poll(() => player.tracks[0]?.isFinished, { interval: 5 }).toBe(true);
    expect(player.tracks[0]?.bytes).toEqual([1, 0, 2, 0]);
    expect(service.requests[0]?.url).toBe('/api/chorus/speak/nova?model=rapid&as=pcm');
    // Its limit stands in the headers of its answers.
    expect(reported.mock.calls).toEqual([[3]]);
    speech.close();
  });

  it('has a limit and a pool for each family of models', () => {
    const families = [chorus({ family: 'rapid' }), chorus({ family: 'studio' })];
    expect(families.map(({ limits }) => limits.slots)).toEqual([4, 2]);
    expect(families.map((provider) => poolName(provider, 'https://app.example'))).toEqual([
      'chorus|https://app.example|default|rapid',
      'chorus|https://app.example|default|studio',
    ]);
  });

  it('waits out its rate window where the refusal does not say how long', () => {
    const provider = chorus({ family: 'rapid' });
    expect(provider.classify(refusal(429, 'Slow down'), NOW_MS)).toMatchObject({
      code: 'rate-window',
      retryAfterMs: 1000,
    });
    const told = refusal(429, 'Slow down', { 'retry-after': '9' });
    expect(provider.classify(told, NOW_MS)).toMatchObject({ code: 'rate-window', retryAfterMs: 9000 });
  });

  it.each([
    [429, 'You may run 4 requests at once', 'busy'],
    [429, { error_code: 'concurrency_limited', title: 'Full', message: 'Full' }, 'busy'],
    [401, 'Your balance is 0', 'out-of-credit'],
    [401, 'Who are you?', 'unauthorized'],
    [503, 'Service Unavailable', 'overloaded'],
    [400, { error: { message: 'No such voice', type: 'x', param: 'voice', code: 'bad' } }, 'invalid'],
    [429, { detail: { type: 'x', code: 'concurrency_limited', message: 'm' } }, 'busy'],
    [422, { err_code: 'BAD', err_msg: 'No' }, 'invalid'],
  ])('tells %i with %o from each other: %s', (status, body, code) => {
    expect(chorus({ family: 'rapid' }).classify(refusal(status, body), NOW_MS)).toMatchObject({ code });
  });

  it('bills by its own count', () => {
    expect(chorus({ family: 'rapid' }).billedCharacters('é你')).toBe(5);
  });
});
