import { describe, expect, test } from 'vitest';
import { FORMAT, openWhole, sentFrames, setUp, statesOf, TENTH } from './player-rig.ts';
import { positionCoded, positionCodedBytes } from './position-code.ts';

const RAMP = 120;

/** What was heard since `from`, without silence and ramps around it. */
function steady(output: readonly number[], from: number, count: number): number[] {
  const first = output.findIndex((code, at) => at >= from && code === 0);
  const next = output.findIndex((code, at) => at > first && code !== 0);
  return output.slice(next + RAMP, next + RAMP + count);
}

describe('seek', () => {
  test('goes on from there, forwards and back, once it is heard', () => {
    const { player, engine } = setUp();
    const track = openWhole(player, 0, 20 * TENTH);
    const states = statesOf(track);
    engine().render(TENTH);
    expect(track.seek(1.5)).toBe(1.5);
    expect(track.playback.getState().timeSeconds).toBe(1.5);
    engine().render(TENTH);
    expect(engine().output.slice(TENTH + 2 * RAMP, 2 * TENTH)).toEqual([
      ...positionCoded(15 * TENTH + RAMP + 1, 16 * TENTH - RAMP + 1),
    ]);
    track.seek(0.2);
    engine().render(18 * TENTH + 2 * RAMP);
    expect(states).toEqual(['buffering', 'playing', 'buffering', 'playing', 'buffering', 'playing', 'ended']);
    expect(engine().output.includes(positionCoded(20 * TENTH - 1, 20 * TENTH)[0]!)).toBe(true);
  });

  test('where the audio has not arrived yet waits for it', () => {
    const { player, engine } = setUp();
    const track = player.open(FORMAT);
    track.append(positionCodedBytes(0, 5 * TENTH));
    engine().render(TENTH);
    expect(track.seek(1)).toBe(1);
    track.append(positionCodedBytes(5 * TENTH, 10 * TENTH));
    engine().render(TENTH);
    expect(track.getState().state).toBe('buffering');
    track.append(positionCodedBytes(10 * TENTH, 15 * TENTH));
    const from = engine().output.length;
    engine().render(TENTH);
    expect(engine().output.slice(from + RAMP, from + TENTH)).toEqual([
      ...positionCoded(10 * TENTH + RAMP, 11 * TENTH),
    ]);
  });

  test('beyond the end is the end, also where that shows only later', async () => {
    const { player, engine } = setUp();
    const first = player.open(FORMAT);
    first.append(positionCodedBytes(0, 5 * TENTH));
    first.seek(60);
    first.finish();
    const second = openWhole(player, 0, 5 * TENTH);
    expect(second.seek(60)).toBe(0.5);
    engine().render(TENTH);
    expect(await Promise.all([first.over, second.over])).toEqual([{ state: 'ended' }, { state: 'ended' }]);
    expect([first.playedSeconds(), engine().output.every((code) => code === 0)]).toEqual([0.5, true]);
  });

  test('of a waiting track, or while paused, begins there in its turn', () => {
    const { player, engine } = setUp();
    openWhole(player, 0, 2 * TENTH);
    const second = openWhole(player, 2 * TENTH, 12 * TENTH);
    second.seek(0.5);
    player.pause();
    second.seek(0.8);
    player.resume();
    engine().render(5 * TENTH);
    expect(second.getState().state).toBe('ended');
    expect(engine().output.slice(2 * TENTH + 2 * RAMP, 3 * TENTH)).toEqual([
      ...positionCoded(10 * TENTH + RAMP + 1, 11 * TENTH - RAMP + 1),
    ]);
  });

  test('in a track that is over does nothing', () => {
    const { player, engine } = setUp();
    const track = openWhole(player, 0, TENTH);
    engine().render(TENTH);
    const sent = engine().commands.length;
    track.seek(0);
    expect([track.getState().state, engine().commands.length]).toEqual(['ended', sent]);
  });

  test('a report of before does not move it back', () => {
    const { player, engine } = setUp();
    const track = openWhole(player, 0, 20 * TENTH);
    engine().render(TENTH);
    const { track: id } = engine().lastReport!;
    track.seek(1);
    engine().report({ type: 'progress', track: id, playedFrames: TENTH });
    engine().report({ type: 'ended', track: id, playedFrames: TENTH });
    expect([track.playedSeconds(), track.getState().state]).toEqual([1, 'buffering']);
  });

  test.each([Number.NaN, -1, '1', undefined, null])('to %s is refused', (seconds) => {
    const { player } = setUp();
    const track = openWhole(player, 0, TENTH);
    // @ts-expect-error what plain JavaScript may pass
    expect(() => track.seek(seconds)).toThrow(expect.objectContaining({ code: 'invalid-option' }));
    expect(track.playback.getState().timeSeconds).toBe(0);
  });
});

