import { describe, expect, test } from 'vitest';
import { codedSamples } from '../src/voices/code.ts';
import { failureOf } from './support/http.ts';
import {
  breezeSpeech,
  bytesOf,
  jsonOf,
  post,
  present,
  request,
  smallestSpeech,
  virtualSimulator,
} from './support/simulated.ts';
import { samplesOf } from './support/sound.ts';
import { settled } from './support/virtual-clock.ts';

const TEXT = 'One voice at a time, across every tab.';

describe('the pace', () => {
  test('the first byte comes after its delay, the audio at its speed, the end with the last piece', async () => {
    const { simulator, clock } = virtualSimulator('breeze', { firstByteMs: 200, speed: 4 });
    const answer = simulator.handle(breezeSpeech(TEXT), present());
    await clock.advance(199);
    expect(simulator.journal().entries[0]).not.toHaveProperty('firstByteAtMs');
    await clock.advance(1);
    expect(simulator.journal().entries[0]).toMatchObject({ admittedAtMs: 0, firstByteAtMs: 200 });

    const received: number[] = [];
    const reading = (async () => {
      const { body } = await answer;
      if (typeof body === 'string') throw new Error(body);
      for await (const piece of body) received.push(piece.length);
    })();
    await settled();
    const pieceMs = 4095 / 2 / 24 / 4;
    expect(received).toEqual([4095]);
    await clock.advance(pieceMs - 1);
    expect(received).toEqual([4095]);
    await clock.advance(1);
    expect(received).toEqual([4095, 4095]);
    await clock.advance(60_000);
    await reading;

    const bytes = 2 * codedSamples(TEXT, 24_000).length;
    const pieces = Math.ceil(bytes / 4095);
    expect(received.length).toBe(pieces);
    expect(simulator.journal().entries[0]?.closedAtMs).toBeCloseTo(200 + (pieces - 1) * pieceMs, 6);
  });

  test('a reader that stops reading stops the generation, and is caught up with afterwards', async () => {
    const { simulator, clock } = virtualSimulator('smallest');
    const answer = simulator.handle(smallestSpeech(TEXT), present());
    await clock.advance(60_000);
    const reply = await answer;
    expect(clock.pendingTimers).toBe(0);
    expect(simulator.journal()).toMatchObject({ inFlight: 1 });
    // No more time has to pass: all of it is due.
    expect((await bytesOf(reply)).length).toBeGreaterThan(0);
    expect(simulator.journal()).toMatchObject({ inFlight: 0, counts: { done: 1 } });
  });
});

describe('a slot', () => {
  test('is free when the answer ends', async () => {
    const { simulator } = virtualSimulator('smallest', { firstByteMs: 0, speed: Infinity });
    await bytesOf(await simulator.handle(smallestSpeech(TEXT), present()));
    expect(simulator.journal()).toMatchObject({ inFlight: 0, slotsTaken: 0, counts: { done: 1 } });
  });

  test('is free when the last piece of sound is out, also for a client that leaves at the closing event', async () => {
    const { simulator } = virtualSimulator('smallest', { firstByteMs: 0, speed: Infinity });
    const client = new AbortController();
    const { body } = await simulator.handle(smallestSpeech(TEXT), client.signal);
    if (typeof body === 'string') throw new Error(body);
    for await (const piece of body) {
      if (Buffer.from(piece).includes('"done":true')) client.abort();
    }
    expect(simulator.journal()).toMatchObject({ slotsTaken: 0, counts: { done: 1, aborted: 0 } });
  });

  test('is free the release lag after the client has gone, in the middle of the answer', async () => {
    const { simulator, clock } = virtualSimulator('smallest', { releaseLagMs: 50 });
    const client = new AbortController();
    const answer = simulator.handle(smallestSpeech(TEXT), client.signal);
    await clock.advance(300);
    await answer;
    client.abort();
    expect(simulator.journal()).toMatchObject({ inFlight: 0, slotsTaken: 1, counts: { aborted: 1 } });
    await clock.advance(50);
    expect(simulator.journal()).toMatchObject({ slotsTaken: 0 });
    expect(clock.pendingTimers).toBe(0);
  });

  test('is free the release lag after the client has gone, before the first byte', async () => {
    const { simulator, clock } = virtualSimulator('smallest', { releaseLagMs: 50 });
    const client = new AbortController();
    const answer = simulator.handle(smallestSpeech(TEXT), client.signal);
    const failure = failureOf(answer);
    await clock.advance(100);
    client.abort();
    expect(await failure).toMatchObject({ name: 'AbortError' });
    expect(simulator.journal()).toMatchObject({ inFlight: 0, slotsTaken: 1, counts: { aborted: 1 } });
    await clock.advance(50);
    expect(simulator.journal()).toMatchObject({ slotsTaken: 0 });
  });

  test("that comes free admits the one that waits in the provider's queue, without a byte before", async () => {
    const { simulator, clock } = virtualSimulator('breeze', { plan: 'starter', limit: 1, firstByteMs: 200 });
    const first = simulator.handle(breezeSpeech('First.'), present());
    const second = simulator.handle(breezeSpeech('Second.'), present());
    await clock.advance(10_000);
    expect(simulator.journal()).toMatchObject({ inFlight: 1, waiting: 1 });
    await bytesOf(await first);
    expect(simulator.journal()).toMatchObject({ inFlight: 1, waiting: 0, peakInFlight: 1, peakOffered: 2 });
    await clock.advance(200);
    expect(simulator.journal().entries[1]).toMatchObject({ admittedAtMs: 10_000, firstByteAtMs: 10_200 });
    await clock.advance(10_000);
    expect(samplesOf(await bytesOf(await second))).toEqual(codedSamples('Second.', 24_000));
  });
});

