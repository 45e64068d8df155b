import { describe, expect, test } from 'vitest';
import { SpeakingTurn, type WhenOthersSpeak } from '../../src/audio/exclusive/speaking-turn.ts';
import { createTabLocks } from '../../src/audio/exclusive/tab-locks.ts';
import { quietLifecycle } from '../../src/platform/lifecycle.ts';
import type { Locks } from '../../src/platform/locks.ts';
import { openWhole, setUp, statesOf, TENTH, FORMAT } from './player-rig.ts';
import { accountFor } from './account.ts';
import { positionCodedBytes } from './position-code.ts';

const RAMP_FRAMES = 120;

function setUpShared(locks: Pick<Locks, 'request'>, whenOthersSpeak: WhenOthersSpeak = 'pause') {
  return setUp({
    openTurn: (listener) =>
      new SpeakingTurn(
        { locks: () => Promise.resolve(locks), lifecycle: quietLifecycle, whenOthersSpeak },
        listener,
      ),
  });
}

/** Lets locks be granted: nothing but promises. */
function settled(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve));
}

test('a player that begins to speak pauses the other at once, which resumes without losing a sample', async () => {
  const locks = createTabLocks();
  const [first, second] = [setUpShared(locks), setUpShared(locks)];
  const track = openWhole(first.player, 0, 4 * TENTH);
  await settled();
  first.engine().render(TENTH);
  const states = statesOf(first.player);
  openWhole(second.player, 0, TENTH);
  await settled();
  first.engine().render(TENTH);
  expect(
    first
      .engine()
      .output.slice(-TENTH / 2)
      .every((code) => code === 0),
  ).toBe(true);
  second.engine().render(2 * TENTH);
  expect([track.getState().state, second.player.getState().state]).toEqual(['paused', 'idle']);
  first.player.resume();
  await settled();
  first.engine().render(4 * TENTH);
  expect(accountFor(first.engine().output, RAMP_FRAMES)).toBe(4 * TENTH);
  expect(states).toEqual(['playing', 'paused', 'playing', 'idle']);
});

test('a player that waits shows so, and speaks when the other has no more to say', async () => {
  const locks = createTabLocks();
  const [first, second] = [setUpShared(locks), setUpShared(locks, 'wait')];
  openWhole(first.player, 0, TENTH);
  await settled();
  const track = openWhole(second.player, 0, TENTH);
  const states = statesOf(track);
  await settled();
  second.engine().render(TENTH);
  expect([track.getState().state, second.player.getState().state]).toEqual(['waiting', 'waiting']);
  expect(second.engine().output.every((code) => code === 0)).toBe(true);
  first.engine().render(2 * TENTH);
  await settled();
  second.engine().render(2 * TENTH);
  expect(accountFor(second.engine().output, RAMP_FRAMES)).toBe(TENTH);
  expect(states).toEqual(['buffering', 'waiting', 'buffering', 'playing', 'ended']);
});

test('a free turn is not seen: the states are those of a player that shares it with nobody', async () => {
  const { player, engine } = setUpShared(createTabLocks(), 'wait');
  const track = openWhole(player, 0, TENTH);
  const states = statesOf(track);
  await settled();
  engine().render(2 * TENTH);
  expect(states).toEqual(['buffering', 'playing', 'ended']);
});

test('a player that only waits for its audio does not silence the other yet', async () => {
  const locks = createTabLocks();
  const [first, second] = [setUpShared(locks), setUpShared(locks)];
  openWhole(first.player, 0, TENTH);
  await settled();
  const track = second.player.open(FORMAT);
  await settled();
  first.engine().render(TENTH / 2);
  expect(first.player.getState().state).toBe('playing');
  track.append(positionCodedBytes(0, TENTH));
  await settled();
  expect(first.player.getState().state).toBe('paused');
});

test('a new track ends a silence that others caused, but not a pause', async () => {
  const locks = createTabLocks();
  const [first, second] = [setUpShared(locks), setUpShared(locks)];
  openWhole(first.player, 0, TENTH);
  await settled();
  openWhole(second.player, 0, TENTH);
  await settled();
  openWhole(first.player, TENTH, 2 * TENTH);
  await settled();
  first.engine().render(TENTH / 2);
  expect([first.player.getState().state, second.player.getState().state]).toEqual(['playing', 'paused']);
  second.player.pause();
  openWhole(second.player, TENTH, 2 * TENTH);
  await settled();
  expect(second.player.getState().state).toBe('paused');
});

/** The first is heard, the other has said nothing yet. */
async function oneSpeaks(whenOthersSpeak?: WhenOthersSpeak) {
  const locks = createTabLocks();
  const [first, second] = [setUpShared(locks), setUpShared(locks, whenOthersSpeak)];
  openWhole(first.player, 0, 2 * TENTH);
  await settled();
  first.engine().render(TENTH);
  second.player.audioContext();
  return { first, second };
}

describe('where one speaks', () => {
  test('another that the browser blocks silences nobody', async () => {
    const { first, second } = await oneSpeaks();
    second.engine().setAccess('blocked');
    openWhole(second.player, 0, TENTH);
    await settled();
    expect([first.player.getState().state, second.player.getState().state]).toEqual(['playing', 'blocked']);
    await second.player.unlock();
    await settled();
    expect(first.player.getState().state).toBe('paused');
  });

  test('another whose device is still being opened silences nobody: the browser may yet block it', async () => {
    const { first, second } = await oneSpeaks();
    second.engine().setAccess('starting');
    openWhole(second.player, 0, TENTH);
    await settled();
    expect(first.player.getState().state).toBe('playing');
    second.engine().setAccess('running');
    await settled();
    expect(first.player.getState().state).toBe('paused');
  });

  test('a track without any audio ends in its turn, silences nobody and waits for nobody', async () => {
    const { first, second } = await oneSpeaks('wait');
    const empty = openWhole(second.player, 0, 0);
    const next = second.player.open(FORMAT);
    const last = openWhole(second.player, 0, 0);
    await settled();
    expect([first.player.getState().state, empty.getState().state]).toEqual(['playing', 'ended']);
    expect([next.getState().state, last.getState().state]).toEqual(['buffering', 'waiting']);
    next.append(positionCodedBytes(0, TENTH));
    next.finish();
    first.engine().render(2 * TENTH);
    await settled();
    second.engine().render(2 * TENTH);
    expect(accountFor(second.engine().output, RAMP_FRAMES)).toBe(TENTH);
    expect([next.getState().state, last.getState().state]).toEqual(['ended', 'ended']);
  });
});
