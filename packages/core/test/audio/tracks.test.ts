import { describe, expect, test } from 'vitest';
import type { PcmFormat } from '../../src/audio/pure/format.ts';
import { FORMAT, openWhole, sentFrames, setUp, statesOf, TENTH } from './player-rig.ts';
import { positionCoded, positionCodedBytes } from './position-code.ts';
import { waveHeader } from './wave-fixture.ts';

describe('a track', () => {
  test('shows each state once, and playing and ended only when it was so on the audio thread', () => {
    const { player, engine } = setUp();
    const track = player.open(FORMAT);
    const states = statesOf(track);
    const playerStates = statesOf(player);
    track.append(positionCodedBytes(0, 10 * TENTH));
    expect(states).toEqual(['buffering']);
    engine().render(128);
    expect(states).toEqual(['buffering', 'playing']);
    track.finish();
    engine().render(10 * TENTH - 129);
    expect(track.getState().state).toBe('playing');
    engine().render(1);
    expect(states).toEqual(['buffering', 'playing', 'ended']);
    expect(playerStates).toEqual(['buffering', 'playing', 'idle']);
    expect(player.getState().tracks).toBe(0);
  });

  test('that is behind another waits, and joins it sample by sample without showing buffering', () => {
    const { player, engine } = setUp();
    openWhole(player, 0, TENTH);
    const second = openWhole(player, TENTH, 3 * TENTH);
    const states = statesOf(second);
    const playerStates = statesOf(player);
    engine().render(2.5 * TENTH);
    expect(engine().output).toEqual([...positionCoded(0, 2.5 * TENTH)]);
    expect(states).toEqual(['waiting', 'playing']);
    expect(playerStates).toEqual(['buffering', 'playing', 'playing']);
  });

  test('comes out whole when it is appended one byte at a time', () => {
    const { player, engine } = setUp();
    const track = player.open(FORMAT);
    for (const byte of positionCodedBytes(0, TENTH)) track.append(Uint8Array.of(byte));
    track.finish();
    engine().render(TENTH);
    expect(engine().output).toEqual([...positionCoded(0, TENTH)]);
    const pages = engine().commands.filter((command) => command.type === 'page');
    expect(pages.map((page) => page.samples.length)).toEqual([480, 480, 480, 480, 480]);
  });

  test("comes out whole from a server's Buffers, cut anywhere and used again at once", () => {
    const { player, engine } = setUp();
    const track = player.open(FORMAT);
    const bytes = positionCodedBytes(0, TENTH);
    const pool = Buffer.alloc(1000);
    for (let at = 0; at < bytes.length; at += 333) {
      const piece = bytes.subarray(at, at + 333);
      pool.set(piece, 1);
      track.append(pool.subarray(1, 1 + piece.length));
    }
    track.finish();
    engine().render(TENTH);
    expect(engine().output).toEqual([...positionCoded(0, TENTH)]);
  });

  test('starts after the longest wait although nothing more comes', async () => {
    const { player, clock, engine } = setUp();
    const track = player.open(FORMAT);
    track.append(positionCodedBytes(0, TENTH - 1));
    await clock.advance(399);
    engine().render(128);
    expect(track.getState().state).toBe('buffering');
    await clock.advance(1);
    engine().render(128);
    expect(track.getState().state).toBe('playing');
  });

  test('that runs dry shows buffering, collects more and goes on with the next sample', () => {
    const { player, engine } = setUp({ start: { startMs: 300, rebufferMs: 500 } });
    const track = player.open(FORMAT);
    const states = statesOf(track);
    track.append(positionCodedBytes(0, 3 * TENTH));
    engine().render(4 * TENTH);
    track.append(positionCodedBytes(3 * TENTH, 7 * TENTH));
    engine().render(TENTH);
    expect(states).toEqual(['buffering', 'playing', 'buffering']);
    track.append(positionCodedBytes(7 * TENTH, 8 * TENTH));
    engine().render(2 * TENTH);
    expect(states).toEqual(['buffering', 'playing', 'buffering', 'playing']);
    // After the fade-in.
    expect(engine().output.slice(5 * TENTH + 120, 7 * TENTH)).toEqual([
      ...positionCoded(3 * TENTH + 120, 5 * TENTH),
    ]);
    expect(track.playedSeconds()).toBeGreaterThan(0.4);
  });

  test('counts what was heard and what was received in seconds of its own audio', () => {
    const { player, engine } = setUp();
    const track = player.open(FORMAT);
    track.append(positionCodedBytes(0, 10 * TENTH).subarray(0, 19_999));
    expect([track.receivedSeconds(), track.playedSeconds()]).toEqual([9999 / 24_000, 0]);
    engine().render(5 * TENTH);
    const played = track.playedSeconds();
    expect(played).toBeLessThanOrEqual(9999 / 24_000);
    expect(played).toBeGreaterThan(9999 / 24_000 - 0.05);
  });

  test('without any audio ends in its turn', async () => {
    const { player, engine } = setUp();
    const first = openWhole(player, 0, TENTH);
    const empty = player.open(FORMAT);
    empty.finish();
    engine().render(128);
    expect(empty.getState().state).toBe('waiting');
    engine().render(TENTH);
    expect(await Promise.all([first.over, empty.over])).toEqual([{ state: 'ended' }, { state: 'ended' }]);
  });

  test('of another rate is heard by an engine of its own, after those before it and before those behind it', () => {
    const { player, engines } = setUp();
    const first = openWhole(player, 0, TENTH);
    const second = openWhole(player, 0, 8820, { ...FORMAT, sampleRateHz: 44_100 });
    const third = openWhole(player, TENTH, 2 * TENTH);
    const states = (): string[] => [first, second, third].map((track) => track.getState().state);
    engines[1]!.render(1000);
    engines[0]!.render(TENTH - 1);
    expect(states()).toEqual(['playing', 'waiting', 'waiting']);
    engines[0]!.render(1000);
    expect(states()).toEqual(['ended', 'buffering', 'waiting']);
    engines[1]!.render(8820);
    expect(states()).toEqual(['ended', 'ended', 'buffering']);
    engines[0]!.render(TENTH);
    expect(states()).toEqual(['ended', 'ended', 'ended']);
    expect(engines.map((engine) => engine.sampleRateHz)).toEqual([24_000, 44_100]);
  });

  test('whose header contradicts its format fails, and those behind it are heard', async () => {
    const { player, engine } = setUp();
    const wrong = player.open(FORMAT);
    const next = openWhole(player, 0, TENTH);
    wrong.append(waveHeader({ sampleRateHz: 44_100 }));
    wrong.append(positionCodedBytes(0, TENTH));
    const { state, error } = await wrong.over;
    expect([state, error?.code]).toEqual(['failed', 'invalid-option']);
    engine().render(TENTH);
    expect(engine().output).toEqual([...positionCoded(0, TENTH)]);
    expect(next.getState().state).toBe('ended');
  });

  test('longer than two hours fails instead of filling the memory', () => {
    const { player } = setUp();
    const track = player.open({ ...FORMAT, sampleRateHz: 3000 });
    const hour = new Uint8Array(3000 * 2 * 3600);
    track.append(hour);
    track.append(hour);
    expect(track.getState().state).toBe('buffering');
    track.append(new Uint8Array(2));
    expect(track.getState()).toMatchObject({ state: 'failed', error: { code: 'invalid' } });
  });
});

describe('the engine holds a window of what is ahead', () => {
  test('60 seconds over all tracks, topped up as they are heard', () => {
    const { player, engine } = setUp();
    const format: PcmFormat = { ...FORMAT, sampleRateHz: 3000 };
    openWhole(player, 0, 40 * 3000, format);
    openWhole(player, 40 * 3000, 100 * 3000, format);
    expect(sentFrames(engine())).toBe(60 * 3000);
    engine().render(50 * 3000);
    expect(sentFrames(engine())).toBe(100 * 3000);
    engine().render(50 * 3000);
    expect(engine().output).toEqual([...positionCoded(0, 100 * 3000)]);
  });

  test('a track behind one that is still being received does not take its room', () => {
    const { player, engine } = setUp();
    const first = player.open(FORMAT);
    first.append(positionCodedBytes(0, 5 * TENTH));
    openWhole(player, 0, 700 * TENTH);
    expect(sentFrames(engine())).toBe(5 * TENTH);
    first.append(positionCodedBytes(5 * TENTH, 10 * TENTH));
    first.finish();
    expect(sentFrames(engine())).toBe(600 * TENTH);
  });
});
