import { expect, test } from 'vitest';
import { bytesOf, SOURCE_RATE_HZ, soundBytes, TONE_AMPLITUDE, waveHeader } from '../../src/playback/sound.ts';

test('each sample of a position-coded stream says which one it is', () => {
  const bytes = soundBytes({ kind: 'positions' }, bytesOf(59_998), bytesOf(60_002));
  expect([...new Int16Array(bytes.buffer)]).toEqual([29_998, 29_999, -30_000, -29_999]);
});

test('pieces that end in the middle of a sample make up the whole', () => {
  const whole = soundBytes({ kind: 'tone', hz: 440 }, 0, 20);
  const pieces = [0, 3, 4, 11, 20].map((end, index, ends) =>
    soundBytes({ kind: 'tone', hz: 440 }, ends[index - 1] ?? 0, end),
  );
  expect(pieces.flatMap((piece) => [...piece])).toEqual([...whole]);
});

test('a tone has its amplitude and its period', () => {
  const samples = new Int16Array(soundBytes({ kind: 'tone', hz: 1000 }, 0, bytesOf(48)).buffer);
  expect(Math.max(...samples)).toBe(TONE_AMPLITUDE * 2 ** 15);
  expect([...samples.subarray(0, 24)]).toEqual([...samples.subarray(24)]);
});

test('the header announces what follows', () => {
  const header = waveHeader();
  const view = new DataView(header.buffer);
  expect(String.fromCharCode(...header.subarray(0, 4), ...header.subarray(8, 16))).toBe('RIFFWAVEfmt ');
  expect([view.getUint32(24, true), view.getUint16(34, true), header.length]).toEqual([
    SOURCE_RATE_HZ,
    16,
    44,
  ]);
});
