import { describe, expect, test } from 'vitest';
import { SpeechEventHub } from '../../src/speech/events.ts';
import type { SpeechEventName } from '../../src/speech/event-types.ts';
import { catchUncaught, untilReported } from '../support/uncaught.ts';
import { untyped } from '../support/untyped.ts';
import { setTabs, type CachedTab } from './support/cached-tabs.ts';
import { errorAnswer, type Answering } from './support/fake-service.ts';

const SAY = { voice: 'nova' };
const ALL: readonly SpeechEventName[] = [
  'queued',
  'started',
  'refused',
  'retried',
  'first-byte',
  'cached',
  'first-sound',
  'finished',
];
const audio: Answering = () => new Response(Uint8Array.of(1, 0));
const busy = errorAnswer(429, { code: 'GENERATION_CONCURRENCY_EXCEEDED', detail: 'Full.' });
const ABOUT = { utterance: 'utterance-1', atMs: expect.any(Number), provider: 'breeze', voice: 'nova' };
const PART = { ...ABOUT, part: 0, lane: 'normal', characters: 4 };

function listen({ speech }: CachedTab, withText = false): [SpeechEventName, unknown][] {
  const told: [SpeechEventName, unknown][] = [];
  for (const name of ALL) speech.on(name, (event) => void told.push([name, event]), { withText });
  return told;
}

describe('what is told of a text', () => {
  test('is its way from the queue to its end, as plain data without the text', async () => {
    const tabs = setTabs([audio]);
    const tab = tabs.open();
    const told = listen(tab);
    tab.speech.say('One.', SAY);
    await tabs.settle();
    tab.player.tracks[0]?.become({ state: 'playing' });
    tab.player.tracks[0]?.become({ state: 'ended' });
    await tabs.settle();
    const ms = expect.any(Number);
    expect(told).toEqual([
      ['queued', PART],
      ['started', { ...PART, attempt: 1, waitedMs: ms }],
      ['first-byte', { ...PART, attempt: 1, afterMs: ms }],
      ['first-sound', { ...ABOUT, afterMs: ms }],
      ['finished', { ...ABOUT, outcome: 'done', durationMs: ms, attempts: 1, mayBeBilledAgain: 0 }],
    ]);
    expect(structuredClone(told)).toEqual(told);
    expect(JSON.stringify(told)).not.toContain('One.');
  });

  test('has refusals with their reason, and the tries after them', async () => {
    const tabs = setTabs([busy, audio]);
    const tab = tabs.open();
    const told = listen(tab);
    tab.speech.say('One.', SAY);
    await tabs.clock.advance(60_000);
    expect(told.slice(1, 4)).toEqual([
      ['started', expect.objectContaining({ attempt: 1 })],
      ['refused', { ...PART, attempt: 1, code: 'busy', status: 429, willRetry: true }],
      ['retried', expect.objectContaining({ attempt: 2 })],
    ]);
    expect(told[4]).toEqual(['first-byte', expect.objectContaining({ attempt: 2 })]);
  });

  test('has a refusal that is final', async () => {
    const tabs = setTabs([errorAnswer(404, { code: 'RESOURCE_NOT_FOUND' })]);
    const tab = tabs.open();
    const told = listen(tab);
    tab.speech.say('One.', SAY);
    await tabs.settle();
    expect(told.slice(2)).toEqual([
      ['refused', { ...PART, attempt: 1, code: 'invalid', status: 404, willRetry: false }],
      ['finished', expect.objectContaining({ outcome: 'failed', code: 'invalid', attempts: 1 })],
    ]);
  });

  test('says what came without a request, and what that saved', async () => {
    const tabs = setTabs([audio]);
    const [tab, other] = [tabs.open(), tabs.open()];
    tab.speech.say('One.', SAY);
    await tabs.settle();
    const told = [listen(tab), listen(other)];
    tab.speech.say('One.', SAY);
    other.speech.say('One.', SAY);
    await tabs.settle();
    expect(told.map((events) => events.map(([name]) => name))).toEqual([
      ['queued', 'cached'],
      ['queued', 'cached'],
    ]);
    expect(told.map((events) => events[1]?.[1])).toEqual([
      expect.objectContaining({ origin: 'memory', savedCharacters: 4 }),
      expect.objectContaining({ origin: 'storage', savedCharacters: 4 }),
    ]);
    expect(tab.speech.getState().utterances.at(-1)?.getState()).toMatchObject({ attempts: 0 });
  });

  test('has a cancelled text as cancelled', async () => {
    const tabs = setTabs([audio]);
    const tab = tabs.open();
    const told = listen(tab);
    tab.speech.say('One.', SAY).cancel();
    await tabs.settle();
    expect(told.at(-1)).toEqual(['finished', expect.objectContaining({ outcome: 'cancelled', attempts: 0 })]);
  });

  test('has the text for those who asked for it', async () => {
    const tabs = setTabs([audio]);
    const tab = tabs.open();
    const told = listen(tab, true);
    const without = listen(tab);
    tab.speech.say('One.', SAY);
    await tabs.settle();
    expect(told[0]).toEqual(['queued', { ...PART, text: 'One.' }]);
    expect(without[0]).toEqual(['queued', PART]);
  });
});

describe('a listener', () => {
  test('hears nothing after its undo, which works twice', () => {
    const hub = new SpeechEventHub();
    const heard: number[] = [];
    const undo = hub.on('queued', () => void heard.push(1));
    hub.on('queued', () => void heard.push(2));
    undo();
    undo();
    hub.tell('queued', '', () => untyped({}));
    expect(heard).toEqual([2]);
  });

  test('that begins or ends within a call is not told of it', () => {
    const hub = new SpeechEventHub();
    const heard: string[] = [];
    const again = (): void => {
      heard.push('again');
      undo();
      hub.on('queued', again);
    };
    hub.on('queued', again);
    const undo = hub.on('queued', () => void heard.push('ended'));
    hub.tell('queued', '', () => untyped({}));
    expect(heard).toEqual(['again']);
  });

  test('that throws harms nobody, and is reported', async () => {
    const reported = catchUncaught();
    const hub = new SpeechEventHub();
    const heard: number[] = [];
    hub.on('queued', () => {
      throw new Error('mine');
    });
    hub.on('queued', () => void heard.push(2));
    hub.tell('queued', '', () => untyped({}));
    expect(heard).toEqual([2]);
    await untilReported();
    expect(reported).toEqual([expect.objectContaining({ message: 'mine' })]);
  });

  test('costs nothing while there is none: no event is made', () => {
    const hub = new SpeechEventHub();
    hub.on('queued', () => {});
    hub.tell('started', '', () => {
      throw new Error('It was made.');
    });
    expect(hub.isHeard('started')).toBe(false);
  });

  test.each([
    ['an event that there is not', 'heard', () => {}, /event is "heard".*one of "queued"/],
    ['something else than a function', 'queued', 'call me', /listener is "call me".*a function/],
  ])('is refused for %s', (_what, name, listener, message) => {
    expect(() => new SpeechEventHub().on(untyped(name), untyped(listener))).toThrow(message);
  });
});
