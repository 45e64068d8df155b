import { describe, expect, test } from 'vitest';
import type { Fault } from '../src/faults/fault.ts';
import { spoiled } from '../src/faults/spoil.ts';
import type { ProviderSimulator } from '../src/simulator/simulator.ts';
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

const QUICK = { firstByteMs: 0, speed: Infinity } as const;
const TEXT = 'One voice at a time.';

async function statuses(simulator: ProviderSimulator, count: number): Promise<readonly number[]> {
  const answers: number[] = [];
  for (let asked = 0; asked < count; asked += 1) {
    const reply = await simulator.handle(breezeSpeech(TEXT), present());
    if (typeof reply.body !== 'string') await bytesOf(reply);
    answers.push(reply.status);
  }
  return answers;
}

describe('which requests a fault meets', () => {
  test.each<[string, readonly Fault[], readonly number[]]>([
    ['all, if nothing else is said', [{ status: 500 }], [500, 500, 500, 500]],
    ['one, from which it is counted', [{ onRequest: 2, status: 500 }], [200, 500, 200, 200]],
    ['several from there on', [{ onRequest: 2, times: 2, status: 500 }], [200, 500, 500, 200]],
    ['the first few', [{ times: 2, status: 500 }], [500, 500, 200, 200]],
    [
      'the first fault that meets it, while each counts all',
      [
        { onRequest: 1, status: 500 },
        { times: 2, status: 502 },
      ],
      [500, 502, 200, 200],
    ],
  ])('%s', async (_name, faults, expected) => {
    const { simulator } = virtualSimulator('breeze', { ...QUICK, faults });
    expect(await statuses(simulator, 4)).toEqual(expected);
  });

  test('requests that are not for speech, where a path is named', async () => {
    const { simulator } = virtualSimulator('breeze', {
      ...QUICK,
      faults: [{ path: '/v1/entitlements', status: 503 }],
    });
    const ask = (path: string): Promise<number> =>
      simulator.handle(request('GET', path), present()).then((reply) => reply.status);
    expect([await ask('/v1/voices'), await ask('/v1/entitlements')]).toEqual([200, 503]);
    expect(await statuses(simulator, 1)).toEqual([200]);
  });

  test('faults that are set again count from then on; an empty list ends them', async () => {
    const { simulator } = virtualSimulator('breeze', { ...QUICK, faults: [{ onRequest: 3, status: 500 }] });
    await statuses(simulator, 1);
    simulator.control({ faults: [{ onRequest: 3, status: 500 }] });
    expect(await statuses(simulator, 3)).toEqual([200, 200, 500]);
    simulator.control({ faults: [{ status: 500 }] });
    simulator.control({ faults: [] });
    expect(await statuses(simulator, 1)).toEqual([200]);
  });

  test('a refusal by a fault is in the journal, and takes no slot', async () => {
    const { simulator } = virtualSimulator('breeze', { faults: [{ code: 'GENERATION_FAILED' }] });
    await simulator.handle(breezeSpeech(TEXT), present());
    expect(simulator.journal()).toMatchObject({ slotsTaken: 0, billedCharacters: 0, counts: { refused: 1 } });
    expect(simulator.journal().entries[0]).toMatchObject({ text: TEXT, reason: 'GENERATION_FAILED' });
  });
});

test('a foreign device that comes with the second request refuses it, and is gone after its time', async () => {
  const { simulator, clock } = virtualSimulator('breeze', {
    ...QUICK,
    faults: [{ onRequest: 2, foreign: { slots: 3, forMs: 800 } }],
  });
  expect(await statuses(simulator, 3)).toEqual([200, 429, 429]);
  await clock.advance(800);
  expect(await statuses(simulator, 1)).toEqual([200]);
});

test('a storm of capacity passes by itself, and ends at a word', async () => {
  const { simulator, clock } = virtualSimulator('breeze', QUICK);
  simulator.control({ overloaded: { forMs: 500 } });
  expect(await statuses(simulator, 1)).toEqual([503]);
  await clock.advance(500);
  expect(await statuses(simulator, 1)).toEqual([200]);
  simulator.control({ overloaded: true });
  await clock.advance(1_000_000);
  expect(await statuses(simulator, 1)).toEqual([503]);
  simulator.control({ overloaded: false });
  expect(await statuses(simulator, 1)).toEqual([200]);
});

