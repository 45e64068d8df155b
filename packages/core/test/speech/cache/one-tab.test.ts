import { describe, expect, test } from 'vitest';
import type { Answering } from '../support/fake-service.ts';
import { audioAnswer, errorAnswer, LiveBody } from '../support/fake-service.ts';
import { setTabs } from '../support/cached-tabs.ts';

const audio =
  (...bytes: readonly number[]): Answering =>
  () =>
    new Response(Uint8Array.from(bytes), { headers: { 'content-type': 'audio/pcm' } });
const busy = errorAnswer(429, { code: 'GENERATION_CONCURRENCY_EXCEEDED', detail: 'Full.' });
const SAY = { voice: 'nova' };

describe('a text that is said again', () => {
  test('is heard without a request, whole, from what this tab has at hand', async () => {
    const tabs = setTabs([audio(1, 0, 2, 0)]);
    const { speech, heard, player } = tabs.open({ cache: { persist: false } });
    speech.say('One.', SAY);
    await tabs.settle();
    speech.say('One.', SAY);
    await tabs.settle();
    expect(tabs.service.requests).toHaveLength(1);
    expect([heard(0), heard(1)]).toEqual([
      [1, 0, 2, 0],
      [1, 0, 2, 0],
    ]);
    expect(player.tracks[1]?.isFinished).toBe(true);
    expect(speech.cache.getState()).toEqual({
      hits: 1,
      shared: 0,
      misses: 1,
      savedRequests: 1,
      savedCharacters: 4,
    });
  });

  test('where it failed is asked for anew, and does not fail with the one before', async () => {
    const tabs = setTabs([errorAnswer(500, {}), audio(1, 0)]);
    const { speech, heard } = tabs.open();
    const say = (): Promise<void> => speech.say('One.', { ...SAY, retry: { attempts: 1 } }).finished;
    say().catch(say);
    await tabs.clock.advance(10_000);
    expect(tabs.service.requests).toHaveLength(2);
    expect(heard(1)).toEqual([1, 0]);
  });

  test('in another voice is asked for', async () => {
    const tabs = setTabs([audio(1, 0), audio(2, 0)]);
    const { speech, heard } = tabs.open();
    speech.say('One.', SAY);
    speech.say('One.', { voice: 'other' });
    await tabs.settle();
    expect([heard(0), heard(1)]).toEqual([
      [1, 0],
      [2, 0],
    ]);
  });

  test('while it is being asked for is heard along from the first byte, over one request', async () => {
    const body = new LiveBody();
    const tabs = setTabs([audioAnswer(body)]);
    const { speech, heard, player } = tabs.open();
    speech.say('One.', SAY);
    await tabs.settle();
    body.write(1, 0);
    await tabs.settle();
    speech.say('One.', SAY);
    await tabs.settle();
    expect(heard(1)).toEqual([1, 0]);
    body.write(2, 0);
    await tabs.settle();
    expect(heard(1)).toEqual([1, 0, 2, 0]);
    expect(player.tracks[1]?.isFinished).toBe(false);
    body.end();
    await tabs.settle();
    expect([heard(0), heard(1)]).toEqual([
      [1, 0, 2, 0],
      [1, 0, 2, 0],
    ]);
    expect(player.tracks[1]?.isFinished).toBe(true);
    expect(speech.cache.getState()).toMatchObject({ shared: 1, misses: 1 });
  });

  test('goes on when the one who said it first cancels; the request ends with the last of them', async () => {
    const body = new LiveBody();
    const tabs = setTabs([audioAnswer(body)]);
    const { speech, heard } = tabs.open();
    const first = speech.say('One.', SAY);
    const second = speech.say('One.', SAY);
    await tabs.settle();
    first.cancel();
    await tabs.settle();
    expect(tabs.service.requests[0]?.signal.aborted).toBe(false);
    body.write(1, 0);
    await tabs.settle();
    expect([heard(0), heard(1)]).toEqual([[], [1, 0]]);
    second.cancel();
    await tabs.settle();
    expect(tabs.service.requests[0]?.signal.aborted).toBe(true);
    expect(tabs.clips.keys).toEqual([]);
  });

  test('in a lane that goes first takes its request along', async () => {
    const body = new LiveBody();
    const tabs = setTabs([audioAnswer(body), audio(2, 0), audio(3, 0)]);
    const { speech } = tabs.open({ limit: 1 });
    speech.say('One.', SAY);
    await tabs.settle();
    speech.say('Late.', { ...SAY, lane: 'background' });
    speech.say('Two.', SAY);
    speech.say('Late.', { ...SAY, lane: 'interactive' });
    body.end();
    await tabs.settle();
    await tabs.settle();
    expect(tabs.service.requests.map(({ body: sent }) => sent)).toEqual([
      '{"text":"One."}',
      '{"text":"Late."}',
      '{"text":"Two."}',
    ]);
  });
});

