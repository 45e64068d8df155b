import { describe, expect, it, vi } from 'vitest';
import { CuelightError } from '../../src/errors.ts';
import { untyped } from '../support/untyped.ts';
import { audioAnswer, errorAnswer, FakeService, LiveBody } from './support/fake-service.ts';
import { setStage } from './support/stage.ts';
import { settle } from './support/settle.ts';

const NOVA = { voice: 'nova' };

describe('say', () => {
  it.each([
    ['', NOVA, 'text'],
    [' \n', NOVA, 'text'],
    [5, NOVA, 'text'],
    [[], NOVA, 'text'],
    [[{ text: 'Hello.' }, { text: ' ' }], NOVA, 'text[1].text'],
    [[{ text: 'Hello.', voice: 'nova' }, { text: 'Hello.' }], undefined, 'options'],
    [[{ text: 'Hello.', voice: 7 }], undefined, 'text[0].voice'],
    [['Hello.'], NOVA, 'text[0]'],
    // oxlint-disable-next-line unicorn/no-new-array -- a list with holes is the point
    [new Array(1), NOVA, 'text[0]'],
    [{ text: 'Hello.' }, NOVA, 'text'],
    ['Hello.', undefined, 'options'],
    ['Hello.', {}, 'voice'],
    ['Hello.', { voice: '' }, 'voice'],
    ['Hello.', { voice: 5 }, 'voice'],
    ['Hello.', { ...NOVA, model: '' }, 'model'],
    ['Hello.', { ...NOVA, language: 7 }, 'language'],
    ['Hello.', { ...NOVA, instructions: {} }, 'instructions'],
    ['Hello.', { ...NOVA, speed: Number.NaN }, 'speed'],
    ['Hello.', { ...NOVA, speed: 0 }, 'speed'],
    ['Hello.', { ...NOVA, lane: 'fast' }, 'lane'],
    ['Hello.', { ...NOVA, signal: {} }, 'signal'],
    ['Hello.', { ...NOVA, lookAheadSeconds: -1 }, 'lookAheadSeconds'],
    ['Hello.', { ...NOVA, flushAfterMs: '1' }, 'flushAfterMs'],
    ['Hello.', { ...NOVA, retry: 3 }, 'retry'],
    ['Hello.', { ...NOVA, retry: { attempts: 0 } }, 'retry.attempts'],
  ])('refuses %o with %o at the door, and takes nothing', (text, options, option) => {
    const stage = setStage(new FakeService());
    expect(() => stage.speech.say(untyped(text), untyped(options))).toThrow(
      expect.objectContaining({ code: 'invalid-option', details: { option } }),
    );
    expect([stage.pool.jobs, stage.player.tracks, stage.speech.getState().utterances]).toEqual([[], [], []]);
  });

  it('takes texts of any length', () => {
    const stage = setStage(new FakeService());
    const snapshot = stage.speech.say('😀'.repeat(100_000), NOVA).getState();
    expect(snapshot).toMatchObject({ phase: 'queued', segment: { count: 400 } });
  });

  it('leaves nothing behind when the pool refuses', () => {
    const stage = setStage(new FakeService());
    stage.pool.refuseWith = new CuelightError('queue-full', {
      doing: 'run a job',
      because: 'there are too many',
    });
    expect(() => stage.speech.say('Hello.', NOVA)).toThrow(stage.pool.refuseWith);
    expect(stage.track().getState().state).toBe('stopped');
    expect(stage.speech.getState().utterances).toEqual([]);
  });
});

