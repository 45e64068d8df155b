import { describe, expect, it } from 'vitest';
import { CuelightError } from '../../src/errors.ts';
import { audioAnswer, errorAnswer, FakeService, LiveBody, noAnswer } from './support/fake-service.ts';
import { setStage } from './support/stage.ts';
import { settle } from './support/settle.ts';

const BUSY = { code: 'GENERATION_CONCURRENCY_EXCEEDED', detail: 'Full.' };

describe('a refused or failed request', () => {
  it('is waited out in place, with the reason shown, and then heard', async () => {
    const body = new LiveBody();
    const stage = setStage(new FakeService(errorAnswer(429, BUSY), audioAnswer(body)));
    const utterance = stage.speech.say('Hello.', { voice: 'nova' });
    stage.job().start();
    await settle();
    expect(utterance.getState()).toMatchObject({
      phase: 'queued',
      retry: { attempt: 2, reason: expect.objectContaining({ code: 'busy' }) },
    });
    stage.job().start();
    await settle();
    body.write(1, 0);
    body.end();
    await settle();
    stage.track().become({ state: 'ended' });
    await utterance.finished;
    expect(stage.track().bytes).toEqual([1, 0]);
  });

  it('ends the utterance when it is final, in snapshot and promise alike', async () => {
    const answer = errorAnswer(404, { code: 'RESOURCE_NOT_FOUND', detail: 'Voice not found.' });
    const stage = setStage(new FakeService(answer));
    const utterance = stage.speech.say('Hello.', { voice: 'nobody' });
    stage.job().start();
    await expect(utterance.finished).rejects.toMatchObject({
      code: 'invalid',
      message: expect.stringMatching(/voice "nobody": there is no such voice .* GET \/v1\/voices/),
    });
    const error: unknown = await utterance.finished.catch((reason: unknown) => reason);
    expect(utterance.getState()).toEqual({
      text: 'Hello.',
      voice: 'nobody',
      progress: 0,
      segment: { index: 0, count: 1, text: 'Hello.', start: 0, end: 6 },
      attempts: 1,
      mayBeBilledAgain: 0,
      phase: 'failed',
      error,
    });
    expect(stage.track().getState().state).toBe('stopped');
  });

  it('is repeated where some audio has come: what was heard stays, and is not heard twice', async () => {
    const [first, second] = [new LiveBody(), new LiveBody()];
    const stage = setStage(new FakeService(audioAnswer(first), audioAnswer(second)));
    const utterance = stage.speech.say('Hello.', { voice: 'nova' });
    stage.job().start();
    await settle();
    first.write(1, 0, 2, 0, 3);
    await settle();
    first.breakOff();
    await settle();
    expect(utterance.getState()).toMatchObject({
      phase: 'buffering',
      retry: { reason: expect.objectContaining({ code: 'truncated' }) },
    });
    stage.job().start();
    await settle();
    second.write(1, 0, 2, 0, 3, 0);
    second.end();
    await settle();
    expect(stage.track()).toMatchObject({ bytes: [1, 0, 2, 0, 3, 0], isFinished: true });
    expect(utterance.getState()).toMatchObject({ attempts: 2, mayBeBilledAgain: 1 });
  });

  it('is repeated when the page was suspended before any audio', async () => {
    const body = new LiveBody();
    const stage = setStage(new FakeService(noAnswer, audioAnswer(body)));
    const utterance = stage.speech.say('Hello.', { voice: 'nova' });
    stage.job().start();
    await settle();
    stage.job().leave();
    await settle();
    expect(utterance.getState().phase).toBe('queued');
    stage.job().start();
    await settle();
    body.write(1, 0);
    await settle();
    expect(stage.track().bytes).toEqual([1, 0]);
  });

  it('goes on behind what was heard when the page was suspended while audio arrived', async () => {
    const [first, second] = [new LiveBody(), new LiveBody()];
    const stage = setStage(new FakeService(audioAnswer(first), audioAnswer(second)));
    const utterance = stage.speech.say('Hello.', { voice: 'nova' });
    stage.job().start();
    await settle();
    first.write(1, 0);
    await settle();
    stage.job().leave();
    await settle();
    stage.job().start();
    await settle();
    second.write(1, 0, 2, 0);
    second.end();
    await settle();
    expect(stage.track()).toMatchObject({ bytes: [1, 0, 2, 0], isFinished: true });
    expect(utterance.getState()).toMatchObject({ attempts: 2, mayBeBilledAgain: 1 });
  });

  it('ends with the typed error of the pool when the pool is closed', async () => {
    const stage = setStage(new FakeService());
    const utterance = stage.speech.say('Hello.', { voice: 'nova' });
    stage.pool.close();
    await expect(utterance.finished).rejects.toMatchObject({ code: 'closed' });
    expect(stage.track().getState().state).toBe('stopped');
  });
});

describe('a track that ends early', () => {
  it('sends nothing when there can be no sound', async () => {
    const service = new FakeService();
    const stage = setStage(service);
    const error = new CuelightError('no-audio', { doing: 'open a track', because: 'there is no Web Audio' });
    stage.player.refuseWith = error;
    const utterance = stage.speech.say('Hello.', { voice: 'nova' });
    expect(utterance.getState()).toMatchObject({ phase: 'failed', error });
    await expect(utterance.finished).rejects.toBe(error);
    expect(stage.pool.jobs).toEqual([]);
    expect(stage.speech.getState().utterances).toEqual([]);
  });

  it('fails the utterance with the error of the player, and leaves no request behind', async () => {
    const service = new FakeService(noAnswer);
    const stage = setStage(service);
    const utterance = stage.speech.say('Hello.', { voice: 'nova' });
    stage.job().start();
    await settle();
    const error = new CuelightError('transient', { doing: 'play', because: 'there is no sound device' });
    stage.track().become({ state: 'failed', error });
    await expect(utterance.finished).rejects.toBe(error);
    expect(service.requests[0]?.signal.aborted).toBe(true);
  });

  it('cancels the utterance when somebody stopped the player', async () => {
    const stage = setStage(new FakeService());
    const utterance = stage.speech.say('Hello.', { voice: 'nova' });
    stage.track().stop();
    await expect(utterance.finished).rejects.toMatchObject({ code: 'cancelled' });
    expect(stage.job().getState()).toEqual({ state: 'cancelled' });
  });
});
