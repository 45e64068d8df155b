import { once } from 'node:events';
import { createServer } from 'node:http';
import { connect } from 'node:http2';
import { describe, expect, test } from 'vitest';
import { selfSigned } from '../src/doors/certificate.ts';
import { SimulatorError, startSimulator } from '../src/server.ts';
import { failureOf, postJson, until } from './support/http.ts';

const TEXT = 'One voice at a time, across every tab.';

describe('closing', () => {
  test('cuts off what is open, stops listening, and works twice', async () => {
    const simulator = await startSimulator({
      provider: 'breeze',
      voice: 'tone',
      firstByteMs: 0,
      speed: 0.01,
    });
    const url = `${simulator.url}/v1/text-to-speech/code/stream?output_format=pcm`;
    const begun = await postJson(url, { text: TEXT });
    simulator.control({ hold: true });
    const waiting = postJson(url, { text: TEXT });
    const broken = Promise.allSettled([begun.arrayBuffer(), waiting]);
    await until(simulator, (journal) => journal.inFlight === 2);
    await Promise.all([simulator.close(), simulator.close()]);
    await simulator.close();
    expect((await broken).map((end) => end.status)).toEqual(['rejected', 'rejected']);
    await expect(fetch(simulator.url)).rejects.toThrow('fetch failed');
    expect(simulator.journal()).toMatchObject({ inFlight: 0, counts: { requests: 2, aborted: 2 } });
  });
});

test('a client that does not read holds the generation back', async () => {
  const simulator = await startSimulator({
    provider: 'smallest',
    limit: 2,
    voice: 'code',
    firstByteMs: 0,
    speed: Infinity,
  });
  const speak = (text: string): Promise<Response> =>
    postJson(`${simulator.url}/waves/v1/tts/live`, { voice_id: 'code', text });
  // Four minutes of audio, 28 MB: far more than the sockets between the two take.
  const unread = await speak('x'.repeat(4000));
  expect(unread.status).toBe(200);
  // What does not wait for the reader would be over before another request is answered.
  await (await speak(TEXT)).arrayBuffer();
  expect(simulator.journal()).toMatchObject({ inFlight: 1, counts: { done: 1 } });
  await simulator.close();
});

test('HTTP/2 can be had with a certificate of your own', async () => {
  const own = await selfSigned();
  const simulator = await startSimulator({ provider: 'breeze', voice: 'tone', http2: own });
  const session = connect(simulator.url, { ca: own.cert });
  const [headers]: { ':status'?: number }[] = await once(
    session.request({ ':path': '/v1/voices' }),
    'response',
  );
  expect([simulator.url.slice(0, 6), headers?.[':status']]).toEqual(['https:', 200]);
  session.destroy();
  await simulator.close();
});

describe('the control paths', () => {
  test('give the journal and take changes, from any origin', async () => {
    const simulator = await startSimulator({ provider: 'smallest', voice: 'tone', limit: 2 });
    const headers = { origin: 'http://localhost:3000' };
    const changed = await postJson(
      `${simulator.url}/__simulator/control`,
      { foreign: { slots: 1 } },
      { headers },
    );
    expect(await changed.json()).toMatchObject({ limit: 2, foreign: 1 });
    const journal = await fetch(`${simulator.url}/__simulator/journal`, { headers });
    expect(journal.headers.get('access-control-allow-origin')).toBe('http://localhost:3000');
    expect(await journal.json()).toEqual(simulator.journal());
    expect((await fetch(`${simulator.url}/__simulator/else`)).status).toBe(404);
    await simulator.close();
  });
});

describe('wrong options', () => {
  test.each<[unknown, string]>([
    [undefined, 'options is undefined. Pass an object.'],
    [{ provider: 'breeze', host: 5 }, 'host is 5. Pass an address to listen at'],
    [{ provider: 'acme' }, 'provider is "acme". Pass "breeze" or "smallest".'],
    [{}, 'provider is undefined. Pass "breeze" or "smallest".'],
    [{ provider: 'breeze', http2: 'yes' }, 'http2 is "yes". Pass true, false, or { key, cert } in PEM.'],
    [{ provider: 'breeze', framing: 'nested' }, 'framing is "nested". Pass it to Smallest only'],
    [{ provider: 'breeze', creditCharacters: -1 }, 'creditCharacters is -1.'],
    [{ provider: 'breeze', rate: { requests: 1 } }, 'rate.perMs is undefined.'],
    [{ provider: 'breeze', firstByteMS: 1 }, 'an option is "firstByteMS". Pass some of plan, limit'],
    [
      { provider: 'breeze', plan: 'gold' },
      'plan is "gold". Pass one of "free", "starter", "creator", "pro".',
    ],
    [{ provider: 'smallest', plan: 'free' }, 'plan is "free". Pass `limit` instead'],
    [{ provider: 'breeze', limit: 0 }, 'limit is 0. Pass a whole number from 1 to 1000.'],
    [{ provider: 'breeze', speed: 0 }, 'speed is 0. Pass a number of at least 0.01.'],
    [{ provider: 'breeze', firstByteMs: NaN }, 'firstByteMs is NaN. Pass a number from 0 to 600000.'],
    [{ provider: 'breeze', voice: 'robot' }, 'voice is "robot". Pass one of "flite", "tone", "code".'],
    [{ provider: 'breeze', port: 70_000 }, 'port is 70000. Pass a whole number from 0 to 65535.'],
    [{ provider: 'breeze', keys: [''] }, 'keys is an array. Pass a list of non-empty strings.'],
  ])('%j: %s', async (options, message) => {
    // @ts-expect-error these are the options that types refuse
    const error = await failureOf(startSimulator(options));
    expect(error).toBeInstanceOf(SimulatorError);
    expect(error).toMatchObject({ code: 'invalid-option' });
    expect(String(error)).toContain(`Failed to start the simulator: ${message}`);
  });

  test('a port that is taken is named', async () => {
    const other = createServer();
    await new Promise<void>((resolve) => {
      other.listen(0, '127.0.0.1', resolve);
    });
    const address = other.address();
    const port = typeof address === 'object' && address !== null ? address.port : 0;
    await expect(startSimulator({ provider: 'breeze', voice: 'tone', port })).rejects.toMatchObject({
      code: 'cannot-listen',
      message: expect.stringContaining(`it could not listen at 127.0.0.1:${port}`),
    });
    other.close();
  });
});