test('a slow first byte is as slow as it is told to be, and only for whom it meets', async () => {
  const { simulator, clock } = virtualSimulator('breeze', { faults: [{ onRequest: 1, firstByteMs: 5000 }] });
  const slow = simulator.handle(breezeSpeech(TEXT), present());
  const usual = simulator.handle(breezeSpeech(TEXT), present());
  await clock.advance(5000);
  await Promise.all([slow, usual]);
  expect(simulator.journal().entries.map(({ firstByteAtMs }) => firstByteAtMs)).toEqual([5000, 200]);
});

test('an account out of credit refuses, and says so before the limit is looked at', async () => {
  const { simulator } = virtualSimulator('breeze', { ...QUICK, creditCharacters: 30 });
  expect(await statuses(simulator, 2)).toEqual([200, 402]);
  const balance = await simulator.handle(request('GET', '/v1/balance'), present());
  expect(jsonOf(balance)).toEqual({ balance: 1, balance_millicredits: 1000, topups: [] });
  simulator.control({ creditCharacters: null });
  expect(await statuses(simulator, 1)).toEqual([200]);
});

test('a rate window refuses with a code of its own', async () => {
  const { simulator, clock } = virtualSimulator('breeze', { ...QUICK, rate: { requests: 1, perMs: 1000 } });
  await statuses(simulator, 1);
  const reply = await simulator.handle(breezeSpeech(TEXT), present());
  expect([reply.status, jsonOf(reply)]).toEqual([429, expect.objectContaining({ code: 'RATE_LIMITED' })]);
  await clock.advance(1000);
  expect(await statuses(simulator, 1)).toEqual([200]);
});

test('whoever waits too long in the queue gets 503, and is not billed', async () => {
  const { simulator, clock } = virtualSimulator('breeze', { plan: 'starter', queueWaitMs: 700 });
  simulator.control({ foreign: { slots: 6 } });
  const answer = simulator.handle(breezeSpeech(TEXT), present());
  await clock.advance(700);
  const reply = await answer;
  expect([reply.status, jsonOf(reply)]).toEqual([503, expect.objectContaining({ code: 'DISPATCH_TIMEOUT' })]);
  expect(simulator.journal()).toMatchObject({ waiting: 0, billedCharacters: 0, counts: { refused: 1 } });
});

describe('a fault in the body', () => {
  test('stall: the bytes before it, then nothing, and the slot is taken until the client leaves', async () => {
    const { simulator, clock } = virtualSimulator('smallest', {
      ...QUICK,
      releaseLagMs: 0,
      faults: [{ body: 'stall', afterBytes: 2000 }],
    });
    const client = new AbortController();
    const { body } = await simulator.handle(smallestSpeech(TEXT), client.signal);
    if (typeof body === 'string') throw new Error(body);
    let received = 0;
    const reading = (async () => {
      for await (const piece of body) received += piece.length;
    })();
    const failure = failureOf(reading);
    await clock.advance(3_600_000);
    expect(received).toBe(2000);
    expect(simulator.journal()).toMatchObject({ inFlight: 1 });
    client.abort();
    expect(await failure).toMatchObject({ name: 'AbortError' });
    expect(simulator.journal()).toMatchObject({ slotsTaken: 0, counts: { aborted: 1 } });
  });

  test.each(['cut', 'end', 'error'] as const)(
    '%s: the provider has failed, and its slot is free',
    async (body) => {
      const { simulator } = virtualSimulator('smallest', { ...QUICK, faults: [{ body, afterBytes: 1000 }] });
      const reply = await simulator.handle(smallestSpeech(TEXT), present());
      await bytesOf(reply).catch(() => null);
      expect(simulator.journal()).toMatchObject({ slotsTaken: 0, counts: { failed: 1 } });
      expect(simulator.journal().entries[0]).toMatchObject({ reason: `fault: ${body}` });
    },
  );

  test('malformed: an event that is no JSON, and all the others', async () => {
    const whole = await eventsOf({});
    const broken = await eventsOf({ body: 'malformed', afterBytes: 1 });
    expect(broken.toSpliced(1, 1)).toEqual(whole);
    expect(() => JSON.parse(/^data: (.*)$/m.exec(broken[1] ?? '')?.[1] ?? '""') as unknown).toThrow(
      SyntaxError,
    );
  });

  test('error: an event that says so, and no end', async () => {
    const events = await eventsOf({ body: 'error' });
    expect(events).toHaveLength(1);
    expect(events[0]).toContain('"status":"error"');
  });

  test('malformed at a provider without frames is half a sample too much', async () => {
    const { simulator } = virtualSimulator('breeze', {
      ...QUICK,
      faults: [{ body: 'malformed', afterBytes: 100 }],
    });
    const reply = await simulator.handle(breezeSpeech(TEXT), present());
    expect((await bytesOf(reply)).length % 2).toBe(1);
  });

  test('endless: sound goes on for as long as somebody reads', async () => {
    const { simulator } = virtualSimulator('breeze', { ...QUICK, faults: [{ body: 'endless' }] });
    const { body } = await simulator.handle(breezeSpeech('A.'), present());
    if (typeof body === 'string') throw new Error(body);
    let received = 0;
    for await (const piece of body) {
      received += piece.length;
      if (received > 1_000_000) break;
    }
    expect(received).toBeGreaterThan(1_000_000);
    expect(simulator.journal()).toMatchObject({ inFlight: 0, counts: { aborted: 1 } });
  });

  test.each([0, 1, 5, 6, 9, 100])(
    'that ends a body does so after %i bytes of it; one that adds to it, between its pieces',
    async (afterBytes) => {
      const bytes = [0, 1, 2, 3, 4, 5, 6, 7, 8];
      async function* pieces(): AsyncGenerator<Uint8Array> {
        yield Uint8Array.from(bytes.slice(0, 5));
        yield Uint8Array.from(bytes.slice(5));
      }
      const read = async (fault: 'end' | 'malformed'): Promise<number[]> => {
        const parts = {
          afterBytes,
          malformed: new Uint8Array([99]),
          errorInStream: null,
          stalled: () => Promise.reject(new Error('not asked for')),
          failed: () => undefined,
        };
        const received: number[] = [];
        for await (const piece of spoiled(pieces(), fault, parts)) received.push(...piece);
        return received;
      };
      expect(await read('end')).toEqual(bytes.slice(0, afterBytes));
      const before = afterBytes === 0 ? 0 : afterBytes <= 5 ? 5 : 9;
      expect(await read('malformed')).toEqual([...bytes.slice(0, before), 99, ...bytes.slice(before)]);
    },
  );
});

