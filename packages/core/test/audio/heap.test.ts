import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { expect, test } from 'vitest';
import { TrackPlayer } from '../../src/audio/track-player.ts';
import { browserClock } from '../../src/platform/clock.ts';
import { FakeEngine } from './fake-engine.ts';
import { FORMAT, PARTS } from './player-rig.ts';

const TRACKS = 2000;
/** What the engine itself gains and loses meanwhile. A track that is kept is more, without its audio. */
const NOISE_BYTES_PER_TRACK = 100;

setFlagsFromString('--expose-gc');
const collectGarbage: unknown = runInNewContext('gc');

function usedBytes(): number {
  if (typeof collectGarbage === 'function') collectGarbage();
  const { heapUsed } = process.memoryUsage();
  return heapUsed;
}

test('nothing is kept of 2,000 tracks, heard, stopped and sought, nor of their listeners', {
  timeout: 60_000,
}, async () => {
  let engine: FakeEngine | undefined;
  const player = new TrackPlayer({
    ...PARTS,
    clock: browserClock(),
    openEngine: (sampleRateHz, listener) => {
      engine = new FakeEngine(sampleRateHz, listener);
      engine.isRecording = false;
      return engine;
    },
  });
  const tenths: number[] = [];
  const audio = new Uint8Array(9600);
  for (let count = 1; count <= TRACKS; count++) {
    const track = player.open(FORMAT, { endpoint: `place ${count}` });
    const undos = [track.subscribe(() => undefined), track.playback.subscribe(() => undefined)];
    track.mark(count);
    track.append(audio);
    engine!.render(480);
    track.seek(0.1);
    if (count % 2 === 0) track.finish();
    else track.stop();
    engine!.render(4800);
    for (const undo of undos) undo();
    engine!.commands.length = 0;
    // What is told in microtasks holds its track until then.
    await Promise.resolve();
    if (count % (TRACKS / 10) === 0) tenths.push(usedBytes());
  }
  expect(player.getState().tracks).toBe(0);
  player.close();
  const [second = 0, last = Infinity] = [tenths[1], tenths[9]];
  expect((last - second) / (0.8 * TRACKS)).toBeLessThan(NOISE_BYTES_PER_TRACK);
});
