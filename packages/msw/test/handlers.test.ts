import { getResponse } from 'msw';
import { describe, expect, test } from 'vitest';
import { breezeHandlers, type HandlersOptions, smallestHandlers } from '../src/index.ts';

const QUICK = { firstByteMs: 0, speed: Infinity } as const;

/** What the handlers answer, without a network in between; `null`: it is none of theirs. */
async function statusOf(options: HandlersOptions, url: string): Promise<number | null> {
  const { handlers } = breezeHandlers({ ...QUICK, ...options });
  return (await getResponse([...handlers], new Request(url)))?.status ?? null;
}

describe('handlers answer', () => {
  test.each<[HandlersOptions, string, number | null]>([
    [{}, 'https://api.breeze.blue/v1/entitlements', 200],
    [{}, 'https://api.breeze.blue.example/v1/entitlements', null],
    [{}, 'https://api.smallest.ai/v1/entitlements', null],
    [{ baseUrl: '/api/breeze' }, 'https://app.test/api/breeze/v1/entitlements', 200],
    [{ baseUrl: '/api/breeze/' }, 'http://localhost:5173/api/breeze/v1/entitlements', 200],
    [{ baseUrl: '/api/breeze' }, 'https://app.test/api/breeze-2/v1/entitlements', null],
    [{ baseUrl: '/api/breeze' }, 'https://api.breeze.blue/v1/entitlements', null],
    [{ baseUrl: 'https://app.test/tts' }, 'https://app.test/tts/v1/entitlements', 200],
    [{ baseUrl: 'https://app.test/tts' }, 'https://other.test/tts/v1/entitlements', null],
    [{ baseUrl: '/' }, 'https://app.test/v1/entitlements', 200],
    [{ baseUrl: 'HTTPS://App.test:443/tts/' }, 'https://app.test/tts/v1/entitlements', 200],
  ])('with %j the request to %s: %s', async (options, url, status) => {
    expect(await statusOf(options, url)).toBe(status);
  });
});

test('a reader that stops reading frees its slot', async () => {
  const { handlers, account } = smallestHandlers({ ...QUICK, releaseLagMs: 0, voice: 'code' });
  const request = new Request('https://api.smallest.ai/waves/v1/tts/live', {
    method: 'POST',
    body: JSON.stringify({ text: 'One voice at a time.', voice_id: 'code' }),
  });
  const response = await getResponse([...handlers], request);
  expect(account.journal()).toMatchObject({ inFlight: 1 });
  await response?.body?.cancel();
  expect(account.journal()).toMatchObject({ slotsTaken: 0, counts: { aborted: 1 } });
});

describe('a wrong option', () => {
  test.each<[unknown, string]>([
    [{ voice: 'flite' }, 'voice is "flite". Pass "tone" or "code": Flite speaks only in a server.'],
    [{ baseUrl: 'api.breeze.blue' }, 'baseUrl is "api.breeze.blue". Pass an address, as'],
    [{ baseUrl: 5 }, 'baseUrl is 5.'],
    [{ baseUrl: 'https://' }, 'baseUrl is "https://".'],
    [null, 'options is null. Pass an object.'],
    [{ port: 8787 }, 'an option is "port".'],
    [{ plan: 'gold' }, 'plan is "gold".'],
  ])('%j is named at once', (options, because) => {
    // @ts-expect-error these are the options that types refuse
    expect(() => breezeHandlers(options)).toThrow(`Failed to make the handlers of breeze: ${because}`);
  });
});
