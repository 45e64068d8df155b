import { describe, expect, test } from 'vitest';
import type { Answering } from '../support/fake-service.ts';
import { audioAnswer, LiveBody } from '../support/fake-service.ts';
import { setTabs } from '../support/cached-tabs.ts';

const audio =
  (...bytes: readonly number[]): Answering =>
  () =>
    new Response(Uint8Array.from(bytes), { headers: { 'content-type': 'audio/pcm' } });
const SAY = { voice: 'nova' };

describe('the mode of the cache', () => {
  test('reload asks anew, and keeps the new clip in place of the old one', async () => {
    const tabs = setTabs([audio(1, 0), audio(2, 0)]);
    const { speech, heard } = tabs.open();
    speech.say('One.', SAY);
    await tabs.settle();
    speech.say('One.', { ...SAY, cache: 'reload' });
    await tabs.settle();
    speech.say('One.', SAY);
    await tabs.settle();
    expect([heard(0), heard(1), heard(2)]).toEqual([
      [1, 0],
      [2, 0],
      [2, 0],
    ]);
    expect(tabs.clips.keys).toHaveLength(1);
    const other = tabs.open();
    other.speech.say('One.', SAY);
    await tabs.settle();
    expect(other.heard()).toEqual([2, 0]);
  });

  test('reload does not join a request that is under way', async () => {
    const body = new LiveBody();
    const tabs = setTabs([audioAnswer(body), audio(2, 0)]);
    const { speech, heard } = tabs.open();
    speech.say('One.', SAY);
    await tabs.settle();
    speech.say('One.', { ...SAY, cache: 'reload' });
    await tabs.settle();
    expect(heard(1)).toEqual([2, 0]);
    body.end();
  });

  test('only sends nothing, and fails with a typed error where there is nothing', async () => {
    const tabs = setTabs([audio(1, 0)]);
    const { speech, heard } = tabs.open();
    const missing = speech.say('One.', { ...SAY, cache: 'only' });
    const error = missing.finished.catch((reason: unknown) => reason);
    await tabs.settle();
    expect(await error).toMatchObject({ code: 'not-cached', retryable: false });
    expect(tabs.service.requests).toHaveLength(0);
    speech.say('One.', SAY);
    await tabs.settle();
    speech.say('One.', { ...SAY, cache: 'only' });
    const stored = tabs.open();
    stored.speech.say('One.', { ...SAY, cache: 'only' });
    await tabs.settle();
    expect([heard(2), stored.heard()]).toEqual([
      [1, 0],
      [1, 0],
    ]);
    expect(tabs.service.requests).toHaveLength(1);
    expect(stored.speech.cache.getState()).toMatchObject({ hits: 1, misses: 0 });
  });

  test('off neither looks nor keeps nor shares', async () => {
    const tabs = setTabs([audio(1, 0), audio(2, 0), audio(3, 0)]);
    const { speech, heard } = tabs.open({ cache: { mode: 'off' } });
    speech.say('One.', SAY);
    speech.say('One.', SAY);
    await tabs.settle();
    expect(tabs.clips.keys).toEqual([]);
    speech.say('One.', { ...SAY, cache: 'default' });
    await tabs.settle();
    expect([heard(0), heard(1), heard(2)]).toEqual([
      [1, 0],
      [2, 0],
      [3, 0],
    ]);
    expect(tabs.clips.keys).toHaveLength(1);
  });

  test('is checked at the door', () => {
    const { speech } = setTabs([]).open();
    // @ts-expect-error -- what untyped callers may pass
    expect(() => speech.say('One.', { ...SAY, cache: 'maybe' })).toThrow(
      /cache is "maybe".*one of "default"/,
    );
  });
});