describe('only whole, unspoiled clips are kept', () => {
  test.each<[string, (body: LiveBody) => void]>([
    ['broke off', (body) => body.breakOff()],
    ['ended within a sample', (body) => body.end()],
  ])('not one that %s', async (_what, end) => {
    const body = new LiveBody();
    const tabs = setTabs([audioAnswer(body), audio(5, 0)]);
    const { speech, heard } = tabs.open();
    const first = speech.say('One.', SAY);
    first.finished.catch(() => undefined);
    await tabs.settle();
    body.write(1, 0, 2);
    await tabs.settle();
    end(body);
    await tabs.settle();
    first.cancel();
    expect(tabs.clips.keys).toEqual([]);
    speech.say('One.', SAY);
    await tabs.settle();
    expect(heard(1)).toEqual([5, 0]);
  });

  test('not one that was refused, but the one that comes when it is asked for again', async () => {
    const tabs = setTabs([busy, audio(1, 0)]);
    const { speech, heard } = tabs.open();
    const first = speech.say('One.', SAY);
    const second = speech.say('One.', SAY);
    second.subscribe(() => undefined);
    await tabs.settle();
    expect(second.getState()).toMatchObject({ phase: 'queued', retry: { reason: { code: 'busy' } } });
    await tabs.clock.advance(60_000);
    expect([heard(0), heard(1)]).toEqual([
      [1, 0],
      [1, 0],
    ]);
    expect(tabs.service.requests).toHaveLength(2);
    expect(tabs.clips.keys).toHaveLength(1);
    first.cancel();
  });

  test('a failure is everybody\u2019s who waited for it', async () => {
    const tabs = setTabs([errorAnswer(404, { code: 'RESOURCE_NOT_FOUND' }), audio(1, 0)]);
    const { speech } = tabs.open();
    const said = [speech.say('One.', SAY), speech.say('One.', SAY)];
    const errors = said.map(({ finished }) => finished.catch((error: unknown) => error));
    await tabs.settle();
    expect(await Promise.all(errors)).toMatchObject([{ code: 'invalid' }, { code: 'invalid' }]);
    expect(tabs.service.requests).toHaveLength(1);
    expect(tabs.clips.keys).toEqual([]);
  });
});