describe('replay', () => {
  test('of a track that has ended is heard after those that are open, as often as wanted', async () => {
    const { player, engine } = setUp();
    const first = openWhole(player, 0, 2 * TENTH);
    engine().render(2 * TENTH);
    expect(await first.over).toEqual({ state: 'ended' });
    openWhole(player, 2 * TENTH, 4 * TENTH);
    first.replay();
    expect(first.getState().state).toBe('waiting');
    engine().render(4 * TENTH);
    expect(engine().output).toEqual([...positionCoded(0, 4 * TENTH), ...positionCoded(0, 2 * TENTH)]);
    engine().render(TENTH);
    first.replay(0.1);
    const from = engine().output.length;
    engine().render(TENTH + 2 * RAMP);
    expect(engine().output.slice(from + RAMP, from + TENTH)).toEqual([
      ...positionCoded(TENTH + RAMP, 2 * TENTH),
    ]);
    expect([first.getState(), player.getState().tracks]).toEqual([{ state: 'ended' }, 0]);
  });

  test('of a track that is heard begins it again', () => {
    const { player, engine } = setUp();
    const track = openWhole(player, 0, 5 * TENTH);
    engine().render(TENTH);
    track.replay();
    engine().render(6 * TENTH);
    expect(steady(engine().output, 0, 10).length).toBeGreaterThan(0);
    expect(engine().output.slice(TENTH + RAMP - 1, 6 * TENTH + RAMP - 1)).toEqual([
      ...positionCoded(0, 5 * TENTH),
    ]);
    expect([track.getState().state, player.getState().tracks]).toEqual(['ended', 0]);
  });

  test('of a stopped track gives what had arrived', () => {
    const { player, engine } = setUp();
    const track = player.open(FORMAT);
    track.append(positionCodedBytes(0, 2 * TENTH));
    track.stop();
    track.append(positionCodedBytes(2 * TENTH, 3 * TENTH));
    track.replay();
    engine().render(3 * TENTH);
    expect(engine().output.slice(0, 2 * TENTH)).toEqual([...positionCoded(0, 2 * TENTH)]);
    expect(track.getState().state).toBe('ended');
  });

  test('is refused once the player is closed, and from NaN', () => {
    const { player } = setUp();
    const track = openWhole(player, 0, TENTH);
    expect(() => track.replay(Number.NaN)).toThrow('seconds is NaN');
    player.close();
    expect(() => track.replay()).toThrow(expect.objectContaining({ code: 'closed' }));
  });
});

describe('with retainSeconds', () => {
  test('what was heard is dropped first, page by page, and cannot be sought any more', () => {
    const { player, engine } = setUp({ retainSeconds: 2 });
    const track = openWhole(player, 0, 60 * TENTH);
    engine().render(10 * TENTH);
    expect(track.seek(0)).toBe(0);
    engine().render(35 * TENTH);
    expect(track.seek(0.5)).toBe(3);
    engine().render(TENTH);
    expect(engine().output.slice(-TENTH / 2)).toEqual([
      ...positionCoded(31 * TENTH - TENTH / 2 - RAMP + 1, 31 * TENTH - RAMP + 1),
    ]);
  });

  test('an endless stream is heard for ever in bounded memory', () => {
    const { player, engine } = setUp({ retainSeconds: 1 });
    const format = { ...FORMAT, sampleRateHz: 3000 };
    const track = player.open(format);
    engine().isRecording = false;
    const minute = new Uint8Array(2 * 60 * 3000);
    for (let minutes = 0; minutes < 150; minutes++) {
      track.append(minute);
      engine().render(60 * 3000);
    }
    expect(track.getState().state).not.toBe('failed');
    expect(track.receivedSeconds()).toBe(150 * 60);
    expect(track.seek(0)).toBeGreaterThanOrEqual(150 * 60 - 62);
  });
});

test('skip goes on with the next track', () => {
  const { player, engine } = setUp();
  const first = openWhole(player, 0, 10 * TENTH);
  const second = openWhole(player, 20_000, 20_000 + TENTH);
  engine().render(TENTH);
  player.skip();
  engine().render(2 * TENTH);
  expect([first.getState().state, second.getState().state]).toEqual(['stopped', 'ended']);
  expect(engine().output.slice(TENTH + 119, 2 * TENTH + 119)).toEqual([
    ...positionCoded(20_000, 20_000 + TENTH),
  ]);
  player.skip();
  expect(player.getState().state).toBe('idle');
});

describe('volume', () => {
  test('and mute are shown as they change, and reach every engine, also later ones', () => {
    const { player, engines } = setUp({ volume: 0.5 });
    const shown: string[] = [];
    player.subscribe(({ volume, muted }) => shown.push(`${volume} ${muted}`));
    openWhole(player, 0, TENTH);
    player.setVolume(0.25);
    player.setVolume(0.25);
    player.setMuted(true);
    player.setVolume(1);
    openWhole(player, 0, 800, { ...FORMAT, sampleRateHz: 8000 });
    player.setMuted(false);
    const sent = engines.map((engine) =>
      engine.commands.flatMap((command) => (command.type === 'volume' ? [command.volume] : [])),
    );
    expect(sent).toEqual([
      [0.5, 0.25, 0, 1],
      [0, 1],
    ]);
    expect([...new Set(shown)]).toEqual(['0.5 false', '0.25 false', '0.25 true', '1 true', '1 false']);
  });

  test('muted audio goes on', () => {
    const { player, engine } = setUp({ muted: true });
    const track = openWhole(player, 0, TENTH);
    engine().render(TENTH);
    expect([engine().output.every((code) => code === 0), track.getState().state]).toEqual([true, 'ended']);
  });

  test.each([Number.NaN, -0.1, 1.1, '1', undefined])('%s is refused', (volume) => {
    const { player } = setUp();
    // @ts-expect-error what plain JavaScript may pass
    expect(() => player.setVolume(volume)).toThrow(expect.objectContaining({ code: 'invalid-option' }));
    // @ts-expect-error what plain JavaScript may pass
    expect(() => player.setMuted('yes')).toThrow('Pass true or false');
    expect(player.getState()).toMatchObject({ volume: 1, muted: false });
  });
});

test('the engine is topped up in pages of a second', () => {
  const { player, engine } = setUp();
  const format = { ...FORMAT, sampleRateHz: 3000 };
  openWhole(player, 0, 100 * 3000, format);
  engine().render(20 * 3000);
  const pages = engine().commands.filter((command) => command.type === 'page');
  expect(sentFrames(engine())).toBe(79 * 3000);
  expect(pages).toHaveLength(79);
});
