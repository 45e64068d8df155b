import { expect, onTestFinished, test } from 'vitest';
import { createPlayer } from '../../src/player.ts';
import { seededRandom } from '../../src/testing/seeded-random.ts';
import { accountFor } from './account.ts';
import { codeOf, positionCoded, positionCodedBytes } from './position-code.ts';
import { FORMAT, RAMP_FRAMES, RATE_HZ, setUp } from './real-player.ts';
import { record } from './recording.ts';
import { accountForTakes, type Take } from './takes.ts';
import { untilContext, untilState } from './until.ts';

test.each([1, 2, 3])(
  'cut, paused and sought at random (seed %i), every stretch is heard sample by sample',
  async (seed) => {
    const random = seededRandom(seed);
    const player = setUp();
    const recording = await record(player, RATE_HZ);
    const track = player.open(FORMAT);
    // Their codes are away from zero, so that a quiet one is not mistaken for another.
    let bytes = positionCodedBytes(31_000, 59_000);
    const takes: Take[] = [{ start: 31_000, end: 59_000, isCutIn: false, isWhole: false }];
    while (bytes.length > 0) {
      const size = 1 + Math.floor(random() * 9000);
      track.append(bytes.subarray(0, size));
      bytes = bytes.subarray(size);
      await recording.frames(1 + Math.floor(random() * 1024));
      const choice = random();
      if (choice < 0.2) player.pause();
      else if (choice < 0.6) player.resume();
      else if (choice < 0.8) {
        const frame = Math.floor(random() * 20_000);
        track.seek(frame / RATE_HZ);
        takes.push({ start: 31_000 + frame, end: 59_000, isCutIn: frame > 0, isWhole: false });
      }
    }
    takes.at(-1)!.isWhole = true;
    track.finish();
    player.resume();
    await track.over;
    await recording.frames(RAMP_FRAMES);
    expect(accountForTakes(recording.codes, takes, RAMP_FRAMES)).toMatchObject({
      take: takes.length - 1,
      next: 59_000,
    });
  },
);

test('one byte at a time is heard whole', async () => {
  const player = setUp();
  const recording = await record(player, RATE_HZ);
  const track = player.open(FORMAT);
  const bytes = positionCodedBytes(0, 4801);
  for (let at = 0; at < bytes.length; at++) track.append(bytes.subarray(at, at + 1));
  track.finish();
  await track.over;
  await recording.caughtUp();
  expect(accountFor(recording.codes, RAMP_FRAMES)).toBe(4801);
});

test('muted and turned down, audio goes on at its place', async () => {
  const player = setUp({ volume: 0.5 });
  const recording = await record(player, RATE_HZ);
  const track = player.open(FORMAT);
  track.append(positionCodedBytes(10_000, 29_000));
  track.finish();
  await recording.until((all) => all.includes(codeOf(12_000) / 2));
  player.setMuted(true);
  await recording.until((all) => all.slice(-512).every((code) => code === 0));
  expect(track.getState().state).toBe('playing');
  player.setMuted(false);
  player.setVolume(1);
  await track.over;
  await recording.caughtUp();
  const codes = recording.heard();
  expect(codes.slice(0, 2000)).toEqual([...positionCoded(10_000, 12_000)].map((code) => code / 2));
  expect(codes.indexOf(codeOf(28_999))).toBe(18_999);
});

test('a track that has ended is heard again, and its marks and its file are right', async () => {
  const player = setUp();
  const recording = await record(player, RATE_HZ);
  const track = player.open(FORMAT);
  const marks: unknown[] = [];
  track.mark('begin');
  track.append(positionCodedBytes(0, 4000));
  track.mark('middle');
  track.append(positionCodedBytes(4000, 8000));
  track.finish();
  track.onMark(({ value }) => marks.push(value));
  await track.over;
  track.replay(4000 / RATE_HZ);
  await untilState(track, 'playing');
  await untilState(track, 'ended');
  await recording.caughtUp();
  expect(recording.codes.filter((code) => code === codeOf(7999))).toHaveLength(2);
  expect(marks).toEqual(['begin', 'middle', 'middle']);
  const file = await track.toWav();
  expect(file.subarray(44)).toEqual(positionCodedBytes(0, 8000));
  const context = new OfflineAudioContext(1, 8000, RATE_HZ);
  expect((await context.decodeAudioData(file.buffer)).length).toBe(8000);
});

test('the second channel follows what is heard, and its ticks end with the sound', async () => {
  const player = setUp();
  const track = player.open(FORMAT);
  const times: number[] = [];
  const undo = track.playback.subscribe(({ timeSeconds }) => times.push(timeSeconds));
  track.append(positionCodedBytes(0, 24_000));
  track.finish();
  await track.over;
  undo();
  expect(times).toEqual(times.toSorted((left, right) => left - right));
  expect(new Set(times).size).toBeGreaterThan(5);
  expect(track.playback.getState()).toEqual({
    timeSeconds: 1,
    bufferedSeconds: 1,
    durationSeconds: 1,
    mark: null,
  });
  const { firstSoundMs, engine, outputLatencyMs } = track.statistics();
  expect([engine, firstSoundMs! > 0, outputLatencyMs! > 0]).toEqual(['worklet', true, true]);
});

test('a hundred players one after the other share one context, which sleeps without a listener in the end', async () => {
  const made: AudioContext[] = [];
  let listeners = 0;
  const Original = globalThis.AudioContext;
  globalThis.AudioContext = class extends Original {
    constructor(options?: AudioContextOptions) {
      super(options);
      made.push(this);
    }
    override addEventListener(...parameters: Parameters<AudioContext['addEventListener']>): void {
      listeners++;
      super.addEventListener(...parameters);
    }
    override removeEventListener(...parameters: Parameters<AudioContext['removeEventListener']>): void {
      listeners--;
      super.removeEventListener(...parameters);
    }
  };
  onTestFinished(() => {
    globalThis.AudioContext = Original;
  });
  for (let round = 0; round < 100; round++) {
    const player = createPlayer({ expectedSampleRateHz: 13_000 });
    const track = player.open({ ...FORMAT, sampleRateHz: 13_000 });
    track.playback.subscribe(() => undefined);
    track.append(new Uint8Array(2600));
    if (round % 10 === 0) await untilState(track, 'playing');
    player.close();
    expect(track.getState().state).toBe('stopped');
  }
  expect(made).toHaveLength(1);
  await untilContext(made[0]!, 'suspended');
  expect(listeners).toBe(0);
});
