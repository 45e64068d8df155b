import { expect, test } from 'vitest';
import { cdp } from 'vitest/browser';
import { createPlayer } from '../../src/player.ts';
import { positionCodedBytes } from './position-code.ts';

const RATE_HZ = 13_000;
const PLAYERS = 100;
/** What the browser itself gains and loses meanwhile, and what it collects a little later. */
const NOISE = 0.5 * PLAYERS;
/** Of the heap, for each player. A player is several thousand. */
const NOISE_BYTES = 1500 * PLAYERS;

async function playAndClose(times: number): Promise<void> {
  for (let time = 0; time < times; time++) {
    const player = createPlayer();
    const unsubscribe = player.playback.subscribe(() => undefined);
    const track = player.open({ encoding: 's16le', sampleRateHz: RATE_HZ, channels: 1 });
    track.append(positionCodedBytes(0, 200));
    track.finish();
    await track.over;
    unsubscribe();
    player.close();
  }
}

/** The audio thread has a heap of its own, which nothing but code that runs there can collect. */
async function collectInAudioThread(): Promise<void> {
  const player = createPlayer({ expectedSampleRateHz: RATE_HZ });
  await player.unlock();
  // The same module would not be run again.
  const module = `data:text/javascript,gc();gc()//${crypto.randomUUID()}`;
  await player.audioContext()!.audioWorklet.addModule(module);
  player.close();
}

/** Every listener, node and processor in the page, and the bytes of its heap. */
async function inUse(): Promise<Readonly<Record<string, number>>> {
  await cdp().send('HeapProfiler.collectGarbage');
  await collectInAudioThread();
  await cdp().send('HeapProfiler.collectGarbage');
  const { metrics } = await cdp().send('Performance.getMetrics');
  return Object.fromEntries(metrics.map(({ name, value }) => [name, value]));
}

test('of a hundred players that were heard and closed nothing is left', { timeout: 60_000 }, async () => {
  await cdp().send('Performance.enable');
  await playAndClose(10);
  const before = await inUse();
  await playAndClose(PLAYERS);
  for (const [name, noise] of Object.entries({
    JSEventListeners: NOISE,
    AudioHandlers: NOISE,
    AudioWorkletProcessors: NOISE,
    JSHeapUsedSize: NOISE_BYTES,
  })) {
    expect(before).toHaveProperty(name);
    await expect
      .poll(async () => (await inUse())[name], { message: name, timeout: 15_000 })
      .toBeLessThan(before[name]! + noise);
  }
});
