import { once } from 'node:events';
import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { request as httpRequest } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Duplex } from 'node:stream';
import { preview } from 'vite';
import { afterAll, afterEach, beforeAll, describe, expect, test, vi } from 'vitest';
import { codedSamples } from '../src/server.ts';
import { cuelightSimulators } from '../src/vite.ts';
import { failureOf, postJson, voicesIn } from './support/http.ts';
import { samplesOf } from './support/sound.ts';
import { startUpstream, type Upstream } from './support/upstream.ts';
import { type Served, serveVite } from './support/vite-server.ts';

const TEXT = 'One voice at a time, across every tab.';
const fast = { voice: 'code', firstByteMs: 0, speed: Infinity, apiKey: false } as const;

describe('simulated providers in a Vite server', () => {
  let served: Served;
  beforeAll(async () => {
    served = await serveVite(cuelightSimulators({ breeze: { ...fast, plan: 'starter' }, smallest: fast }));
  });
  afterAll(() => served.close());

  test('both speak under their prefixes', async () => {
    const breeze = await postJson(
      `${served.url}/api/breeze/v1/text-to-speech/code/stream?output_format=pcm`,
      { text: TEXT },
    );
    expect(samplesOf(new Uint8Array(await breeze.arrayBuffer()))).toEqual(codedSamples(TEXT, 24_000));
    const smallest = await postJson(`${served.url}/api/smallest/waves/v1/tts/live`, {
      text: TEXT,
      voice_id: 'code',
    });
    expect(await smallest.text()).toContain('data: {"status":"200","done":true}\n\n');
  });

  test('their journals and controls are next to them', async () => {
    const changed = await postJson(`${served.url}/api/breeze/__simulator/control`, { plan: 'pro' });
    expect(changed.status).toBe(200);
    const journal = await fetch(`${served.url}/api/breeze/__simulator/journal`);
    expect(await journal.json()).toMatchObject({ limit: 20, counts: { done: 1 } });
    const other = await fetch(`${served.url}/api/smallest/__simulator/journal`);
    expect(await other.json()).toMatchObject({ limit: 1, counts: { done: 1 } });
  });

  test('the page is told that they are simulated', async () => {
    const status = await fetch(`${served.url}/api/__cuelight`);
    expect(await status.json()).toEqual({
      providers: { breeze: { mode: 'simulated' }, smallest: { mode: 'simulated' } },
    });
  });

  test('a restart keeps the accounts, and the last close cuts off what is open', async () => {
    const plugin = cuelightSimulators({ breeze: { ...fast, speed: 0.01 }, smallest: fast });
    const first = await serveVite(plugin);
    const second = await serveVite(plugin);
    await postJson(`${first.url}/api/breeze/__simulator/control`, { plan: 'pro' });
    await first.close();
    const journal = await fetch(`${second.url}/api/breeze/__simulator/journal`);
    expect(await journal.json()).toMatchObject({ limit: 20 });
    const open = await postJson(`${second.url}/api/breeze/v1/text-to-speech/code/stream?output_format=pcm`, {
      text: TEXT,
    });
    const failure = failureOf(open.arrayBuffer());
    await second.vite.close();
    expect(await failure).toMatchObject({ message: 'terminated' });
    await second.close();
  });
});

test('a preview server has them too, and ends them and their voice when it closes', async () => {
  const directory = mkdtempSync(join(tmpdir(), 'preview-test-'));
  vi.stubEnv('TMPDIR', directory);
  const server = await preview({
    configFile: false,
    logLevel: 'silent',
    build: { outDir: directory },
    preview: { port: 0, host: '127.0.0.1' },
    plugins: [cuelightSimulators({ breeze: { ...fast, voice: 'flite', speed: 0.01 }, smallest: fast })],
  });
  const url = `${server.resolvedUrls?.local[0]}api/breeze`;
  const [voice] = await voicesIn(await fetch(`${url}/v1/voices`), 'voice_id');
  const open = await postJson(`${url}/v1/text-to-speech/${voice}/stream?output_format=pcm`, { text: TEXT });
  expect(open.status).toBe(200);
  expect(readdirSync(directory).length).toBe(1);
  const failure = failureOf(open.arrayBuffer());
  await server.close();
  expect(await failure).toMatchObject({ message: 'terminated' });
  expect(readdirSync(directory)).toEqual([]);
  vi.unstubAllEnvs();
  rmSync(directory, { recursive: true });
});

