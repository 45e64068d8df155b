import { describe, expect, test } from 'vitest';
import type { Track } from '../../src/audio/types.ts';
import { FORMAT, openWhole, setUp, statesOf, TENTH } from './player-rig.ts';
import { catchUncaught, untilReported } from '../support/uncaught.ts';
import { positionCoded, positionCodedBytes } from './position-code.ts';

describe('pause and resume', () => {
  test('keep every sample, work twice, and show paused at once and playing when it is heard again', () => {
    const { player, engine } = setUp();
    const track = openWhole(player, 0, 10 * TENTH);
    const states = statesOf(track);
    engine().render(TENTH);
    player.pause();
    player.pause();
    expect(track.getState().state).toBe('paused');
    engine().render(5 * TENTH);
    player.resume();
    player.resume();
    expect(track.getState().state).toBe('paused');
    engine().render(20 * TENTH);
    expect(states).toEqual(['buffering', 'playing', 'paused', 'playing', 'ended']);
    const heard = engine().output.filter((code) => code !== 0);
    expect(heard.length).toBe(10 * TENTH + 119);
  });

  test('a pause before the first sound holds tracks opened later too', () => {
    const { player, engine } = setUp();
    player.pause();
    const track = openWhole(player, 0, TENTH);
    engine().render(TENTH);
    expect([track.getState().state, player.getState().state]).toEqual(['paused', 'paused']);
    expect(engine().output.every((code) => code === 0)).toBe(true);
    player.resume();
    engine().render(TENTH);
    expect(engine().output.slice(TENTH)).toEqual([...positionCoded(0, TENTH)]);
  });

  test('resume with too little audio shows buffering', () => {
    const { player } = setUp();
    player.pause();
    const track = player.open(FORMAT);
    player.resume();
    expect(track.getState().state).toBe('buffering');
  });
});

describe('stop', () => {
  test('of one track discards what arrives late and lets the next be heard whole', async () => {
    const { player, engine } = setUp();
    const first = player.open(FORMAT);
    first.append(positionCodedBytes(0, 5 * TENTH));
    const second = openWhole(player, 5000, 5000 + TENTH);
    engine().render(TENTH);
    first.stop();
    first.stop();
    first.append(positionCodedBytes(5 * TENTH, 9 * TENTH));
    expect(await first.over).toEqual({ state: 'stopped' });
    engine().render(2 * TENTH);
    expect(engine().output.slice(TENTH + 119, 2 * TENTH + 119)).toEqual([
      ...positionCoded(5000, 5000 + TENTH),
    ]);
    expect([first.getState().state, second.getState().state]).toEqual(['stopped', 'ended']);
    expect(first.receivedSeconds()).toBe(0.5);
  });

  test('of a track that has ended changes nothing', () => {
    const { player, engine } = setUp();
    const track = openWhole(player, 0, TENTH);
    engine().render(TENTH);
    track.stop();
    player.stop();
    expect(track.getState()).toEqual({ state: 'ended' });
  });

  test('of the player stops every track, and it can be used again', () => {
    const { player, engine } = setUp();
    const tracks = [openWhole(player, 0, TENTH), openWhole(player, 0, TENTH)];
    player.stop();
    expect(tracks.map((track) => track.getState().state)).toEqual(['stopped', 'stopped']);
    expect(player.getState()).toEqual({ state: 'idle', tracks: 0, volume: 1, muted: false });
    openWhole(player, 7000, 7000 + TENTH);
    engine().render(TENTH);
    expect(engine().output).toEqual([...positionCoded(7000, 7000 + TENTH)]);
  });
});