describe('control', () => {
  test('hold keeps admitted requests without a byte until it is released', async () => {
    const { simulator, clock } = virtualSimulator('breeze');
    simulator.control({ hold: true });
    const answer = simulator.handle(breezeSpeech(TEXT), present());
    await clock.advance(60_000);
    expect(simulator.journal()).toMatchObject({ inFlight: 1 });
    expect(simulator.journal().entries[0]).not.toHaveProperty('firstByteAtMs');
    simulator.control({ hold: false });
    expect((await answer).status).toBe(200);
    expect(simulator.journal().entries[0]).toMatchObject({ firstByteAtMs: 60_000 });
  });

  test('hold stops an answer in the middle too', async () => {
    const { simulator, clock } = virtualSimulator('breeze', { firstByteMs: 0 });
    const { body } = await simulator.handle(breezeSpeech(TEXT), present());
    if (typeof body === 'string') throw new Error(body);
    const pieces = body[Symbol.asyncIterator]();
    await pieces.next();
    simulator.control({ hold: true });
    let received = 0;
    const second = pieces.next().then(() => (received += 1));
    await clock.advance(60_000);
    expect(received).toBe(0);
    simulator.control({ hold: false });
    expect(await second).toBe(1);
  });

  test("a foreign device's slots come back by themselves", async () => {
    const { simulator, clock } = virtualSimulator('smallest');
    simulator.control({ foreign: { slots: 1, forMs: 800 } });
    expect((await simulator.handle(smallestSpeech(TEXT), present())).status).toBe(429);
    await clock.advance(800);
    const answer = simulator.handle(smallestSpeech(TEXT), present());
    await clock.advance(200);
    expect((await answer).status).toBe(200);
  });

  test('an overloaded service refuses with 503, whatever the account has left', async () => {
    const { simulator } = virtualSimulator('breeze');
    simulator.control({ overloaded: true });
    const reply = await simulator.handle(breezeSpeech(TEXT), present());
    expect(reply.status).toBe(503);
    expect(jsonOf(reply)).toEqual({
      ok: false,
      code: 'GENERATION_CAPACITY_EXCEEDED',
      detail: 'Generation capacity is currently exhausted.',
      error: 'Generation capacity is currently exhausted.',
    });
    expect(simulator.journal().entries[0]).toMatchObject({
      outcome: 'refused',
      reason: 'GENERATION_CAPACITY_EXCEEDED',
    });
  });

  test('over the wire it changes the plan and answers the journal', async () => {
    const { simulator } = virtualSimulator('breeze');
    const reply = await simulator.handle(post('/__simulator/control', { plan: 'pro' }), present());
    expect(reply.status).toBe(200);
    expect(jsonOf(reply)).toMatchObject({ plan: 'pro', limit: 20, queueLimit: 5 });
    const journal = await simulator.handle(request('GET', '/__simulator/journal'), present());
    expect(jsonOf(journal)).toEqual(simulator.journal());
  });

  test.each([
    [{ limit: 0 }, 'limit is 0'],
    [{ plan: 'gold' }, 'plan is "gold"'],
    [{ holds: true }, 'a field is "holds"'],
    [{ hold: 'yes' }, 'hold is "yes"'],
    [{ foreign: { slots: -1 } }, 'foreign.slots is -1'],
    [{ foreign: {} }, 'foreign.slots is undefined'],
    [{ reset: true, limit: 1.5 }, 'limit is 1.5'],
    [null, 'the change is null'],
  ])('a wrong change %j is answered with what is wrong, and changes nothing', async (change, because) => {
    const { simulator } = virtualSimulator('breeze');
    // Something that a reset would forget.
    await simulator.handle(breezeSpeech(''), present());
    const before = simulator.journal();
    const reply = await simulator.handle(post('/__simulator/control', change), present());
    expect(reply.status).toBe(400);
    expect(reply.body).toContain(JSON.stringify(because).slice(1, -1));
    expect(simulator.journal()).toEqual(before);
  });

  test('Smallest has no plans to change', () => {
    const { simulator } = virtualSimulator('smallest');
    expect(() => simulator.control({ plan: 'pro' })).toThrow('Pass `limit` instead');
  });
});

