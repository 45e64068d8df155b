import { describe, expect, test } from 'vitest';
import { untyped } from '../support/untyped.ts';
import { setTabs } from './support/cached-tabs.ts';
import { audioAnswer, errorAnswer, LiveBody, type Answering } from './support/fake-service.ts';

const SAY = { voice: 'nova' };
const audio: Answering = () => new Response(Uint8Array.of(1, 0));
const many = Array.from({ length: 20 }, () => audio);
const LONG = Array.from({ length: 40 }, (_, number) => `This is sentence number ${number}.`).join(' ');

describe('a text that is prepared', () => {
  test('is said without a request, in another tab too, and nothing is heard before', async () => {
    const tabs = setTabs(many);
    const [tab, other] = [tabs.open(), tabs.open()];
    const preparation = tab.speech.prepare(LONG, SAY);
    await tabs.clock.advance(5000);
    await preparation.finished;
    const requests = tabs.service.requests.length;
    expect(requests).toBeGreaterThan(1);
    expect(tab.player.tracks).toEqual([]);
    expect(preparation.getState()).toEqual({
      state: 'done',
      progress: 1,
      segments: { ready: requests, count: requests },
    });
    tab.speech.say(LONG, { ...SAY, lookAheadSeconds: 1000 });
    other.speech.say(LONG, { ...SAY, lookAheadSeconds: 1000 });
    await tabs.clock.advance(5000);
    expect([tab, other].map(({ player }) => player.tracks[0]?.isFinished)).toEqual([true, true]);
    expect(tabs.service.requests).toHaveLength(requests);
  });

  test('waits in lane background, and goes with what is said if that is the same', async () => {
    const body = new LiveBody();
    const tabs = setTabs([audioAnswer(body), audio, audio, audio]);
    const { speech } = tabs.open({ limit: 1 });
    speech.say('First.', SAY);
    await tabs.settle();
    speech.prepare([{ text: 'Two.' }, { text: 'Three.' }], SAY);
    speech.say('Four.', SAY);
    speech.say('Three.', SAY);
    body.write(1, 0);
    body.end();
    await tabs.clock.advance(5000);
    expect(tabs.service.requests.map((request) => JSON.parse(request.body ?? '').text)).toEqual([
      'First.',
      'Four.',
      'Three.',
      'Two.',
    ]);
  });

  test('tells how far it is, and can be cancelled: what is there stays', async () => {
    const body = new LiveBody();
    const tabs = setTabs([audio, audioAnswer(body)]);
    const { speech } = tabs.open({ limit: 1 });
    const preparation = speech.prepare([{ text: 'One.' }, { text: 'Twelve more.' }], SAY);
    const shown: number[] = [];
    preparation.subscribe(({ progress }) => void shown.push(progress));
    await tabs.settle();
    expect(preparation.getState()).toEqual({
      state: 'running',
      progress: 0.25,
      segments: { ready: 1, count: 2 },
    });
    preparation.cancel();
    preparation.cancel();
    await tabs.settle();
    await expect(preparation.finished).rejects.toMatchObject({ code: 'cancelled' });
    expect(preparation.getState().state).toBe('cancelled');
    expect(tabs.service.requests[1]?.signal.aborted).toBe(true);
    expect(tabs.clips.keys).toHaveLength(1);
    expect(shown).toEqual([0.25, 0.25]);
  });

  test('is a WAVE file of its parts in their order, without another request and without a saving', async () => {
    const tabs = setTabs([audio, () => new Response(Uint8Array.of(2, 0, 3, 0)), audio]);
    const { speech } = tabs.open();
    const preparation = speech.prepare([{ text: 'One.' }, { text: 'Two.' }, { text: 'Three.' }], SAY);
    await tabs.settle();
    const wave = await preparation.toWav();
    expect(String.fromCharCode(...wave.subarray(0, 4))).toBe('RIFF');
    expect([...wave.subarray(44)]).toEqual([1, 0, 2, 0, 3, 0, 1, 0]);
    expect(tabs.service.requests).toHaveLength(3);
    expect(speech.cache.getState()).toMatchObject({ hits: 0, misses: 3, savedCharacters: 0 });
  });

  test('is no WAVE file when it has failed', async () => {
    const tabs = setTabs([errorAnswer(404, { code: 'RESOURCE_NOT_FOUND' })]);
    const preparation = tabs.open().speech.prepare('One.', SAY);
    await tabs.settle();
    await expect(preparation.toWav()).rejects.toMatchObject({ code: 'invalid' });
  });

  test('fails with the first part that fails, and asks for no more', async () => {
    const tabs = setTabs([errorAnswer(404, { code: 'RESOURCE_NOT_FOUND' }), audio]);
    const { speech } = tabs.open({ limit: 1 });
    const preparation = speech.prepare([{ text: 'One.' }, { text: 'Two.' }], SAY);
    await tabs.settle();
    await expect(preparation.finished).rejects.toMatchObject({ code: 'invalid' });
    expect(preparation.getState()).toMatchObject({ state: 'failed', error: { code: 'invalid' } });
    expect(tabs.service.requests).toHaveLength(1);
  });

  test('ends with its signal, and with the client', async () => {
    const tabs = setTabs([() => new Promise(() => {}), () => new Promise(() => {})]);
    const { speech } = tabs.open();
    const controller = new AbortController();
    const ended = [
      speech.prepare('One.', { ...SAY, signal: controller.signal }),
      speech.prepare('Two.', SAY),
      speech.prepare('Never.', { ...SAY, signal: AbortSignal.abort() }),
    ];
    await tabs.settle();
    controller.abort();
    speech.close();
    for (const { finished } of ended) await expect(finished).rejects.toMatchObject({ code: 'cancelled' });
    expect(() => speech.prepare('Three.', SAY)).toThrow(expect.objectContaining({ code: 'closed' }));
  });

  test.each([
    ['a live text', { async *[Symbol.asyncIterator]() {} }, {}, /a text that is there/],
    ['a cache that keeps nothing', 'One.', { cache: 'off' }, /cache is "off".*"default" or "reload"/],
    ['an empty text', ' ', {}, /text is " "/],
  ])('is refused at the door if it is %s', (_what, text, options, message) => {
    const { speech } = setTabs([]).open();
    expect(() => speech.prepare(untyped(text), untyped({ ...SAY, ...options }))).toThrow(message);
  });
});
