import { expect, test } from 'vitest';
import { retryOf } from '../../src/speech/retry-of.ts';
import { errorAnswer, FakeService } from './support/fake-service.ts';
import { settle } from './support/settle.ts';
import { setStage } from './support/stage.ts';

const ONE_WAITS = { interactive: 0, normal: 1, background: 0 };
const CLOSED = { kind: 'busy', opensAtMs: 3000, attempt: 2 } as const;

test('of a text that was refused it is its own next try', async () => {
  const stage = setStage(new FakeService(errorAnswer(429, { code: 'CONCURRENCY_LIMIT_EXCEEDED' })));
  const utterance = stage.speech.say('One.', { voice: 'nova' });
  expect(retryOf(utterance.getState())).toBeNull();
  stage.job().start();
  await settle();
  expect(retryOf(utterance.getState())).toMatchObject({ atMs: 500, attempt: 2 });
  utterance.cancel();
  expect(retryOf(utterance.getState())).toBeNull();
});

test('of a client it is the moment when the gate opens, with what can be done about it', () => {
  const stage = setStage(new FakeService());
  expect(retryOf(stage.speech.getState())).toBeNull();
  stage.pool.change({ gate: CLOSED, waiting: ONE_WAITS });
  const retry = retryOf(stage.speech.getState());
  expect(retry).toMatchObject({ atMs: 3000, attempt: 3, reason: { code: 'busy' } });
  expect(retry?.reason.message).toContain(stage.speech.getState().obstacle?.advice);
  stage.pool.change({ inUse: 1 });
  expect(retryOf(stage.speech.getState())?.reason).toBe(retry?.reason);
});

test('of a client that nothing waits in there is none, unless somebody has to act', () => {
  const stage = setStage(new FakeService());
  stage.pool.change({ gate: CLOSED });
  expect(retryOf(stage.speech.getState())).toBeNull();
  stage.pool.change({ gate: { kind: 'unauthorized', opensAtMs: null, attempt: 1 } });
  expect(retryOf(stage.speech.getState())).toMatchObject({ atMs: null, reason: { code: 'unauthorized' } });
});
