import { describe, expect, test } from 'vitest';
import type { Mark, Playback } from '../../src/audio/types.ts';
import { FORMAT, openWhole, setUp, TENTH } from './player-rig.ts';
import { positionCodedBytes, positionCoded } from './position-code.ts';
import { waveHeader } from './wave-fixture.ts';

/** Lets the clock and the audio thread go on together. */
async function pass(rig: ReturnType<typeof setUp>, milliseconds: number): Promise<void> {
  for (let left = milliseconds; left > 0; left -= 10) {
    rig.engine().render(240);
    await rig.clock.advance(10);
  }
}

describe('playback', () => {
  test('is right whenever it is asked, without a listener and without a timer', async () => {
    const rig = setUp();
    const track = rig.player.open(FORMAT);
    expect(track.playback.getState()).toEqual({
      timeSeconds: 0,
      bufferedSeconds: 0,
      durationSeconds: null,
      mark: null,
    });
    track.append(positionCodedBytes(0, 10 * TENTH));
    await pass(rig, 430);
    expect(rig.clock.pending).toBe(0);
    const { timeSeconds, ...rest } = track.playback.getState();
    expect(timeSeconds).toBeCloseTo(0.43, 1);
    expect(rest).toEqual({ bufferedSeconds: 1, durationSeconds: null, mark: null });
    expect(rig.player.playback.getState().timeSeconds).toBe(timeSeconds);
    track.finish();
    await pass(rig, 600);
    expect(track.playback.getState()).toEqual({
      timeSeconds: 1,
      bufferedSeconds: 1,
      durationSeconds: 1,
      mark: null,
    });
    expect(rig.player.playback.getState()).toMatchObject({ timeSeconds: 0, durationSeconds: null });
  });

  test('ticks about 20 times a second while it is listened to and heard, and never goes back', async () => {
    const rig = setUp();
    const track = openWhole(rig.player, 0, 30 * TENTH);
    const told: Playback[] = [];
    const undo = track.playback.subscribe((playback) => told.push(playback));
    await pass(rig, 1000);
    expect(told.length).toBeGreaterThan(17);
    expect(told.length).toBeLessThan(26);
    const times = told.map(({ timeSeconds }) => timeSeconds);
    expect(times).toEqual(times.toSorted((left, right) => left - right));
    expect(times.at(-1)).toBeGreaterThan(0.9);
    rig.player.pause();
    await pass(rig, 100);
    told.length = 0;
    await pass(rig, 1000);
    expect([told, rig.clock.pending]).toEqual([[], 0]);
    rig.player.resume();
    await pass(rig, 200);
    undo();
    undo();
    expect(rig.clock.pending).toBe(0);
  });

  test('of the player follows the track that is heard', async () => {
    const rig = setUp();
    openWhole(rig.player, 0, 2 * TENTH);
    openWhole(rig.player, 0, 5 * TENTH);
    const durations: (number | null)[] = [];
    const undo = rig.player.playback.subscribe(({ durationSeconds }) => {
      if (durations.at(-1) !== durationSeconds) durations.push(durationSeconds);
    });
    await pass(rig, 800);
    expect(durations).toEqual([0.2, 0.5, null]);
    undo();
  });

  test('shows what arrives while nothing is heard', async () => {
    const rig = setUp();
    rig.player.pause();
    const track = rig.player.open(FORMAT);
    const buffered: number[] = [];
    const undo = track.playback.subscribe(({ bufferedSeconds }) => buffered.push(bufferedSeconds));
    for (let piece = 0; piece < 10; piece++) {
      track.append(positionCodedBytes(piece * 240, piece * 240 + 240));
      await rig.clock.advance(10);
    }
    await rig.clock.advance(50);
    expect(buffered.at(-1)).toBe(0.1);
    expect(buffered.length).toBeLessThan(5);
    undo();
  });

  test('is behind by what the device holds, while it is heard', async () => {
    const rig = setUp();
    const track = openWhole(rig.player, 0, 10 * TENTH);
    rig.engine().outputLatencySeconds = 0.2;
    await pass(rig, 150);
    expect(track.playback.getState().timeSeconds).toBe(0);
    await pass(rig, 350);
    expect(track.playback.getState().timeSeconds).toBeCloseTo(0.3, 1);
    await pass(rig, 600);
    expect(track.playback.getState().timeSeconds).toBe(1);
    expect(track.statistics().outputLatencyMs).toBe(200);
  });

  test('stands still when no report comes any more', async () => {
    const rig = setUp();
    const track = openWhole(rig.player, 0, 50 * TENTH);
    await pass(rig, 500);
    await rig.clock.advance(3000);
    expect(track.playback.getState().timeSeconds).toBeLessThan(0.8);
  });
});

