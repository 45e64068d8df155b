import { beforeEach, expect, test } from 'vitest';
import { createSpeechScope, type SpeechScope } from '../../src/speech/scope.ts';
import { catchUncaught, untilReported } from '../support/uncaught.ts';
import { untyped } from '../support/untyped.ts';
import { FakeService } from './support/fake-service.ts';
import { settle } from './support/settle.ts';
import { setStage, type Stage } from './support/stage.ts';

const NOVA = { voice: 'nova' };

let stage: Stage;
let scope: SpeechScope;
beforeEach(() => {
  stage = setStage(new FakeService());
  scope = createSpeechScope(() => stage.speech);
});

test('before anything is said it is idle, and afterwards it is the text said last', () => {
  expect(scope.getState()).toEqual({ phase: 'idle', progress: 0, segment: null });
  scope.say('One.', NOVA);
  const two = scope.say('Two.', NOVA);
  expect(scope.getState()).toBe(two.getState());
  expect(scope.utterance).toBe(two);
  expect(scope.getInitialState()).toEqual({ phase: 'idle', progress: 0, segment: null });
});

test('a listener hears of the next text and of its changes, and of nothing after its undo', async () => {
  const heard: string[] = [];
  const stop = scope.subscribe((now, before) => heard.push(`${before.phase} -> ${now.phase}`));
  scope.say('One.', NOVA);
  stage.track().become({ state: 'failed' });
  await settle();
  expect(heard).toEqual(['idle -> queued', 'queued -> failed']);
  scope.say('Two.', NOVA);
  stop();
  stop();
  scope.cancel();
  expect(heard).toEqual(['idle -> queued', 'queued -> failed', 'failed -> queued']);
  expect(stage.job(1).observers).toBe(0);
});

test('a listener that throws is reported, and what was said is said', async () => {
  const reported = catchUncaught();
  scope.subscribe(() => {
    throw new Error('mine');
  });
  expect(scope.say('One.', NOVA)).toBe(scope.utterance);
  await untilReported();
  expect(reported).toEqual([expect.objectContaining({ message: 'mine' })]);
});

test('texts queue unless told otherwise', () => {
  scope.say('One.', NOVA);
  scope.say('Two.', NOVA);
  expect(texts()).toEqual(['One.', 'Two.']);
});

test('a text that replaces cancels what the same scope has said, and nothing else', () => {
  stage.speech.say('Elsewhere.', NOVA);
  scope.say('One.', NOVA);
  scope.say('Two.', { ...NOVA, whenBusy: 'replace' });
  expect(texts()).toEqual(['Elsewhere.', 'Two.']);
});

test('a text that cannot be said replaces nothing', () => {
  const one = scope.say('One.', NOVA);
  expect(() => scope.say('', { ...NOVA, whenBusy: 'replace' })).toThrow('text is ""');
  expect(scope.getState()).toBe(one.getState());
  expect(texts()).toEqual(['One.']);
});

test('a text is ignored while another is going on, and said once that is over', () => {
  const one = scope.say('One.', NOVA);
  expect(scope.say('Two.', { ...NOVA, whenBusy: 'ignore' })).toBe(one);
  expect(texts()).toEqual(['One.']);
  one.cancel();
  expect(scope.say('Three.', { ...NOVA, whenBusy: 'ignore' }).text).toBe('Three.');
});

test('cancel ends all that was said here, the last first, and works twice', () => {
  const ended: string[] = [];
  for (const text of ['One.', 'Two.']) {
    const utterance = scope.say(text, NOVA);
    utterance.subscribe(({ phase }) => ended.push(`${utterance.text} ${phase}`));
  }
  scope.cancel();
  scope.cancel();
  expect(ended).toEqual(['Two. cancelled', 'One. cancelled']);
});

test('another way to be busy is refused at the door', () => {
  expect(() => scope.say('One.', untyped({ ...NOVA, whenBusy: 'shout' }))).toThrow(
    expect.objectContaining({ code: 'invalid-option', details: { option: 'whenBusy' } }),
  );
  expect(texts()).toEqual([]);
});

function texts(): readonly string[] {
  return stage.speech.getState().utterances.map(({ text }) => text);
}
