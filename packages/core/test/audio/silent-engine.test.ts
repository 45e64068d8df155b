import { expect, test } from 'vitest';
import { SilentEngine } from '../../src/audio/silent/silent-engine.ts';
import { createPlayer } from '../../src/player.ts';
import { VirtualClock } from '../../src/testing/virtual-clock.ts';
import { describeEngine, EngineRig, RATE_HZ, type EngineMaker } from './engine.contract.ts';
import { positionCodedBytes } from './position-code.ts';

/** Long enough for everything in the contract. */
const MOST_STEPS = 2000;

function virtualMaker(clock: VirtualClock = new VirtualClock()): EngineMaker {
  return {
    open: (sampleRateHz, listener) => new SilentEngine(sampleRateHz, listener, clock),
    until: async (condition) => {
      // The engine is loaded when it is first used.
      await import('../../src/audio/silent/silent-sound.ts');
      for (let step = 0; !condition(); step++) {
        if (step === MOST_STEPS) throw new Error('it never came');
        await clock.advance(5);
      }
    },
    pass: async (ms) => {
      await import('../../src/audio/silent/silent-sound.ts');
      await clock.advance(ms);
    },
  };
}

describeEngine('silent', () => virtualMaker());

test('an hour takes an hour to the sample, in whatever steps the clock comes', async () => {
  const clock = new VirtualClock();
  const rig = new EngineRig(virtualMaker(clock));
  const frames = 3600 * RATE_HZ;
  rig.engine.send({ type: 'open', track: 1, startFrame: 0 });
  await rig.pass(1);
  for (let sent = 0; sent < frames; sent += 60 * RATE_HZ) {
    rig.engine.send({ type: 'page', track: 1, samples: new Int16Array(60 * RATE_HZ) });
  }
  rig.finish(1).release(1);
  const startedAtMs = clock.now();
  await rig.until(/^playing/);
  await clock.advance(3_599_900 - (clock.now() - startedAtMs));
  expect(rig.story).toHaveLength(1);
  await clock.advance(120);
  expect(rig.story[1]).toBe(`ended 1 @${frames}`);
});

test('no timer is left when there is nothing to play, nor when it is closed', async () => {
  const clock = new VirtualClock();
  const rig = new EngineRig(virtualMaker(clock));
  rig.open(1, 2400).finish(1).release(1);
  await rig.until(/^ended/);
  await clock.advance(600);
  expect(clock.pending).toBe(0);
  rig.open(2, 24_000).release(2);
  expect(clock.pending).toBe(1);
  rig.engine.close();
  expect(clock.pending).toBe(0);
});

test('a player without sound works on a server', async () => {
  const player = createPlayer({ engine: 'silent' });
  const track = player.open({ encoding: 's16le', sampleRateHz: RATE_HZ, channels: 1 });
  track.append(positionCodedBytes(0, 1200));
  track.finish();
  expect(await track.over).toEqual({ state: 'ended' });
  expect([player.audioContext(), await player.unlock(), track.statistics().engine]).toEqual([
    null,
    true,
    'silent',
  ]);
  player.close();
});