test('each generation of events carries the same sound', async () => {
  for (const framing of ['previous', 'chunk', 'nested'] as const) {
    const audio = audioIn(await eventsOf({}, framing));
    expect(audio).toBe(audioIn(await eventsOf({}, 'current')));
  }
});

describe('a wrong fault', () => {
  test.each<[unknown, string]>([
    [{}, 'faults is an object'],
    [[5], 'a fault is 5'],
    [[{ onRequest: 0 }], 'onRequest is 0'],
    [[{ status: 200 }], 'status is 200'],
    [[{ body: 'explode' }], 'body is "explode"'],
    [[{ path: 'v1' }], 'path is "v1"'],
    [[{ foreign: { slots: -1 } }], 'foreign.slots is -1'],
    [[{ retryAfterAs: 'hours' }], 'retryAfterAs is "hours"'],
    [[{ afterByte: 1 }], 'a field of a fault is "afterByte"'],
    [Array.from({ length: 101 }, () => ({})), 'faults is an array'],
  ])('%j is named, and changes nothing', async (faults, because) => {
    const { simulator } = virtualSimulator('breeze', QUICK);
    const reply = await simulator.handle(post('/__simulator/control', { faults }), present());
    expect(reply.status).toBe(400);
    expect(reply.body).toContain(JSON.stringify(because).slice(1, -1));
    expect(await statuses(simulator, 1)).toEqual([200]);
  });

  test.each([
    ['fault.statu=500', 'fault.statu'],
    ['fault.status=five', 'status is \\"five\\"'],
    ['fault.foreign.slots=x', 'foreign.slots is \\"x\\"'],
  ])('in a URL (%s) is named', async (query, because) => {
    const { simulator } = virtualSimulator('breeze');
    const asked = post(`/v1/text-to-speech/code/stream?output_format=pcm&${query}`, { text: TEXT });
    const reply = await simulator.handle(asked, present());
    expect([reply.status, reply.body]).toEqual([400, expect.stringContaining(because)]);
  });
});

/** The events of an answer of Smallest. */
async function eventsOf(
  fault: Fault,
  framing: 'current' | 'previous' | 'chunk' | 'nested' = 'current',
): Promise<readonly string[]> {
  const { simulator } = virtualSimulator('smallest', { ...QUICK, framing, faults: [fault] });
  const reply = await simulator.handle(smallestSpeech(TEXT), present());
  return Buffer.from(await bytesOf(reply))
    .toString('utf8')
    .split(/(?<=\n\n)/);
}

function audioIn(events: readonly string[]): string {
  const longest = events.flatMap((event) =>
    [...event.matchAll(/[A-Za-z0-9+/=]{100,}/g)].map(([audio]) => audio),
  );
  return Buffer.concat(longest.map((audio) => Buffer.from(audio, 'base64'))).toString('base64');
}
