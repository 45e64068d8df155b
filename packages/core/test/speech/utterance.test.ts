import { describe, expect, it, vi } from 'vitest';
import { CuelightError } from '../../src/errors.ts';
import type { UtteranceSnapshot } from '../../src/speech/types.ts';
import { audioAnswer, errorAnswer, FakeService, LiveBody, noAnswer } from './support/fake-service.ts';
import { setStage } from './support/stage.ts';
import { settle } from './support/settle.ts';

const BUSY = { code: 'GENERATION_CONCURRENCY_EXCEEDED', detail: 'Full.' };

/** Two tenths of a second of silence at 24 kHz. */
const FIFTH = new Uint8Array(9600);

describe('an utterance from say to silence', () => {
  it('goes through its phases, telling each change once', async () => {
    const body = new LiveBody();
    const stage = setStage(new FakeService(audioAnswer(body)));
    const utterance = stage.speech.say('Hello.', { voice: 'nova', speed: 2 });
    const seen: UtteranceSnapshot[] = [utterance.getState()];
    utterance.subscribe((snapshot) => seen.push(snapshot));

    stage.job().place(2, 900);
    await settle();
    stage.job().start();
    await settle();
    body.write(...FIFTH);
    await settle();
    stage.track().become({ state: 'playing' });
    await settle();
    body.end();
    await settle();
    stage.track().become({ state: 'ended' });
    await utterance.finished;
    await settle();

    const segment = { index: 0, count: 1, text: 'Hello.', start: 0, end: 6 };
    const unsent = { text: 'Hello.', voice: 'nova', progress: 0, segment, attempts: 0, mayBeBilledAgain: 0 };
    const said = { ...unsent, attempts: 1 };
    expect(seen).toEqual([
      { ...unsent, phase: 'queued', retry: null },
      { ...unsent, phase: 'queued', retry: null, queuePosition: 2, startsInMs: 900 },
      { ...said, phase: 'requesting', retry: null },
      { ...said, phase: 'buffering', retry: null },
      { ...said, phase: 'speaking', retry: null },
      { ...said, phase: 'done', progress: 1, warnings: [expect.stringContaining('speed 2')] },
    ]);
    expect(utterance.getState()).toBe(seen.at(-1));
    expect(stage.clock.pending).toBe(0);
  });

  it('hands all audio to its track, then says that there is no more', async () => {
    const body = new LiveBody();
    const stage = setStage(new FakeService(audioAnswer(body)));
    stage.speech.say('Hello.', { voice: 'nova' });
    stage.job().start();
    await settle();
    body.write(1, 0, 2);
    body.write(0);
    await settle();
    expect(stage.track()).toMatchObject({ bytes: [1, 0, 2, 0], isFinished: false });
    body.end();
    await settle();
    expect(stage.track().isFinished).toBe(true);
    expect(stage.track().format.sampleRateHz).toBe(24_000);
  });

  it('tells the pool its lane, weight and characters', () => {
    const stage = setStage(new FakeService());
    stage.speech.say('Hello 😀', { voice: 'nova', lane: 'interactive' });
    expect(stage.job().options).toMatchObject({ lane: 'interactive', weight: 1, units: 7 });
  });

  it('is not over before the last sample was heard, even when its request is', async () => {
    const body = new LiveBody();
    const stage = setStage(new FakeService(audioAnswer(body)));
    const utterance = stage.speech.say('Hello.', { voice: 'nova' });
    const finished = vi.fn<() => void>();
    void utterance.finished.then(finished);
    stage.job().start();
    await settle();
    body.write(1, 0);
    body.end();
    await settle();
    expect(stage.job().getState()).toEqual({ state: 'done' });
    expect(finished).not.toHaveBeenCalled();
    expect(utterance.getState().phase).toBe('buffering');
    stage.track().become({ state: 'ended' });
    await settle();
    expect(finished).toHaveBeenCalledOnce();
  });

  it('shows blocked and paused, and goes on from there', async () => {
    const body = new LiveBody();
    const stage = setStage(new FakeService(audioAnswer(body)));
    const utterance = stage.speech.say('Hello.', { voice: 'nova' });
    stage.job().start();
    await settle();
    body.write(1, 0);
    await settle();
    const phases = (['blocked', 'playing', 'paused', 'playing'] as const).map((state) => {
      stage.track().become({ state });
      return utterance.getState().phase;
    });
    expect(phases).toEqual(['blocked', 'speaking', 'paused', 'speaking']);
  });
});

