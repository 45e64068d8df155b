import { expect, onTestFinished, test } from 'vitest';
import { turnOpener } from '../../src/audio/exclusive/open-turn.ts';
import { engineOpener } from '../../src/audio/open-engine.ts';
import { TrackPlayer } from '../../src/audio/track-player.ts';
import { browserClock } from '../../src/platform/clock.ts';
import { quietLifecycle } from '../../src/platform/lifecycle.ts';
import { PARTS } from './player-rig.ts';
import type { Player } from '../../src/audio/types.ts';
import { createPlayer } from '../../src/player.ts';
import { accountFor } from './account.ts';
import { codeOf, positionCodedBytes } from './position-code.ts';
import { FORMAT, RAMP_FRAMES, RATE_HZ, setUp } from './real-player.ts';
import { record } from './recording.ts';
import { untilContext, untilState } from './until.ts';

test('a context that is not running blocks the track; unlock goes on from the next sample', async () => {
  const player = setUp();
  const recording = await record(player, RATE_HZ);
  const context = player.audioContext()!;
  const track = player.open(FORMAT);
  track.append(positionCodedBytes(0, 12_000));
  track.finish();
  await recording.until((all) => all.includes(codeOf(3000)));
  await context.suspend();
  await untilState(track, 'blocked');
  expect(player.getState().state).toBe('blocked');
  expect(await player.unlock()).toBe(true);
  await untilState(track, 'playing');
  await track.over;
  await recording.caughtUp();
  expect(accountFor(recording.codes, RAMP_FRAMES)).toBe(12_000);
});

test('each rate has its own context, and the tracks keep their order', async () => {
  const player = setUp();
  const rates = [8000, 44_100, 8000];
  const tracks = rates.map((sampleRateHz) => {
    const track = player.open({ ...FORMAT, sampleRateHz });
    track.append(new Uint8Array(sampleRateHz / 5));
    track.finish();
    return track;
  });
  const order: number[] = [];
  await Promise.all(tracks.map((track, index) => track.over.then(() => order.push(index))));
  expect(order).toEqual([0, 1, 2]);
  expect(tracks.map((track) => track.getState().state)).toEqual(['ended', 'ended', 'ended']);
  expect(rates.map((rate) => player.audioContext(rate)?.sampleRate)).toEqual(rates);
});

test('players share the context of a rate, and the last one that closes lets the device go', async () => {
  const first = setUp();
  const second = setUp();
  const context = first.audioContext()!;
  expect(second.audioContext()).toBe(context);
  const track = first.open(FORMAT);
  track.append(positionCodedBytes(0, 24_000));
  await untilState(track, 'playing');
  first.close();
  first.close();
  expect((await track.over).state).toBe('stopped');
  const next = second.open(FORMAT);
  next.append(positionCodedBytes(0, 6000));
  next.finish();
  expect((await next.over).state).toBe('ended');
  expect(context.state).toBe('running');
  second.close();
  await untilContext(context, 'suspended');
  expect(second.audioContext()).toBeNull();
});

test('a closed player leaves no running context, also when it closes before the worklet is loaded', async () => {
  const player = createPlayer();
  const contexts = [player.audioContext(8000)!, player.audioContext(16_000)!];
  player.close();
  await Promise.all(contexts.map((context) => untilContext(context, 'suspended')));
  expect(contexts.map((context) => context.state)).toEqual(['suspended', 'suspended']);
});

/** Resolves when the player has heard of it as well. */
async function closeContextOf(player: Player): Promise<void> {
  const context = player.audioContext()!;
  const told = new Promise<void>((resolve) => {
    context.addEventListener('statechange', () => {
      if (context.state === 'closed') resolve();
    });
  });
  await context.close();
  await told;
}

test('a context that somebody else closes is replaced, and the track goes on in the new one', async () => {
  const player = setUp();
  const track = player.open(FORMAT);
  track.append(positionCodedBytes(0, 12_000));
  await untilState(track, 'playing');
  const context = player.audioContext()!;
  await closeContextOf(player);
  expect(player.audioContext()).not.toBe(context);
  track.append(positionCodedBytes(12_000, 18_000));
  track.finish();
  expect(await track.over).toEqual({ state: 'ended' });
  expect(track.playedSeconds()).toBe(0.75);
});

test('a context that is closed again and again makes the track fail, and the next track opens a new one', async () => {
  const player = setUp();
  const track = player.open(FORMAT);
  await closeContextOf(player);
  await closeContextOf(player);
  const { state, error } = await track.over;
  expect([state, error?.code]).toEqual(['failed', 'no-audio']);
  const next = player.open(FORMAT);
  next.append(positionCodedBytes(0, 2400));
  next.finish();
  expect((await next.over).state).toBe('ended');
});

test('started and closed a hundred times, a player makes one context, which sleeps in the end', async () => {
  const contexts = new Set<AudioContext>();
  for (let time = 0; time < 100; time++) {
    const player = createPlayer();
    contexts.add(player.audioContext(14_000)!);
    const track = player.open({ ...FORMAT, sampleRateHz: 14_000 });
    track.append(positionCodedBytes(0, 200));
    track.finish();
    if (time % 10 === 0) await track.over;
    player.close();
  }
  const [context] = contexts;
  expect(contexts.size).toBe(1);
  await untilContext(context!, 'suspended');
});

test('a context that fell asleep wakes for the next track, where players share a voice', async () => {
  const real = browserClock();
  // Not ten seconds, for a test.
  const clock = {
    now: () => real.now(),
    setTimer: (ms: number, callback: () => void) => real.setTimer(ms === 10_000 ? 100 : ms, callback),
  };
  const shared = { lifecycle: quietLifecycle, exclusive: 'tab', whenOthersSpeak: 'pause' } as const;
  const player = new TrackPlayer({
    ...PARTS,
    clock,
    openTurn: turnOpener(shared),
    openEngine: engineOpener({
      engine: 'auto',
      workletUrl: null,
      contextRateHz: null,
      host: { clock, lifecycle: quietLifecycle },
    }),
  });
  onTestFinished(() => player.close());
  const context = player.audioContext()!;
  for (let count = 0; count < 2; count++) {
    const track = player.open(FORMAT);
    track.append(positionCodedBytes(0, 3000));
    track.finish();
    expect((await track.over).state).toBe('ended');
    await untilContext(context, 'suspended');
  }
});
