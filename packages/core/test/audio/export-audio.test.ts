import { expect, test } from 'vitest';
import type { Track } from '../../src/audio/types.ts';
import { FORMAT, openWhole, setUp, TENTH } from './player-rig.ts';
import { positionCoded, positionCodedBytes } from './position-code.ts';
import { waveHeader } from './wave-fixture.ts';

async function readAll(track: Track): Promise<number[]> {
  const samples: number[] = [];
  for await (const piece of track.audio()) samples.push(...piece);
  return samples;
}

test('every reader gets everything, from the first sample on, whenever it begins', async () => {
  const { player, engine } = setUp();
  const track = player.open(FORMAT);
  const early = readAll(track);
  track.append(positionCodedBytes(0, 30 * TENTH).subarray(0, -1));
  engine().render(25 * TENTH);
  const middle = readAll(track);
  track.append(positionCodedBytes(30 * TENTH - 1, 45 * TENTH).subarray(1));
  track.finish();
  await Promise.resolve();
  const late = readAll(track);
  const expected = [...positionCoded(0, 45 * TENTH)];
  expect(await early).toEqual(expected);
  expect(await middle).toEqual(expected);
  expect(await late).toEqual(expected);
});

test('a reader may stop early, and what it got is its own', async () => {
  const { player, engine } = setUp();
  const track = openWhole(player, 0, 30 * TENTH);
  for await (const piece of track.audio()) {
    piece.fill(7);
    break;
  }
  engine().render(30 * TENTH);
  expect(engine().output).toEqual([...positionCoded(0, 30 * TENTH)]);
});

test('a WAVE file has every sample behind its header, before anything was heard', async () => {
  const { player } = setUp();
  const track = player.open(FORMAT);
  const file = track.toWav();
  for (const byte of positionCodedBytes(0, 101)) track.append(Uint8Array.of(byte));
  track.append(positionCodedBytes(101, 30_001));
  track.finish();
  const bytes = await file;
  expect(new DataView(bytes.buffer).getUint32(4, true)).toBe(bytes.length - 8);
  expect(bytes.subarray(8, 44)).toEqual(waveHeader({ dataBytes: 60_002 }).subarray(8));
  expect(bytes.subarray(44)).toEqual(positionCodedBytes(0, 30_001));
});

test('a track without audio is an empty file', async () => {
  const { player } = setUp();
  const track = player.open(FORMAT);
  track.finish();
  expect((await track.toWav()).length).toBe(44);
  expect(await readAll(track)).toEqual([]);
});

test('what ended before its audio was there is not passed off as whole', async () => {
  const { player } = setUp();
  const stopped = player.open(FORMAT);
  stopped.append(positionCodedBytes(0, TENTH));
  const reader = readAll(stopped);
  const file = stopped.toWav();
  stopped.stop();
  await expect(reader).rejects.toMatchObject({ code: 'cancelled' });
  await expect(file).rejects.toMatchObject({ code: 'cancelled' });
  const failed = player.open(FORMAT);
  failed.append(waveHeader({ sampleRateHz: 44_100 }));
  await expect(failed.toWav()).rejects.toMatchObject({ code: 'invalid-option' });
  const whole = openWhole(player, 0, TENTH);
  whole.stop();
  expect(await readAll(whole)).toHaveLength(TENTH);
});

test('what retainSeconds has dropped is missed with advice, by readers that were too slow too', async () => {
  const { player, engine } = setUp({ retainSeconds: 1 });
  const track = openWhole(player, 0, 50 * TENTH);
  const reader = track.audio()[Symbol.asyncIterator]();
  expect((await reader.next()).value).toHaveLength(24_000);
  engine().render(50 * TENTH);
  await expect(reader.next()).rejects.toMatchObject({ code: 'invalid' });
  await expect(track.toWav()).rejects.toThrow(/retainSeconds/);
  expect(await readAll(track)).toEqual([...positionCoded(40 * TENTH, 50 * TENTH)]);
});
