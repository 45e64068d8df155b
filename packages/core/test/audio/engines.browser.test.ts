import { expect, onTestFinished, test, vi } from 'vitest';
import type { EngineKind } from '../../src/audio/engine.ts';
import { engineOpener } from '../../src/audio/open-engine.ts';
import { browserClock } from '../../src/platform/clock.ts';
import { quietLifecycle } from '../../src/platform/lifecycle.ts';
import { seededRandom } from '../../src/testing/seeded-random.ts';
import { accountFor } from './account.ts';
import { describeEngine, EngineRig, RATE_HZ, type EngineMaker } from './engine.contract.ts';
import { positionCoded } from './position-code.ts';
import { record } from './recording.ts';

const RAMP_FRAMES = 120;
const clock = browserClock();

function maker(engine: EngineKind | 'auto', contextRateHz: number | null = null): EngineMaker {
  const host = { clock, lifecycle: quietLifecycle };
  const pass = (ms: number): Promise<void> =>
    new Promise((resolve) => {
      clock.setTimer(ms, resolve);
    });
  return {
    open: engineOpener({ engine, workletUrl: null, contextRateHz, host }),
    until: async (condition) => {
      while (!condition()) await pass(5);
    },
    pass,
  };
}

describeEngine('worklet', () => maker('worklet'));
describeEngine('buffers', () => maker('buffers'));
describeEngine('silent', () => maker('silent'));
describeEngine('worklet', () => maker('worklet', 44_100));
describeEngine('buffers', () => maker('buffers', 44_100));

test.each(['worklet', 'buffers'] as const)(
  'whatever is paused, resumed and let run dry, %s plays every sample once, in order, without a click',
  async (kind) => {
    const rig = new EngineRig(maker(kind));
    const { engine } = rig;
    const recording = await record(
      { audioContext: () => engine.context, connect: (node) => engine.connect(node) },
      RATE_HZ,
    );
    const random = seededRandom(7);
    rig.open(1, 4800).release(1);
    let sent = 4800;
    for (let turn = 0; turn < 20; turn++) {
      await rig.pass(random() * 80);
      if (random() < 0.4) engine.send({ type: 'pause' });
      await rig.pass(random() * 80);
      engine.send({ type: 'resume' });
      const frames = Math.floor(random() * 3000);
      rig.page(1, sent, sent + frames);
      sent += frames;
      rig.release(1);
    }
    rig.finish(1).release(1);
    await rig.until(/^ended 1/);
    await recording.frames(1024);
    expect(rig.story.at(-1)).toBe(`ended 1 @${sent}`);
    expect(accountFor(recording.codes, RAMP_FRAMES)).toBe(sent);
  },
);

test.each(['worklet', 'buffers'] as const)(
  'a context that fell asleep after %s wakes with the next track, of which nothing is lost',
  async (kind) => {
    // Not ten seconds, for a test.
    const host = {
      clock: {
        now: () => clock.now(),
        setTimer: (ms: number, callback: () => void) => clock.setTimer(ms === 10_000 ? 100 : ms, callback),
      },
      lifecycle: quietLifecycle,
    };
    // Another test's engine may be fading out in the same context, on its own clock.
    await maker(kind).pass(500);
    const open = engineOpener({ engine: kind, workletUrl: null, contextRateHz: null, host });
    const rig = new EngineRig({ ...maker(kind), open });
    const { engine } = rig;
    const recording = await record(
      { audioContext: () => engine.context, connect: (node) => engine.connect(node) },
      RATE_HZ,
    );
    for (const [track, start] of [1000, 4000, 7000].entries()) {
      rig.open(track, 3000, start).finish(track).release(track);
      await rig.until(new RegExp(`^ended ${track}`));
      await rig.untilTrue(() => engine.context?.state === 'suspended');
    }
    const codes = recording.codes.filter((code) => code !== 0);
    const expected = [...positionCoded(1000, 10_000)];
    expect(expected.every((code) => codes.includes(code))).toBe(true);
    expect(rig.errors).toEqual([]);
  },
);

test('where no worklet can be loaded, buffers take its place, with one warning that names the directive', async () => {
  const createUrl = vi.spyOn(URL, 'createObjectURL').mockReturnValue('blob:refused');
  const encode = vi.spyOn(globalThis, 'btoa').mockReturnValue('!');
  const warn = vi.spyOn(console, 'warn').mockReturnValue();
  onTestFinished(() => void vi.restoreAllMocks());
  for (const rateHz of [RATE_HZ - 1, RATE_HZ - 2]) {
    const rig = new EngineRig(maker('auto', rateHz));
    rig.open(1, 2400).finish(1).release(1);
    await rig.until(/^ended 1 @2400$/);
    expect([rig.engine.kind, rig.errors]).toEqual(['buffers', []]);
  }
  expect([createUrl.mock.calls.length, encode.mock.calls.length]).toEqual([2, 2]);
  expect(warn.mock.calls.flat()).toEqual([
    expect.stringMatching(/Add blob: to script-src in the page's Content-Security-Policy/),
  ]);
});
