import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { CuelightError } from '../../src/errors.ts';
import { statusOf, statusNow, type SpeechStatus } from '../../src/speech/status.ts';
import { FakeService } from './support/fake-service.ts';
import { settle } from './support/settle.ts';
import { setStage } from './support/stage.ts';

const NOVA = { voice: 'nova' };

beforeEach(() => void vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] }));
afterEach(() => void vi.useRealTimers());

test.each([
  [[], false, false, 'silent'],
  [[], true, false, 'silent'],
  [[], false, true, 'failed'],
  [['queued'], false, true, 'waiting'],
  [['queued', 'requesting'], true, false, 'retrying'],
  [['speaking', 'queued'], true, false, 'speaking'],
  [['paused', 'queued'], false, false, 'paused'],
  [['queued', 'blocked'], true, false, 'blocked'],
] as const)('%o, held up %s, failed %s: %s', (phases, isHeldUp, hasFailed, status) => {
  expect(statusNow({ phases, isHeldUp, hasFailed })).toBe(status);
});

test('a change is told a second later, once, however many there were', async () => {
  const stage = setStage(new FakeService());
  const { told } = follow(stage);
  for (const text of ['One.', 'Two.', 'Three.']) stage.speech.say(text, NOVA);
  await settle();
  vi.advanceTimersByTime(999);
  expect(told).toEqual([]);
  stage.job(0).place(2);
  await settle();
  vi.advanceTimersByTime(1);
  expect(told).toEqual(['waiting']);
  vi.advanceTimersByTime(60_000);
  expect(told).toEqual(['waiting']);
});

test('what has passed by sooner is not told', async () => {
  const stage = setStage(new FakeService());
  const { told } = follow(stage);
  stage.speech.say('One.', NOVA).cancel();
  await settle();
  stage.speech.say('Two.', NOVA);
  await settle();
  stage.speech.stop();
  await settle();
  vi.advanceTimersByTime(5000);
  expect(told).toEqual([]);
});

test('a failure is told at once, and forgotten with the next text', async () => {
  const stage = setStage(new FakeService());
  const { told } = follow(stage);
  stage.speech.say('One.', NOVA);
  await settle();
  stage.track().become({ state: 'failed' });
  await settle();
  expect(told).toEqual(['failed']);
  const two = stage.speech.say('Two.', NOVA);
  await settle();
  vi.advanceTimersByTime(1000);
  expect(told).toEqual(['failed', 'waiting']);
  two.cancel();
  await settle();
  vi.advanceTimersByTime(1000);
  expect(told).toEqual(['failed', 'waiting', 'silent']);
});

test('what fails before it was ever in the queue is told too', async () => {
  const stage = setStage(new FakeService());
  const { told } = follow(stage);
  stage.player.refuseWith = new CuelightError('no-audio', {
    doing: 'speak',
    because: 'there is no Web Audio',
  });
  stage.speech.say('One.', NOVA);
  await settle();
  expect(told).toEqual(['failed']);
});

test('a closed gate is a wait for the next try', async () => {
  const stage = setStage(new FakeService());
  const { told } = follow(stage);
  stage.speech.say('One.', NOVA);
  stage.pool.change({ gate: { kind: 'busy', opensAtMs: 3000, attempt: 1 } });
  await settle();
  vi.advanceTimersByTime(1000);
  expect(told).toEqual(['retrying']);
});

test('after its undo no timer and no listener is left', async () => {
  const stage = setStage(new FakeService());
  const { stop } = follow(stage);
  stage.speech.say('One.', NOVA);
  await settle();
  expect([vi.getTimerCount(), stage.job().observers]).toEqual([1, 1]);
  stop();
  stop();
  expect([vi.getTimerCount(), stage.job().observers]).toEqual([0, 0]);
});

function follow(stage: ReturnType<typeof setStage>): { told: readonly SpeechStatus[]; stop: () => void } {
  const told: SpeechStatus[] = [];
  const stop = statusOf(stage.speech).subscribe((status) => told.push(status));
  return { told, stop };
}