describe('while the browser lets no sound out', () => {
  test('the track is blocked and nothing is lost; unlocking speaks it from its first sample', async () => {
    const { player, engine } = setUp();
    const track = player.open(FORMAT);
    const states = statesOf(track);
    engine().setAccess('blocked');
    track.append(positionCodedBytes(0, 3 * TENTH));
    track.finish();
    engine().render(TENTH);
    expect([states.at(-1), player.getState().state, track.playedSeconds()]).toEqual([
      'blocked',
      'blocked',
      0,
    ]);
    expect(await player.unlock()).toBe(true);
    expect(states.at(-1)).toBe('blocked');
    engine().render(3 * TENTH);
    expect(engine().output).toEqual([...positionCoded(0, 3 * TENTH)]);
    expect(states).toEqual(['buffering', 'blocked', 'playing', 'ended']);
  });

  test('an interruption in the middle shows blocked until it is heard again', () => {
    const { player, engine } = setUp();
    const track = openWhole(player, 0, 5 * TENTH);
    engine().render(TENTH);
    engine().setAccess('blocked');
    engine().render(TENTH);
    expect(track.getState().state).toBe('blocked');
    engine().setAccess('running');
    engine().render(TENTH);
    expect(track.getState().state).toBe('playing');
    expect(engine().output).toEqual([...positionCoded(0, 2 * TENTH)]);
  });

  test('a device that is still being opened is not blocked', () => {
    const { player, engine } = setUp();
    const track = openWhole(player, 0, TENTH);
    engine().setAccess('starting');
    expect(track.getState().state).toBe('buffering');
  });

  test('unlocking before there is a track opens the device for the expected rate', async () => {
    const { player, engines } = setUp();
    expect(await player.unlock()).toBe(true);
    expect(engines.map((engine) => engine.sampleRateHz)).toEqual([24_000]);
  });
});

describe('listeners', () => {
  test('may open the next track when one ends', () => {
    const { player, engine } = setUp();
    const track = openWhole(player, 0, TENTH);
    let next: Track | undefined;
    track.subscribe(({ state }) => {
      if (state === 'ended') next = openWhole(player, TENTH, 2 * TENTH);
    });
    engine().render(3 * TENTH);
    expect([next?.getState().state, player.getState().tracks]).toEqual(['ended', 0]);
  });

  test('that throw do not keep other tracks from ending', async () => {
    const { player } = setUp();
    const first = openWhole(player, 0, TENTH);
    const second = openWhole(player, 0, TENTH);
    const uncaught = catchUncaught();
    const error = new Error('listener');
    for (const track of [first, player]) {
      track.subscribe(() => {
        throw error;
      });
    }
    expect(() => player.stop()).not.toThrow();
    expect(await Promise.all([first.over, second.over])).toEqual([
      { state: 'stopped' },
      { state: 'stopped' },
    ]);
    await untilReported();
    expect(uncaught).toContain(error);
  });
});

describe('at the door', () => {
  test.each([
    ['a missing format', undefined, 'format is undefined'],
    ['another encoding', { ...FORMAT, encoding: 'f32le' }, 'format.encoding is "f32le"'],
    ['two channels', { ...FORMAT, channels: 2 }, 'format.channels is 2'],
    ['a missing rate', { encoding: 's16le', channels: 1 }, 'format.sampleRateHz is null'],
    ['no number', { ...FORMAT, sampleRateHz: Number.NaN }, 'format.sampleRateHz is NaN'],
    ['a fraction', { ...FORMAT, sampleRateHz: 24_000.5 }, 'format.sampleRateHz is 24000.5'],
    ['too low a rate', { ...FORMAT, sampleRateHz: 2999 }, 'from 3000 to 192000'],
    ['too high a rate', { ...FORMAT, sampleRateHz: 192_001 }, 'from 3000 to 192000'],
  ])('%s is refused', (_, format, message) => {
    const { player } = setUp();
    // @ts-expect-error what plain JavaScript may pass
    expect(() => player.open(format)).toThrow(
      expect.objectContaining({ code: 'invalid-option', message: expect.stringContaining(message) }),
    );
    expect(player.getState().tracks).toBe(0);
  });

  test('anything but bytes is refused', () => {
    const { player } = setUp();
    const track = player.open(FORMAT);
    // @ts-expect-error what plain JavaScript may pass
    expect(() => track.append('audio')).toThrow('bytes is "audio" (string)');
    expect(track.getState().state).toBe('buffering');
  });

  test('a node of a foreign context is refused', () => {
    const { player } = setUp();
    // @ts-expect-error only the context of a node is looked at
    expect(() => player.connect({ context: null })).toThrow('audioContext()');
  });
});

test('close stops every track and every engine, works twice, and nothing opens afterwards', async () => {
  const { player, engines } = setUp();
  const track = openWhole(player, 0, TENTH);
  openWhole(player, 0, TENTH, { ...FORMAT, sampleRateHz: 8000 });
  player.close();
  player.close();
  expect((await track.over).state).toBe('stopped');
  expect(engines.map((engine) => engine.isClosed)).toEqual([true, true]);
  expect(() => player.open(FORMAT)).toThrow(expect.objectContaining({ code: 'closed' }));
  expect([await player.unlock(), player.audioContext()]).toEqual([false, null]);
  player.pause();
  player.resume();
  player.stop();
  expect(engines).toHaveLength(2);
});
