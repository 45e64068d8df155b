import { afterAll, expect, onTestFinished, test, vi } from 'vitest';
import { fileOf, loudness } from '../../../../playground/examples/player/download.ts';
import { follow } from '../../../../playground/examples/player/follow.ts';
import { player, speak } from '../../../../playground/examples/player/stream.ts';
import { createPlayer } from '../../src/player.ts';
import { positionCodedBytes } from './position-code.ts';

afterAll(() => player.close());

test('the page about the player: a stream is spoken, and whole in its file', async () => {
  vi.stubGlobal('fetch', async () => new Response(positionCodedBytes(0, 12_000)));
  onTestFinished(() => {
    vi.unstubAllGlobals();
  });
  const track = await speak('/speech');
  expect(await track.over).toEqual({ state: 'ended' });
  const url = await fileOf(track);
  vi.unstubAllGlobals();
  expect(new Uint8Array(await (await fetch(url)).arrayBuffer()).subarray(44)).toEqual(
    positionCodedBytes(0, 12_000),
  );
  URL.revokeObjectURL(url);
  const levels: number[] = [];
  for await (const level of loudness(track)) levels.push(level);
  expect(levels).toHaveLength(1);
});

test('the page about the player: a stream that breaks stops its track', async () => {
  vi.stubGlobal('fetch', () => Promise.reject(new TypeError('no network')));
  onTestFinished(() => {
    vi.unstubAllGlobals();
  });
  await expect(speak('/speech')).rejects.toThrow('no network');
});

test('the page about the player: what is heard is shown', async () => {
  const own = createPlayer();
  onTestFinished(() => own.close());
  const track = own.open({ encoding: 's16le', sampleRateHz: 24_000, channels: 1 });
  const bar = document.createElement('progress');
  const sentences = [document.createElement('p'), document.createElement('p')];
  const undo = follow(track, bar, sentences);
  for (let index = 0; index < 2; index++) {
    track.mark(index);
    track.append(positionCodedBytes(0, 4800));
  }
  track.finish();
  await track.over;
  await vi.waitFor(() => expect(bar.value).toBe(0.4));
  expect(sentences.map((sentence) => sentence.className)).toEqual(['', 'heard']);
  undo();
});
