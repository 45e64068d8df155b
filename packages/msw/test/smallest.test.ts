import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { codedSamples, type Simulator, startSimulator } from '../src/server.ts';
import { isObject } from '../src/wire/json.ts';
import { postJson, until, voicesIn } from './support/http.ts';
import { samplesOf } from './support/sound.ts';

const TEXT = 'One voice at a time, across every tab.';

let simulator: Simulator;

beforeAll(async () => {
  simulator = await startSimulator({ provider: 'smallest', voice: 'code', firstByteMs: 1, speed: 1e6 });
});
beforeEach(() => {
  simulator.control({ reset: true, limit: 1, hold: false, foreign: { slots: 0 } });
});
afterAll(() => simulator.close());

function speak(body: object, headers: Record<string, string> = {}): Promise<Response> {
  return postJson(`${simulator.url}/waves/v1/tts/live`, { voice_id: 'code', ...body }, { headers });
}

/** What each event's data lines say, and the bytes of its audio. */
function eventsOf(stream: string): readonly { event: string | null; data: string; pcm: Buffer }[] {
  expect(stream.endsWith('\n\n')).toBe(true);
  return stream
    .slice(0, -2)
    .split('\n\n')
    .map((block) => {
      const [, event, data] = /^(?:event: (\w+)\n)?data: (.*)$/.exec(block) ?? [];
      const frame: unknown = JSON.parse(data ?? '');
      const audio = isObject(frame) && typeof frame['audio'] === 'string' ? frame['audio'] : '';
      return { event: event ?? null, data: data ?? '', pcm: Buffer.from(audio, 'base64') };
    });
}

describe('speech as server-sent events', () => {
  test('is framed as documented, and ends with a frame without an event line', async () => {
    const response = await speak({ text: TEXT, sample_rate: 24_000 });
    expect(response.status).toBe(200);
    expect(response.headers.get('content-type')).toBe('text/event-stream');
    const events = eventsOf(await response.text());
    expect(events.at(-1)).toMatchObject({ event: null, data: '{"status":"200","done":true}' });
    const audio = events.slice(0, -1);
    for (const { event, data, pcm } of audio) {
      expect(event).toBe('audio');
      expect(data).toBe(`{"audio":"${pcm.toString('base64')}","done":false,"status":"206"}`);
    }
    const sizes = audio.map(({ pcm }) => pcm.length);
    expect(new Set(sizes.slice(0, -1))).toEqual(new Set([1024, 0]));
    expect(sizes.indexOf(0)).toBe(15);
  });

  test.each([
    [undefined, 44_100],
    [8000, 8000],
    [16_000, 16_000],
    [24_000, 24_000],
    [44_100, 44_100],
  ])(
    'at a sample rate of %s carries %i samples a second, exactly those of the voice',
    async (sample_rate, rateHz) => {
      const events = eventsOf(await (await speak({ text: TEXT, sample_rate })).text());
      const pcm = Buffer.concat(events.map((event) => event.pcm));
      expect(samplesOf(pcm)).toEqual(codedSamples(TEXT, rateHz));
    },
  );

  test("echoes the client's ids and gives its own, which is the journal's", async () => {
    const response = await speak({ text: TEXT, request_id: 'mine-1', session_id: 'tab.2' });
    await response.text();
    expect(response.headers.get('x-external-request-id')).toBe('mine-1');
    expect(response.headers.get('x-external-session-id')).toBe('tab.2');
    expect(response.headers.get('x-request-id')).toBe(simulator.journal().entries[0]?.id);
  });
});

describe('admission', () => {
  test('the 2nd request is refused with the documented shape, and the slot is free at the end', async () => {
    simulator.control({ hold: true });
    const first = speak({ text: 'First.' });
    await until(simulator, (journal) => journal.inFlight === 1);
    const second = await speak({ text: 'Second.' });
    expect(second.status).toBe(429);
    expect(await second.json()).toEqual({
      status: 'error',
      error_code: 'rate_limit_exceeded',
      message: 'Concurrency limit reached for this account.',
      request_id: simulator.journal().entries[1]?.id,
    });
    simulator.control({ hold: false });
    await (await first).text();
    expect((await speak({ text: 'Third.' })).status).toBe(200);
    expect(simulator.journal()).toMatchObject({ peakInFlight: 1, peakOffered: 2, counts: { refused: 1 } });
  });

  test('any number may be allowed', async () => {
    simulator.control({ limit: 3, hold: true });
    const responses = [1, 2, 3].map((n) => speak({ text: `Sentence ${n}.` }));
    await until(simulator, (journal) => journal.inFlight === 3);
    expect((await speak({ text: 'One too many.' })).status).toBe(429);
    simulator.control({ hold: false });
    for (const response of await Promise.all(responses)) await response.text();
  });

  test('a client that leaves in the middle of the answer frees the slot after the release lag', async () => {
    const slow = await startSimulator({ provider: 'smallest', voice: 'code', firstByteMs: 0, speed: 0.01 });
    const client = new AbortController();
    const response = await postJson(
      `${slow.url}/waves/v1/tts/live`,
      { voice_id: 'code', text: TEXT },
      { signal: client.signal },
    );
    await response.body?.getReader().read();
    client.abort();
    const journal = await until(slow, ({ slotsTaken }) => slotsTaken === 0);
    expect(journal).toMatchObject({ inFlight: 0, counts: { aborted: 1 }, billedCharacters: TEXT.length });
    await slow.close();
  });
});

