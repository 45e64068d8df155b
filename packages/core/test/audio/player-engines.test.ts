import { describe, expect, test } from 'vitest';
import { TrackPlayer } from '../../src/audio/track-player.ts';
import { CuelightError } from '../../src/errors.ts';
import { VirtualClock } from '../../src/testing/virtual-clock.ts';
import { FakeEngine } from './fake-engine.ts';
import { FORMAT, openWhole, PARTS, setUp, statesOf, TENTH } from './player-rig.ts';
import { positionCoded, positionCodedBytes } from './position-code.ts';

describe('an engine that fails', () => {
  test('is replaced: what was not heard yet is heard by the next one', async () => {
    const { player, engine, engines } = setUp();
    const first = openWhole(player, 0, 5 * TENTH);
    const second = openWhole(player, 5 * TENTH, 6 * TENTH);
    const states = statesOf(first);
    engine().render(2 * TENTH);
    const { playedFrames } = engine().lastReport!;
    player.pause();
    engine().fail();
    player.resume();
    engine().render(6 * TENTH);
    expect(engines).toHaveLength(2);
    expect(engine().output.slice(119, 6 * TENTH - playedFrames)).toEqual([
      ...positionCoded(playedFrames + 119, 6 * TENTH),
    ]);
    expect(states).toEqual(['buffering', 'playing', 'paused', 'playing', 'ended']);
    expect(await second.over).toEqual({ state: 'ended' });
  });

  test('twice in a row without a sound makes the tracks of its rate fail; the others are heard, and so is the next', async () => {
    const { player, engines } = setUp();
    const first = openWhole(player, 0, TENTH);
    const second = openWhole(player, 0, TENTH);
    const other = openWhole(player, 0, 800, { ...FORMAT, sampleRateHz: 8000 });
    engines[0]!.fail();
    engines[2]!.fail();
    expect((await first.over).error?.code).toBe('no-audio');
    expect((await second.over).state).toBe('failed');
    engines[1]!.render(800);
    expect(other.getState().state).toBe('ended');
    openWhole(player, 0, TENTH);
    engines[3]!.render(TENTH);
    expect(engines[3]!.output).toEqual([...positionCoded(0, TENTH)]);
  });
});

test('where there can be no engine, tracks fail with the reason and the player goes on', async () => {
  const player = new TrackPlayer({
    ...PARTS,
    clock: new VirtualClock(),
    openEngine: () => {
      throw new CuelightError('no-audio', { doing: 'play audio', because: 'there is no AudioContext here' });
    },
  });
  const track = player.open(FORMAT);
  track.append(positionCodedBytes(0, TENTH));
  track.finish();
  const { state, error } = await track.over;
  expect([state, error?.code]).toEqual(['failed', 'no-audio']);
  expect([await player.unlock(), player.audioContext(), player.getState().state]).toEqual([
    false,
    null,
    'idle',
  ]);
});

test('a track that can be heard no more, for there is no engine any longer, fails again when it is replayed', () => {
  let isRefused = false;
  const engines: FakeEngine[] = [];
  const player = new TrackPlayer({
    ...PARTS,
    clock: new VirtualClock(),
    openEngine: (sampleRateHz, listener) => {
      if (isRefused) throw new CuelightError('no-audio', { doing: 'play audio', because: 'it is gone' });
      const engine = new FakeEngine(sampleRateHz, listener);
      engines.push(engine);
      return engine;
    },
  });
  const track = openWhole(player, 0, TENTH);
  engines[0]!.render(TENTH);
  expect(track.getState().state).toBe('ended');
  engines[0]!.fail();
  isRefused = true;
  track.replay();
  expect([track.getState().state, player.getState()]).toEqual([
    'failed',
    { state: 'idle', tracks: 0, volume: 1, muted: false },
  ]);
});