function withMarks(): {
  rig: ReturnType<typeof setUp>;
  track: ReturnType<typeof openWhole>;
  heard: unknown[];
} {
  const rig = setUp();
  const track = rig.player.open(FORMAT);
  const heard: unknown[] = [];
  track.mark('first');
  track.append(positionCodedBytes(0, 5 * TENTH));
  track.mark('second');
  track.append(positionCodedBytes(5 * TENTH, 10 * TENTH));
  track.mark('end');
  track.finish();
  track.onMark((mark: Mark) => heard.push(mark.value));
  return { rig, track, heard };
}

describe('marks', () => {
  test('are told in order when they are heard, none before the first sound', async () => {
    const { rig, track, heard } = withMarks();
    await rig.clock.advance(100);
    expect([heard, track.playback.getState().mark]).toEqual([[], null]);
    await pass(rig, 400);
    expect(heard).toEqual(['first']);
    await pass(rig, 150);
    expect(heard).toEqual(['first', 'second']);
    expect(track.playback.getState().mark).toEqual({
      index: 1,
      frame: 5 * TENTH,
      timeSeconds: 0.5,
      value: 'second',
    });
    await pass(rig, 600);
    expect(heard).toEqual(['first', 'second', 'end']);
    expect(rig.clock.pending).toBe(0);
  });

  test('are told again after a seek back, and those that were jumped over are not', async () => {
    const { rig, track, heard } = withMarks();
    await pass(rig, 100);
    track.seek(0.7);
    await pass(rig, 100);
    expect([heard, track.playback.getState().mark?.value]).toEqual([['first'], 'second']);
    track.seek(0.45);
    expect(track.playback.getState().mark?.value).toBe('first');
    await pass(rig, 150);
    expect(heard).toEqual(['first', 'second']);
    track.seek(0.5);
    await pass(rig, 100);
    expect(heard).toEqual(['first', 'second', 'second']);
  });

  test('that pass at one look are told one by one: a listener may seek', async () => {
    const rig = setUp();
    const track = rig.player.open(FORMAT);
    const heard: unknown[] = [];
    for (let at = 0; at < 5; at++) {
      track.mark(at);
      track.append(positionCodedBytes(at * 100, at * 100 + 100));
    }
    track.append(positionCodedBytes(500, 5 * TENTH));
    track.mark('far');
    track.finish();
    track.onMark(({ value }) => {
      heard.push(value);
      if (value === 1) track.seek(0.4);
    });
    await pass(rig, 600);
    expect(heard).toEqual([0, 1, 'far']);
  });

  test('that pass at one look are told no more once a listener has undone itself', async () => {
    const rig = setUp();
    const track = rig.player.open(FORMAT);
    track.mark(0);
    track.append(positionCodedBytes(0, 100));
    track.mark(1);
    track.append(positionCodedBytes(100, TENTH));
    track.finish();
    const heard: unknown[] = [];
    const undo = track.onMark(({ value }) => {
      heard.push(value);
      undo();
    });
    await pass(rig, 200);
    expect(heard).toEqual([0]);
  });

  test('begin a piece of its own: half a sample is dropped, and its header is taken off', () => {
    const { player, engine } = setUp();
    const track = player.open(FORMAT);
    track.append(positionCodedBytes(0, TENTH + 1).subarray(0, -1));
    track.mark(1);
    track.append(waveHeader());
    track.append(positionCodedBytes(TENTH, 2 * TENTH));
    track.finish();
    engine().render(2 * TENTH);
    expect(engine().output).toEqual([...positionCoded(0, 2 * TENTH)]);
  });

  test('are ignored once the track is finished, and the undo works twice', async () => {
    const rig = setUp();
    const track = openWhole(rig.player, 0, 2 * TENTH);
    track.mark('late');
    const heard: unknown[] = [];
    const undo = track.onMark(({ value }) => heard.push(value));
    undo();
    undo();
    await pass(rig, 300);
    expect([heard, rig.clock.pending]).toEqual([[], 0]);
  });
});

describe('statistics', () => {
  test('count from the opening of the track', async () => {
    const rig = setUp();
    const track = rig.player.open(FORMAT);
    expect(track.statistics()).toEqual({
      firstByteMs: null,
      firstSoundMs: null,
      underruns: 0,
      stalledMs: 0,
      engine: 'silent',
      outputLatencyMs: null,
    });
    await rig.clock.advance(120);
    track.append(positionCodedBytes(0, TENTH));
    await rig.clock.advance(10);
    await pass(rig, 150);
    await pass(rig, 300);
    track.append(positionCodedBytes(TENTH, 3 * TENTH));
    track.finish();
    await pass(rig, 300);
    expect(track.statistics()).toEqual({
      firstByteMs: 120,
      firstSoundMs: 130,
      underruns: 1,
      stalledMs: 350,
      engine: 'silent',
      outputLatencyMs: null,
    });
  });

  test('a pause is no stall', async () => {
    const rig = setUp();
    const track = rig.player.open(FORMAT);
    track.append(positionCodedBytes(0, TENTH));
    await pass(rig, 200);
    rig.player.pause();
    await pass(rig, 1000);
    rig.player.resume();
    expect(track.statistics()).toMatchObject({ underruns: 1, stalledMs: 100 });
  });
});