describe('a real provider in a Vite server', () => {
  const KEY = 'brz_secret-of-the-server';
  let upstream: Upstream;
  let served: Served;

  beforeAll(async () => {
    upstream = await startUpstream();
    served = await serveVite(
      cuelightSimulators({
        breeze: { apiKey: KEY, upstream: upstream.url },
        smallest: { apiKey: 'sk_secret-of-the-server', upstream: upstream.url },
      }),
    );
  });
  afterAll(async () => {
    await served.close();
    await upstream.close();
  });

  test('gets the key from the server, and neither key nor cookie of the browser', async () => {
    const next = upstream.next();
    const answer = postJson(
      `${served.url}/api/breeze/v1/voices?page=2&api_key=theirs&token=theirs`,
      {},
      {
        headers: {
          'xi-api-key': 'theirs',
          authorization: 'Bearer theirs',
          cookie: 'session=theirs',
          origin: served.url,
        },
      },
    );
    const { path, headers, response } = await next;
    expect(path).toBe('/v1/voices?page=2');
    expect(headers['xi-api-key']).toBe(KEY);
    expect(headers.host).toBe(new URL(upstream.url).host);
    expect(JSON.stringify(headers)).not.toContain('theirs');
    expect(headers).not.toHaveProperty('origin');
    response?.writeHead(200, { 'set-cookie': 'upstream=1', 'history-item-id': 'hist_1' }).end('[]');
    const { status, headers: answered } = await answer;
    expect(status).toBe(200);
    expect(answered.get('history-item-id')).toBe('hist_1');
    expect(answered.get('set-cookie')).toBe(null);
    expect(JSON.stringify([...answered])).not.toContain(KEY);
  });

  test('gets the key in the way it takes it', async () => {
    const next = upstream.next();
    const answer = postJson(`${served.url}/api/smallest/waves/v1/tts/live`, {});
    const { path, headers, response } = await next;
    expect(path).toBe('/waves/v1/tts/live');
    expect(headers.authorization).toBe('Bearer sk_secret-of-the-server');
    response?.end();
    await answer;
  });

  test('streams to the browser while it still speaks, and learns when the browser leaves', async () => {
    const next = upstream.next();
    const client = new AbortController();
    const answer = postJson(
      `${served.url}/api/breeze/v1/text-to-speech/nora/stream`,
      {},
      { signal: client.signal },
    );
    const { response } = await next;
    if (response === null) throw new Error('an upgrade');
    response.writeHead(200).write('first');
    const reader = (await answer).body?.getReader();
    expect(Buffer.from((await reader?.read())?.value ?? []).toString()).toBe('first');
    const closed = once(response, 'close');
    client.abort();
    await closed;
    expect(response.writableFinished).toBe(false);
  });

  test('takes WebSocket upgrades, with the key and without the address of the page', async () => {
    const { socket } = await upgrade(`${served.url}/api/smallest/waves/v1/tts/live?timeout=60&token=theirs`, {
      origin: served.url,
      cookie: 'session=theirs',
    });
    const { path, headers } = upstream.seen.at(-1) ?? { path: '', headers: {} };
    expect(path).toBe('/waves/v1/tts/live?timeout=60');
    expect(headers.authorization).toBe('Bearer sk_secret-of-the-server');
    expect(JSON.stringify(headers)).not.toContain('theirs');
    expect(headers).not.toHaveProperty('origin');
    socket?.write('a frame');
    const [echoed] = socket === null ? [] : await once(socket, 'data');
    expect(String(echoed)).toBe('a frame');
    socket?.destroy();
  });

  test('is not reached by pages of another site', async () => {
    const before = upstream.seen.length;
    const url = `${served.url}/api/breeze/v1/voices`;
    for (const headers of [{ 'sec-fetch-site': 'cross-site' }, { 'sec-fetch-site': 'same-site' }]) {
      const response = await fetch(url, { headers });
      expect(response.status).toBe(403);
      expect(await response.json()).toEqual({ error: 'Only pages of this server may use its key.' });
    }
    expect((await postJson(url, {}, { headers: { origin: 'https://evil.example' } })).status).toBe(403);
    const refused = await upgrade(`${served.url}/api/smallest/waves/v1/tts/live`, {
      origin: 'https://evil.example',
    });
    expect(refused.status).toBe(404);
    expect(upstream.seen.length).toBe(before);
  });

  test('has no journal, and the page is told that it is real', async () => {
    expect((await fetch(`${served.url}/api/breeze/__simulator/journal`)).status).toBe(404);
    expect(await (await fetch(`${served.url}/api/__cuelight`)).json()).toEqual({
      providers: { breeze: { mode: 'real' }, smallest: { mode: 'real' } },
    });
  });

  test('that cannot be reached gives an error without the key', async () => {
    const gone = await startUpstream();
    await gone.close();
    const broken = await serveVite(
      cuelightSimulators({ breeze: { apiKey: KEY, upstream: gone.url }, smallest: fast }),
    );
    const response = await fetch(`${broken.url}/api/breeze/v1/voices?token=theirs`);
    expect(response.status).toBe(502);
    expect(await response.json()).toEqual({
      error: expect.stringMatching(`^${gone.url} could not be reached: .*ECONNREFUSED`),
    });
    expect(broken.log.join('\n')).toContain('ECONNREFUSED');
    expect(broken.log.join('\n')).not.toContain(KEY);
    await broken.close();
  });
});

describe('the environment', () => {
  afterEach(() => {
    vi.unstubAllEnvs();
  });

  test('says with a key which provider is real', async () => {
    vi.stubEnv('BREEZE_API_KEY', '');
    vi.stubEnv('SMALLEST_API_KEY', 'sk_of-the-environment');
    expect(await modes()).toEqual({
      providers: { breeze: { mode: 'simulated' }, smallest: { mode: 'real' } },
    });
  });

  test('with a key that no header can carry is an error that does not show it', async () => {
    vi.stubEnv('BREEZE_API_KEY', 'brz_one\nbrz_two');
    const error: unknown = await modes().catch((reason: unknown) => reason);
    expect(error).toMatchObject({ code: 'invalid-key' });
    expect(String(error)).toContain('Failed to use BREEZE_API_KEY');
    expect(String(error)).not.toContain('brz_');
  });
});

async function modes(): Promise<unknown> {
  const served = await serveVite(cuelightSimulators());
  const status: unknown = await (await fetch(`${served.url}/api/__cuelight`)).json();
  await served.close();
  return status;
}

interface Upgraded {
  readonly status: number;
  readonly socket: Duplex | null;
}

function upgrade(url: string, headers: Record<string, string>): Promise<Upgraded> {
  return new Promise((resolve, reject) => {
    const request = httpRequest(url, {
      headers: { ...headers, connection: 'upgrade', upgrade: 'websocket' },
    });
    request.on('upgrade', (_response, socket) => {
      resolve({ status: 101, socket });
    });
    request.on('response', (response) => {
      response.resume();
      resolve({ status: response.statusCode ?? 0, socket: null });
    });
    request.on('error', reject);
    request.end();
  });
}
