import { expect, test } from 'vitest';
import type { TabSnapshot } from '../../src/pool/types.ts';
import { queueOf } from '../../src/speech/queue.ts';
import { FakeService } from './support/fake-service.ts';
import { settle } from './support/settle.ts';
import { setStage } from './support/stage.ts';

const NOVA = { voice: 'nova' };

test("it lists this tab's texts with their places, until they are over", async () => {
  const stage = setStage(new FakeService());
  const queue = queueOf(stage.speech);
  const stop = queue.subscribe(() => undefined);
  const one = stage.speech.say('One.', NOVA);
  const two = stage.speech.say('Two.', NOVA);
  stage.job(1).place(4, 900);
  await settle();
  expect(queue.getState().entries).toEqual([
    { utterance: one, phase: 'queued', retry: null },
    { utterance: two, phase: 'queued', queuePosition: 4, startsInMs: 900, retry: null },
  ]);
  one.cancel();
  await settle();
  expect(queue.getState().entries.map(({ utterance }) => utterance)).toEqual([two]);
  stop();
  stop();
  expect([stage.job(0).observers, stage.job(1).observers]).toEqual([0, 0]);
});

test('an entry stays the same object while another one changes', async () => {
  const stage = setStage(new FakeService());
  const queue = queueOf(stage.speech);
  queue.subscribe(() => undefined);
  stage.speech.say('One.', NOVA);
  stage.speech.say('Two.', NOVA);
  await settle();
  const before = queue.getState();
  stage.job(1).place(2);
  await settle();
  const after = queue.getState();
  expect(after).not.toBe(before);
  expect(after.entries[0]).toBe(before.entries[0]);
  expect(after.entries[1]).not.toBe(before.entries[1]);
});

test('other tabs are told as numbers, this one is not counted', () => {
  const stage = setStage(new FakeService());
  const queue = queueOf(stage.speech);
  stage.pool.change({ tabs: [tab({ isThisTab: true }), tab({}), tab({ slots: [0, 2] })] });
  expect(queue.getState().otherTabs).toEqual({ tabs: 2, waiting: 12, inUse: 2 });
});

test('a client has one queue, and one that nobody looks at is up to date all the same', () => {
  const stage = setStage(new FakeService());
  expect(queueOf(stage.speech)).toBe(queueOf(stage.speech));
  stage.speech.say('One.', NOVA);
  expect(queueOf(stage.speech).getState().entries).toHaveLength(1);
  expect(queueOf(stage.speech).getInitialState().entries).toEqual([]);
});

function tab(given: Partial<TabSnapshot>): TabSnapshot {
  return {
    id: 'tab',
    isThisTab: false,
    isConductor: false,
    isVisible: true,
    waiting: { interactive: 1, normal: 2, background: 3 },
    slots: [],
    ...given,
  };
}