describe('progress of an utterance', () => {
  it('is told in steps while it is heard, and only while somebody looks', async () => {
    const body = new LiveBody();
    const stage = setStage(new FakeService(audioAnswer(body)));
    const utterance = stage.speech.say('Hello.', { voice: 'nova' });
    stage.job().start();
    await settle();
    for (let fifth = 0; fifth < 10; fifth += 1) body.write(...FIFTH);
    body.end();
    await settle();
    stage.track().become({ state: 'playing' });
    expect(stage.clock.pending).toBe(0);

    const seen: number[] = [];
    const undo = utterance.subscribe((snapshot) => seen.push(snapshot.progress));
    for (const seconds of [0.5, 0.5, 0.501, 1, 1]) {
      stage.track().played = seconds;
      await stage.clock.advance(250);
    }
    expect(seen).toEqual([0.25, 0.5]);
    stage.track().become({ state: 'paused' });
    await stage.clock.advance(1000);
    expect(stage.clock.pending).toBe(0);
    stage.track().become({ state: 'playing' });
    expect(stage.clock.pending).toBe(1);
    undo();
    undo();
    expect(stage.clock.pending).toBe(0);
    stage.track().played = 1.5;
    expect(utterance.getState().progress).toBe(0.75);
  });

  it('keeps a snapshot while nothing changes', async () => {
    const stage = setStage(new FakeService());
    const utterance = stage.speech.say('Hello.', { voice: 'nova' });
    const before = utterance.getState();
    expect(utterance.getState()).toBe(before);
    const undo = utterance.subscribe(() => undefined);
    expect(utterance.getState()).toBe(before);
    undo();
    expect(utterance.getState()).toBe(before);
  });

  it('lets job and track go when nobody looks any more, and when it is over', () => {
    const stage = setStage(new FakeService());
    const utterance = stage.speech.say('Hello.', { voice: 'nova' });
    const observers = (): number[] => [stage.job().observers, stage.track().observers];
    expect(observers()).toEqual([0, 0]);
    const undo = utterance.subscribe(() => undefined);
    const undoSecond = utterance.subscribe(() => undefined);
    expect(observers()).toEqual([1, 1]);
    undo();
    expect(observers()).toEqual([1, 1]);
    undoSecond();
    expect(observers()).toEqual([0, 0]);
    utterance.subscribe(() => undefined);
    utterance.cancel();
    utterance.subscribe(() => undefined);
    expect(observers()).toEqual([0, 0]);
  });
});

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

describe('cancelling', () => {
  it('is silence at once, ends the request, and works twice', async () => {
    const body = new LiveBody();
    const service = new FakeService(audioAnswer(body));
    const stage = setStage(service);
    const utterance = stage.speech.say('Hello.', { voice: 'nova' });
    const seen = vi.fn<(snapshot: UtteranceSnapshot) => void>();
    utterance.subscribe(seen);
    stage.job().start();
    await settle();
    body.write(1, 0);
    await settle();
    seen.mockClear();
    utterance.cancel();
    expect(stage.track().getState().state).toBe('stopped');
    expect(utterance.getState().phase).toBe('cancelled');
    expect(seen).toHaveBeenCalledOnce();
    utterance.cancel();
    await settle();
    expect(seen).toHaveBeenCalledOnce();
    expect(service.requests[0]?.signal.aborted).toBe(true);
    expect(body.isCancelled).toBe(true);
    await expect(utterance.finished).rejects.toMatchObject({ code: 'cancelled', retryable: false });
  });

  it('comes through the signal too, and lets go of it', async () => {
    const controller = new AbortController();
    const stage = setStage(new FakeService());
    const utterance = stage.speech.say('Hello.', { voice: 'nova', signal: controller.signal });
    const removed = vi.spyOn(controller.signal, 'removeEventListener');
    controller.abort();
    expect(utterance.getState().phase).toBe('cancelled');
    expect(removed).toHaveBeenCalledOnce();
    await expect(utterance.finished).rejects.toMatchObject({ code: 'cancelled' });
  });

  it('takes neither track nor job when it was asked for before', () => {
    const stage = setStage(new FakeService());
    const utterance = stage.speech.say('Hello.', { voice: 'nova', signal: AbortSignal.abort() });
    expect(utterance.getState().phase).toBe('cancelled');
    expect([stage.pool.jobs, stage.player.tracks]).toEqual([[], []]);
    expect(stage.speech.getState().utterances).toEqual([]);
  });

  it('after the end changes nothing', async () => {
    const body = new LiveBody();
    const stage = setStage(new FakeService(audioAnswer(body)));
    const utterance = stage.speech.say('Hello.', { voice: 'nova' });
    stage.job().start();
    await settle();
    body.write(1, 0);
    body.end();
    await settle();
    stage.track().become({ state: 'ended' });
    await utterance.finished;
    const over = utterance.getState();
    utterance.cancel();
    expect(utterance.getState()).toBe(over);
  });
});