describe('several utterances', () => {
  it('open their tracks in the order they were said, whichever is answered first', async () => {
    const bodies = [new LiveBody(), new LiveBody()];
    const stage = setStage(new FakeService(...bodies.map(audioAnswer)));
    stage.speech.say('One.', NOVA);
    stage.speech.say('Two.', NOVA);
    stage.job(0).start();
    stage.job(1).start();
    await settle();
    bodies[1]?.write(2, 0);
    await settle();
    bodies[0]?.write(1, 0);
    await settle();
    expect(stage.player.tracks.map((track) => track.bytes)).toEqual([
      [1, 0],
      [2, 0],
    ]);
  });

  it('do not lose each other when one fails', async () => {
    const body = new LiveBody();
    const stage = setStage(
      new FakeService(errorAnswer(404, { code: 'RESOURCE_NOT_FOUND' }), audioAnswer(body)),
    );
    const bad = stage.speech.say('One.', { voice: 'nobody' });
    const good = stage.speech.say('Two.', NOVA);
    stage.job(0).start();
    await expect(bad.finished).rejects.toMatchObject({ code: 'invalid' });
    expect(stage.speech.getState().utterances).toEqual([good]);
    stage.job(1).start();
    await settle();
    body.write(1, 0);
    body.end();
    await settle();
    stage.track(1).become({ state: 'ended' });
    await good.finished;
    expect(stage.speech.getState().utterances).toEqual([]);
  });

  it('all end with stop, also when a listener fails, and new ones may be said', async () => {
    const uncaught = vi.fn<(error: unknown) => void>();
    const listeners = process.listeners('uncaughtException');
    process.removeAllListeners('uncaughtException');
    process.once('uncaughtException', uncaught);
    const stage = setStage(new FakeService());
    const [first, second] = [stage.speech.say('One.', NOVA), stage.speech.say('Two.', NOVA)];
    first.subscribe(() => {
      throw new Error('A listener failed.');
    });
    stage.speech.stop();
    stage.speech.stop();
    await settle();
    for (const listener of listeners) process.on('uncaughtException', listener);
    expect([first, second].map((utterance) => utterance.getState().phase)).toEqual([
      'cancelled',
      'cancelled',
    ]);
    expect(uncaught).toHaveBeenCalledWith(
      expect.objectContaining({ message: 'A listener failed.' }),
      expect.anything(),
    );
    expect(stage.speech.say('Three.', NOVA).getState().phase).toBe('queued');
  });

  it('said while others are being stopped are not stopped', () => {
    const stage = setStage(new FakeService());
    stage.speech.say('One.', NOVA).subscribe((snapshot) => {
      if (snapshot.phase === 'cancelled') stage.speech.say('Stopped.', NOVA);
    });
    stage.speech.stop();
    expect(stage.speech.getState().utterances.map((utterance) => utterance.text)).toEqual(['Stopped.']);
  });
});

describe('the snapshot of a client', () => {
  it('changes when utterances come and go and when the pool changes, and not otherwise', async () => {
    const stage = setStage(new FakeService());
    const seen: unknown[] = [];
    const undo = stage.speech.subscribe(({ utterances, pool }) => seen.push([utterances.length, pool.inUse]));
    const utterance = stage.speech.say('One.', NOVA);
    await settle();
    stage.pool.change({ inUse: 1 });
    await settle();
    stage.job().place(1);
    await settle();
    utterance.cancel();
    await settle();
    expect(seen).toEqual([
      [1, 0],
      [1, 1],
      [0, 1],
    ]);
    undo();
    stage.pool.change({ inUse: 0 });
    await settle();
    expect(seen).toHaveLength(3);
    expect(stage.speech.getState().pool.inUse).toBe(0);
    expect(stage.speech.getState()).toBe(stage.speech.getState());
  });
});

describe('control', () => {
  it('goes to player and pool', async () => {
    const stage = setStage(new FakeService());
    stage.speech.pause();
    stage.speech.resume();
    expect(await stage.speech.unlock()).toBe(true);
    stage.speech.retryNow();
    expect(stage.player.calls).toEqual(['pause', 'resume', 'unlock']);
    expect(stage.pool.probes).toBe(1);
  });

  it('unlocks within the call, since browsers look for the gesture there', () => {
    const stage = setStage(new FakeService());
    void stage.speech.unlock();
    expect(stage.player.calls).toEqual(['unlock']);
  });

  it('closes once, cancels everything, and does nothing afterwards', async () => {
    const stage = setStage(new FakeService());
    const utterance = stage.speech.say('One.', NOVA);
    const seen = vi.fn<() => void>();
    stage.speech.subscribe(seen);
    stage.speech.close();
    stage.speech.close();
    expect(stage.pool.isClosed).toBe(true);
    expect(stage.player.calls).toEqual(['close']);
    expect(utterance.getState().phase).toBe('cancelled');
    await settle();
    expect(seen).toHaveBeenCalledOnce();

    stage.speech.pause();
    stage.speech.resume();
    stage.speech.stop();
    stage.speech.retryNow();
    expect(await stage.speech.unlock()).toBe(false);
    expect(stage.player.calls).toEqual(['close']);
    expect(stage.pool.probes).toBe(0);
    expect(() => stage.speech.say('Two.', NOVA)).toThrow(expect.objectContaining({ code: 'closed' }));
  });
});
