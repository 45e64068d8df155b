import { describe, expect, it } from 'vitest';
import { createPoolOn } from '../../src/pool/create-pool.ts';
import type { Pool } from '../../src/pool/types.ts';
import { breeze } from '../../src/providers/breeze/breeze.ts';
import { SpeechClient } from '../../src/speech/speech.ts';
import { VirtualBrowser } from '../../src/testing/virtual-browser.ts';
import { VirtualClock } from '../../src/testing/virtual-clock.ts';
import { FakePlayer } from './support/fake-player.ts';
import { errorAnswer, FakeService, type Answering } from './support/fake-service.ts';

// The real pool instead of a fake one: what utterances take for granted of it.

interface Scene {
  readonly browser: VirtualBrowser;
  readonly pool: Pool;
  readonly player: FakePlayer;
  readonly service: FakeService;
  readonly speech: SpeechClient;
}

/** Turns of the microtask queue that Node's streams need from a request to the end of its answer, and some. */
const LONG_ANSWER = 200;

/** One tab of an app, on an account of limit 1. */
function setScene(...answers: readonly Answering[]): Scene {
  const browser = new VirtualBrowser({ clock: new VirtualClock({ microtaskTurns: LONG_ANSWER }) });
  const { platform } = browser.openTab();
  const pool = createPoolOn(platform, 'speech', { limit: 1 });
  const player = new FakePlayer();
  const service = new FakeService(...answers);
  const provider = breeze({ fetch: service.fetch });
  return {
    browser,
    pool,
    player,
    service,
    speech: new SpeechClient({ provider, pool, player, clock: platform.clock }),
  };
}

const audio: Answering = () => new Response(Uint8Array.of(1, 0));
/** Ends in the middle of a sample. */
const broken: Answering = () => new Response(Uint8Array.of(1, 0, 2));
const busy = errorAnswer(429, { code: 'GENERATION_CONCURRENCY_EXCEEDED', detail: 'Full.' });

function say({ speech }: Scene, text: string, voice = 'nova'): ReturnType<SpeechClient['say']> {
  return speech.say(text, { voice });
}

describe('utterances over the real pool', () => {
  it('wait their turn, and know their place', async () => {
    const scene = setScene(audio, audio, audio);
    const utterances = ['One.', 'Two.', 'Three.'].map((text) => say(scene, text));
    const places: number[] = [];
    utterances[2]?.subscribe((snapshot) => {
      if (snapshot.phase === 'queued' && snapshot.queuePosition !== undefined)
        places.push(snapshot.queuePosition);
    });
    await scene.browser.clock.until(() => scene.player.tracks.every((track) => track.isFinished));
    expect(scene.service.requests.map(({ body }) => body)).toEqual([
      '{"text":"One."}',
      '{"text":"Two."}',
      '{"text":"Three."}',
    ]);
    expect(places).toEqual([2, 1]);
    for (const track of scene.player.tracks) track.become({ state: 'ended' });
    await Promise.all(utterances.map(({ finished }) => finished));
  });

  it('wait out a refusal in place, saying when and why', async () => {
    const scene = setScene(busy, audio);
    const utterance = say(scene, 'One.');
    utterance.subscribe(() => undefined);
    await scene.browser.clock.until(() => {
      const snapshot = utterance.getState();
      return snapshot.phase === 'queued' && snapshot.retry !== null;
    });
    expect(utterance.getState()).toMatchObject({
      retry: { attempt: 2, inMs: expect.any(Number), reason: expect.objectContaining({ code: 'busy' }) },
    });
    expect(scene.pool.getState().gate?.kind).toBe('busy');
    await scene.browser.clock.until(() => scene.player.tracks[0]?.isFinished === true);
    expect(scene.service.requests).toHaveLength(2);
  });

  it('are not lost to a wrong voice', async () => {
    const scene = setScene(errorAnswer(404, { code: 'RESOURCE_NOT_FOUND' }), audio);
    const wrong = say(scene, 'One.', 'nobody');
    say(scene, 'Two.');
    await scene.browser.clock.until(() => scene.player.tracks[1]?.isFinished === true);
    await expect(wrong.finished).rejects.toMatchObject({ code: 'invalid' });
  });

  it('wait behind a bad key until somebody has acted', async () => {
    const scene = setScene(errorAnswer(401, { code: 'AUTH_REQUIRED' }), audio);
    const first = say(scene, 'One.');
    const second = say(scene, 'Two.');
    await scene.browser.clock.advance(600_000);
    await expect(first.finished).rejects.toMatchObject({ code: 'unauthorized' });
    expect(second.getState().phase).toBe('queued');
    expect(scene.pool.getState().gate).toMatchObject({ kind: 'unauthorized', opensAtMs: null });
    scene.speech.retryNow();
    await scene.browser.clock.until(() => scene.player.tracks[1]?.isFinished === true);
  });

  it('are sent again where their audio broke off, and go on behind it', async () => {
    const scene = setScene(broken, () => new Response(Uint8Array.of(1, 0, 2, 0)));
    const utterance = say(scene, 'One.');
    await scene.browser.clock.until(() => scene.player.tracks[0]?.isFinished === true);
    expect(scene.player.tracks[0]?.bytes).toEqual([1, 0, 2, 0]);
    expect(utterance.getState()).toMatchObject({ attempts: 2, mayBeBilledAgain: 1 });
  });

  it('fail with what they have when their audio breaks off again and again', async () => {
    const scene = setScene(broken, broken, broken);
    const utterance = say(scene, 'One.');
    await scene.browser.clock.until(() => scene.player.tracks[0]?.isFinished === true);
    expect(utterance.getState().phase).toBe('buffering');
    scene.player.tracks[0]?.become({ state: 'ended' });
    await expect(utterance.finished).rejects.toMatchObject({ code: 'truncated' });
    expect(scene.service.requests).toHaveLength(2);
  });

  it('give their slots back when the client closes', async () => {
    const scene = setScene(() => new Promise(() => undefined));
    const utterance = say(scene, 'One.');
    await scene.browser.clock.until(() => scene.service.requests.length === 1);
    scene.speech.close();
    await expect(utterance.finished).rejects.toMatchObject({ code: 'cancelled' });
    expect(scene.service.requests[0]?.signal.aborted).toBe(true);
    await scene.browser.clock.advance(60_000);
    expect(scene.browser.clock.pending).toBe(0);
  });
});