describe('what is kept', () => {
  test('is counted, and cleared for all tabs', async () => {
    const tabs = setTabs([audio(1, 0), audio(2, 0), audio(3, 0)]);
    const [first, second] = [tabs.open(), tabs.open()];
    first.speech.say('One.', SAY);
    await tabs.settle();
    second.speech.say('One.', SAY);
    await tabs.settle();
    expect(await second.speech.cache.stats()).toEqual({
      clips: 1,
      bytes: 2,
      isStored: true,
      hits: 1,
      shared: 0,
      misses: 0,
      savedRequests: 1,
      savedCharacters: 4,
    });
    await first.speech.cache.clear();
    expect(tabs.clips.keys).toEqual([]);
    expect(await second.speech.cache.stats()).toMatchObject({ clips: 0, bytes: 0 });
    first.speech.say('One.', SAY);
    await tabs.settle();
    expect(first.heard(1)).toEqual([2, 0]);
  });

  test('is not what was asked for before it was cleared', async () => {
    const body = new LiveBody();
    const tabs = setTabs([audioAnswer(body), audio(2, 0)]);
    const [first, second] = [tabs.open(), tabs.open()];
    first.speech.say('One.', SAY);
    await tabs.settle();
    await second.speech.cache.clear();
    body.write(1, 0);
    body.end();
    await tabs.settle();
    expect(tabs.clips.keys).toEqual([]);
    expect(first.heard()).toEqual([1, 0]);
    first.speech.say('One.', SAY);
    await tabs.settle();
    expect(first.heard(1)).toEqual([2, 0]);
  });

  test('is apart for each account, whose clips are cleared alone', async () => {
    const tabs = setTabs([audio(1, 0), audio(2, 0)]);
    const ours = tabs.open();
    const theirs = tabs.open({ provider: { account: 'theirs' } });
    ours.speech.say('One.', SAY);
    await tabs.settle();
    theirs.speech.say('One.', SAY);
    await tabs.settle();
    expect(theirs.heard()).toEqual([2, 0]);
    await ours.speech.cache.clear();
    expect(await theirs.speech.cache.stats()).toMatchObject({ clips: 1, bytes: 2 });
    expect(tabs.clips.keys).toHaveLength(1);
  });

  test('is gone after 30 days', async () => {
    const tabs = setTabs([audio(1, 0), audio(2, 0)]);
    const { speech, heard } = tabs.open();
    speech.say('One.', SAY);
    await tabs.settle();
    await tabs.clock.advance(30 * 86_400_000);
    speech.say('One.', SAY);
    await tabs.settle();
    expect(heard(1)).toEqual([2, 0]);
  });

  test.each<[string, Parameters<ReturnType<typeof setTabs>['open']>[0]]>([
    ['persist is false', { cache: { persist: false } }],
    ['the browser has no cryptography to hide texts with', { digest: 'none' }],
  ])('is nothing but in memory where %s', async (_what, options) => {
    const tabs = setTabs([audio(1, 0), audio(2, 0)]);
    const [first, second] = [tabs.open(options), tabs.open(options)];
    first.speech.say('One.', SAY);
    await tabs.settle();
    first.speech.say('One.', SAY);
    await tabs.settle();
    expect(first.heard(1)).toEqual([1, 0]);
    expect(tabs.clips.keys).toEqual([]);
    expect(await first.speech.cache.stats()).toMatchObject({ clips: 1, bytes: 2, isStored: false });
    second.speech.say('One.', SAY);
    await tabs.settle();
    expect(second.heard()).toEqual([2, 0]);
  });

  test.each(['full', 'blocked'] as const)(
    'is nothing where storage is %s, and everything is heard',
    async (service) => {
      const tabs = setTabs([audio(1, 0), audio(2, 0)]);
      tabs.clips.service = service;
      const [first, second] = [tabs.open(), tabs.open()];
      first.speech.say('One.', SAY);
      await tabs.settle();
      second.speech.say('One.', SAY);
      await tabs.settle();
      expect([first.heard(), second.heard()]).toEqual([
        [1, 0],
        [2, 0],
      ]);
    },
  );

  test('is not waited for longer than 5 seconds, where storage hangs', async () => {
    const tabs = setTabs([audio(1, 0)]);
    tabs.clips.service = 'hangs';
    const { speech, heard } = tabs.open();
    const only = speech.say('Two.', { ...SAY, cache: 'only' });
    speech.say('One.', SAY);
    await tabs.clock.advance(4800);
    expect(tabs.service.requests).toHaveLength(0);
    await tabs.clock.advance(300);
    expect(heard(1)).toEqual([1, 0]);
    expect(only.getState()).toMatchObject({ phase: 'failed', error: { code: 'not-cached' } });
  });

  test('is never named by its text', async () => {
    const tabs = setTabs([audio(1, 0)]);
    const { speech } = tabs.open({ provider: { account: 'secret-account' } });
    speech.say('A secret text.', SAY);
    await tabs.settle();
    expect(tabs.clips.keys).toHaveLength(1);
    expect(tabs.clips.keys.join()).not.toMatch(/secret/);
  });
});