describe('a wrong request', () => {
  test('for an unknown voice gets the recorded 400', async () => {
    const response = await speak({ text: TEXT, voice_id: 'nobody' });
    expect(response.status).toBe(400);
    expect(await response.json()).toEqual({
      error: [{ code: 'custom', path: ['voice_id'], message: 'Invalid Voice ID' }],
    });
    expect(simulator.journal().entries[0]).toMatchObject({ outcome: 'refused', reason: 'Invalid Voice ID' });
  });

  test('for a format it does not know gets the recorded 400', async () => {
    const response = await speak({ text: TEXT, output_format: 'mulaw' });
    expect(response.status).toBe(400);
    expect(await response.json()).toEqual({
      error: [
        {
          received: 'mulaw',
          code: 'invalid_enum_value',
          options: ['wav', 'ulaw', 'alaw', 'pcm', 'mp3'],
          path: ['output_format'],
          message: expect.stringMatching(/^Invalid enum value\. /),
        },
      ],
    });
  });

  test.each([
    [{ text: '' }, 'text'],
    [{ text: 'x'.repeat(8001) }, 'text'],
    [{}, 'text'],
    [{ text: TEXT, sample_rate: 22_050 }, 'sample_rate'],
    [{ text: TEXT, speed: 3 }, 'speed'],
    [{ text: TEXT, math_notation: 'yes' }, 'math_notation'],
    [{ text: TEXT, similarity: 2 }, 'similarity'],
    [{ text: TEXT, enhancement: 3 }, 'enhancement'],
    [{ text: TEXT, pronunciation_dicts: ['0123456789abcdef01234567'] }, 'pronunciation_dicts'],
    [{ text: TEXT, model: 'lightning-v3.1' }, 'model'],
    [{ text: TEXT, language: { toString: 1 } }, 'language'],
    [{ text: TEXT, request_id: 'with space' }, 'request_id'],
    [{ text: TEXT, voice_id: null }, 'voice_id'],
  ])('%j gets 400 and names the field', async (body, field) => {
    const response = await speak(body);
    expect(response.status).toBe(400);
    expect(await response.json()).toMatchObject({ error: [{ path: [field] }] });
  });
});

describe('keys', () => {
  test('the right one is taken', async () => {
    const response = await speak({ text: TEXT }, { authorization: 'Bearer sk_simulated' });
    expect(response.status).toBe(200);
    await response.text();
  });

  test('a wrong one gets 401', async () => {
    const headers = { authorization: 'Bearer sk_wrong' };
    const response = await speak({ text: TEXT }, headers);
    expect(response.status).toBe(401);
    expect(await response.json()).toEqual({ error: 'Unauthorized', message: 'Invalid or missing API key' });
    const voices = await fetch(`${simulator.url}/waves/v1/lightning-v3.1/get_voices`, { headers });
    expect(voices.status).toBe(401);
  });
});

describe('the catalogue', () => {
  test("lists each model's own voices", async () => {
    const base = `${simulator.url}/waves/v1`;
    expect(await voicesIn(await fetch(`${base}/lightning-v3.1/get_voices`), 'voiceId')).toContain('magnus');
    expect(await voicesIn(await fetch(`${base}/lightning-v3.1-pro/get_voices`), 'voiceId')).toEqual([
      'meher',
    ]);
  });

  test('has nothing for other paths', async () => {
    for (const path of ['/waves/v1/lightning-v9/get_voices', '/waves/v1/tts/live', '/']) {
      expect((await fetch(`${simulator.url}${path}`)).status).toBe(404);
    }
  });
});