describe('a voice that breaks', () => {
  const quick = { firstByteMs: 0, speed: Infinity };

  test.each([
    ['breeze', breezeSpeech(TEXT), 502, { ok: false, code: 'GENERATION_FAILED' }],
    ['smallest', smallestSpeech(TEXT), 500, { status: 'error', error_code: 'internal_server_error' }],
  ] as const)(
    'before the first byte is an error of %s, and frees the slot',
    async (provider, asked, status, body) => {
      const { simulator } = virtualSimulator(provider, quick, () => breakingAfter(0));
      const reply = await simulator.handle(asked, present());
      expect(reply.status).toBe(status);
      expect(jsonOf(reply)).toMatchObject(body);
      expect(simulator.journal()).toMatchObject({ slotsTaken: 0, counts: { failed: 1 } });
      expect(simulator.journal().entries[0]).toMatchObject({ outcome: 'failed', reason: 'out of breath' });
    },
  );

  test('after the first byte breaks the answer off, and frees the slot', async () => {
    const { simulator } = virtualSimulator('smallest', quick, () => breakingAfter(10_000));
    const reply = await simulator.handle(smallestSpeech(TEXT), present());
    expect(await failureOf(bytesOf(reply))).toMatchObject({ message: 'out of breath' });
    expect(simulator.journal()).toMatchObject({ slotsTaken: 0, counts: { failed: 1 } });
  });
});

describe('other origins', () => {
  test('may ask, with any header, and read the answers', async () => {
    const { simulator } = virtualSimulator('breeze');
    const origin = 'http://localhost:3000';
    const preflight = await simulator.handle(
      request('OPTIONS', '/v1/text-to-speech/code/stream', {
        origin,
        'access-control-request-method': 'POST',
        'access-control-request-headers': 'content-type,xi-api-key',
      }),
      present(),
    );
    expect(preflight).toMatchObject({
      status: 204,
      headers: {
        'access-control-allow-origin': origin,
        'access-control-allow-credentials': 'true',
        'access-control-allow-headers': 'content-type,xi-api-key',
        'access-control-allow-methods': 'GET, POST, OPTIONS',
      },
    });
    const voices = await simulator.handle(request('GET', '/v1/voices', { origin }), present());
    expect(voices.headers['access-control-allow-origin']).toBe(origin);
    expect(voices.headers['access-control-expose-headers']).toContain('history-item-id');
    expect(voices.headers['timing-allow-origin']).toBe('*');
  });
});

test('where headers are hidden, a page may ask and read the answer, and nothing more', async () => {
  const { simulator } = virtualSimulator('breeze', { hideHeaders: true });
  const { headers } = await simulator.handle(
    request('GET', '/v1/voices', { origin: 'http://a.test' }),
    present(),
  );
  expect(Object.keys(headers).toSorted()).toEqual([
    'access-control-allow-credentials',
    'access-control-allow-origin',
    'content-type',
    'vary',
  ]);
});

test('closing cuts off what waits and what runs, and leaves no timer', async () => {
  const { simulator, clock } = virtualSimulator('breeze', { plan: 'starter', limit: 1 });
  const answers = ['First.', 'Second.'].map((text) => simulator.handle(breezeSpeech(text), present()));
  simulator.control({ foreign: { slots: 1, forMs: 5000 } });
  simulator.close();
  simulator.close();
  const ends = await Promise.allSettled(answers);
  expect(ends.map((end) => end.status)).toEqual(['rejected', 'rejected']);
  expect(simulator.journal()).toMatchObject({ inFlight: 0, waiting: 0, counts: { aborted: 2 } });
  expect(clock.pendingTimers).toBe(0);
});

/** A voice that breaks. */
async function* breakingAfter(samples: number): AsyncIterable<Int16Array> {
  if (samples > 0) yield new Int16Array(samples);
  throw new Error('out of breath');
}
