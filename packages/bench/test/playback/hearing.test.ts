import { describe, expect, test } from 'vitest';
import { deviceTimeMs, hear, takeAccount } from '../../src/playback/hearing.ts';

const sample = (position: number): number => ((position % 60_000) - 30_000) / 2 ** 15;
const stream = (from: number, to: number): number[] =>
  Array.from({ length: to - from }, (_, index) => sample(from + index));
const silence = (frames: number): number[] => Array.from({ length: frames }, () => 0);
const account = (...parts: readonly (readonly number[])[]): ReturnType<typeof takeAccount> =>
  takeAccount(Float32Array.from(parts.flat()), 1000);

describe('the account of what was heard', () => {
  test('is clean for a stream heard as it was sent', () => {
    expect(account(silence(30), stream(0, 1000), silence(9))).toEqual({
      firstFrame: 30,
      stalledFrames: 0,
      gapFrames: [],
      lost: 0,
      misplaced: 0,
      noise: 0,
    });
  });

  test('finds a stall, and nothing lost by it', () => {
    expect(account(stream(0, 400), silence(240), stream(400, 1000))).toMatchObject({
      stalledFrames: 240,
      gapFrames: [240],
      lost: 0,
      misplaced: 0,
    });
  });

  test('finds samples that were left out, at a join, in a gap and at the end', () => {
    expect(account(stream(0, 300), stream(310, 600)).lost).toBe(410);
    expect(account(stream(0, 300), silence(50), stream(310, 1000))).toMatchObject({
      lost: 10,
      stalledFrames: 40,
    });
    expect(account(silence(5), stream(7, 1000)).lost).toBe(7);
  });

  test('finds samples that were heard twice', () => {
    expect(account(stream(0, 300), stream(250, 1000))).toMatchObject({ misplaced: 50, lost: 0 });
  });

  test('allows for samples that were faded, and no more', () => {
    const fade = (from: number, frames: number): number[] =>
      stream(from, from + frames).map((value, index) => (value * (index + 0.5)) / frames);
    expect(account(stream(0, 300), silence(50), fade(300, 20), stream(320, 1000))).toMatchObject({
      stalledFrames: 50,
      lost: 0,
    });
    expect(account(stream(0, 300), fade(300, 20), stream(325, 1000)).lost).toBe(5);
  });

  test('takes a silent sample in its place for one of the stream, and the turn of the code for no jump', () => {
    const samples = Float32Array.from(stream(29_000, 61_000));
    expect(takeAccount(samples, 61_000)).toMatchObject({ lost: 0, gapFrames: [], misplaced: 0, noise: 0 });
  });

  test('goes back to the beginning where the recorder came late', () => {
    expect(account(stream(200, 1000))).toMatchObject({ firstFrame: -200, lost: 0 });
  });

  test('follows a listener who seeks, back and forth', () => {
    const samples = Float32Array.from([
      ...stream(0, 300),
      ...silence(5),
      ...stream(100, 200),
      ...stream(500, 1000),
    ]);
    expect(takeAccount(samples, 1000, [100, 500])).toMatchObject({ lost: 0, misplaced: 0, stalledFrames: 0 });
    expect(() => takeAccount(samples, 1000, [100, 700])).toThrow('did not go on from frame 700');
    expect(takeAccount(samples, 1000)).toMatchObject({ lost: 300, misplaced: 200 });
  });

  test('counts what is heard before the stream and is none of it', () => {
    expect(account(silence(5), [0.7, 0.3, 0.7], stream(0, 1000)).noise).toBe(3);
    expect(() => account(silence(100))).toThrow('Nothing was heard');
  });
});

describe('the moment of a frame', () => {
  test('is told by the marks near it, as clocks drift', () => {
    const marks = Array.from({ length: 400 }, (_, index) => {
      const contextMs = index * 9;
      return { contextMs, pageMs: 5000 + contextMs * 1.01 };
    });
    expect(deviceTimeMs({ rateHz: 1000, marks }, 3000)).toBeCloseTo(8030, -1);
  });

  test('is told by all marks where few are near', () => {
    const marks = [{ contextMs: 0, pageMs: 100 }];
    expect(deviceTimeMs({ rateHz: 1000, marks }, 900)).toBe(1000);
  });
});

test('what was heard is told in milliseconds after the first piece', () => {
  const samples = Float32Array.from([
    ...silence(24),
    ...stream(0, 480),
    ...silence(240),
    ...stream(480, 960),
  ]);
  const recording = {
    rateHz: 24_000,
    startFrame: 2400,
    base64: Buffer.from(samples.buffer).toString('base64'),
    marks: [{ contextMs: 100, pageMs: 1100 }],
    firstPieceAtMs: 1060,
    commandsAtMs: [],
  };
  expect(hear(recording, 960)).toEqual({
    firstSoundMs: 41,
    stalledMs: 10,
    gaps: 1,
    lost: 0,
    misplaced: 0,
    noise: 0,
  });
});
