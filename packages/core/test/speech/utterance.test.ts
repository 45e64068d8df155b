import { describe, expect, it, vi } from 'vitest';
import type { UtteranceSnapshot } from '../../src/speech/types.ts';
import { audioAnswer, FakeService, LiveBody } from './support/fake-service.ts';
import { setStage } from './support/stage.ts';
import { settle } from './support/settle.ts';

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
