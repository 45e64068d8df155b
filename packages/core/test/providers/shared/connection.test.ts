import { afterEach, describe, expect, it, vi } from 'vitest';
import { breeze } from '../../../src/providers/breeze/breeze.ts';
import { smallest } from '../../../src/providers/smallest/smallest.ts';
import { untyped } from '../../support/untyped.ts';
import type { FetchFunction } from '../../../src/providers/provider.ts';

function pretendToBeInAPage(): void {
  vi.stubGlobal('window', {});
  vi.stubGlobal('document', {});
}

afterEach(() => {
  vi.unstubAllGlobals();
});

describe('how a provider is reached', () => {
  it("is through the app's own server unless told otherwise", async () => {
    const { connection } = breeze();
    expect(connection).toMatchObject({
      baseUrl: '/api/breeze',
      account: 'default',
      credentials: 'same-origin',
      fetch: null,
    });
    expect(await connection.headers('first')).toEqual({});
    expect(smallest().connection.baseUrl).toBe('/api/smallest');
  });

  it('is directly with a key, on a server', async () => {
    const direct = [breeze({ apiKey: 'brz_1' }).connection, smallest({ apiKey: 'sk_1' }).connection];
    expect(direct.map(({ baseUrl, credentials }) => [baseUrl, credentials])).toEqual([
      ['https://api.breeze.blue', 'omit'],
      ['https://api.smallest.ai', 'omit'],
    ]);
    expect(await Promise.all(direct.map(async ({ headers }) => headers('first')))).toEqual([
      { 'xi-api-key': 'brz_1' },
      { authorization: 'Bearer sk_1' },
    ]);
  });

  it('refuses a key in a page, says why and what to do, and does not repeat the key', () => {
    pretendToBeInAPage();
    expect(() => breeze({ apiKey: 'brz_secret' })).toThrow(
      expect.objectContaining({
        code: 'invalid-option',
        details: { option: 'apiKey' },
        message: expect.stringMatching(
          /every visitor can read it.*"\/api\/breeze".*dangerouslyAllowBrowser: true/s,
        ),
      }),
    );
    expect(() => breeze({ apiKey: 'brz_secret' })).not.toThrow(/secret/);
    expect(breeze({ apiKey: 'brz_secret', dangerouslyAllowBrowser: true }).connection.baseUrl).toBe(
      'https://api.breeze.blue',
    );
  });

  it.each(['', 'brz_with space', 'brz_two\nlines', 12_345])(
    'refuses the key %o without repeating it',
    (apiKey) => {
      const setUp = (): unknown => breeze(untyped({ apiKey }));
      expect(setUp).toThrow(
        expect.objectContaining({ code: 'invalid-option', details: { option: 'apiKey' } }),
      );
      expect(setUp).not.toThrow(/brz_|12345/);
    },
  );

  it('asks a headers function each time, and adds the key', async () => {
    const { connection } = smallest({ apiKey: 'sk_1', headers: (reason) => ({ 'x-session': reason }) });
    expect(await connection.headers('first')).toEqual({ authorization: 'Bearer sk_1', 'x-session': 'first' });
    expect(await connection.headers('unauthorized')).toMatchObject({ 'x-session': 'unauthorized' });
  });

  it('keeps the key where a headers function has nothing to add, and refuses what is no plain object', async () => {
    const answers: unknown[] = [null, undefined, new Headers({ 'x-session': 'one' }), { 'x-session': 5 }];
    const { connection } = breeze({ apiKey: 'brz_1', headers: () => untyped(answers.shift()) });
    expect(await connection.headers('first')).toEqual({ 'xi-api-key': 'brz_1' });
    expect(await connection.headers('unauthorized')).toBeNull();
    const refused = { code: 'invalid-option', details: { option: 'headers' } };
    await expect(connection.headers('first')).rejects.toMatchObject(refused);
    await expect(connection.headers('unauthorized')).rejects.toMatchObject(refused);
  });

  it('has nothing new to try after a 401 with fixed headers', async () => {
    const { connection } = breeze({ headers: { 'x-session': 'one' } });
    expect(await connection.headers('first')).toEqual({ 'x-session': 'one' });
    expect(await connection.headers('unauthorized')).toBeNull();
  });

  it.each([
    ['/api/breeze/', '/api/breeze'],
    ['https://speech.example.com//', 'https://speech.example.com'],
    ['/', ''],
  ])('takes the address %s without the slash at its end', (baseUrl, expected) => {
    expect(breeze({ baseUrl }).connection.baseUrl).toBe(expected);
  });

  it('takes the global fetch, and functions like it', () => {
    const alike: FetchFunction = fetch;
    expect(breeze({ fetch: alike }).connection.fetch).toBe(fetch);
  });

  it.each([
    [{ baseUrl: 'api/breeze' }, 'baseUrl'],
    [{ baseUrl: 'https://' }, 'baseUrl'],
    [{ baseUrl: '/api?x=1' }, 'baseUrl'],
    [{ baseUrl: 5 }, 'baseUrl'],
    [{ baseUrl: '//speech.example.com' }, 'baseUrl'],
    [{ baseUrl: 'https://user:secret@speech.example.com' }, 'baseUrl'],
    [{ account: '' }, 'account'],
    [{ credentials: 'all' }, 'credentials'],
    [{ headers: 'x: y' }, 'headers'],
    [{ headers: null }, 'headers'],
    [{ headers: new Headers({ 'x-session': 'one' }) }, 'headers'],
    [{ headers: [['x-session', 'one']] }, 'headers'],
    [{ headers: { 'x-session': undefined } }, 'headers'],
    [{ useServerQueue: 'yes' }, 'useServerQueue'],
    [{ baseURL: '/api/speech' }, 'baseURL'],
    [null, 'options'],
    ['/api/speech', 'options'],
    [{ fetch: 'fetch' }, 'fetch'],
    [{ limit: 0 }, 'limit'],
    [{ limit: 1.5 }, 'limit'],
    [{ limit: Number.NaN }, 'limit'],
    [{ plan: 'gold' }, 'plan'],
  ])('refuses %o at the door', (options, option) => {
    expect(() => breeze(untyped(options))).toThrow(
      expect.objectContaining({ code: 'invalid-option', details: { option } }),
    );
  });

  it.each([
    [{ sampleRateHz: 22_050 }, 'sampleRateHz'],
    [{ sampleRateHz: '24000' }, 'sampleRateHz'],
    [{ language: '' }, 'language'],
    [{ model: 3 }, 'model'],
    [{ plan: 'pro' }, 'plan'],
    [null, 'options'],
    [{ limit: 'many' }, 'limit'],
  ])('refuses %o at the door of Smallest AI', (options, option) => {
    expect(() => smallest(untyped(options))).toThrow(
      expect.objectContaining({ code: 'invalid-option', details: { option } }),
    );
  });
});
