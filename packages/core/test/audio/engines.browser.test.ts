import { expect, onTestFinished, test, vi } from 'vitest';
import type { EngineKind } from '../../src/audio/engine.ts';
import { engineOpener } from '../../src/audio/open-engine.ts';
import { browserClock } from '../../src/platform/clock.ts';
import { quietLifecycle } from '../../src/platform/lifecycle.ts';
import { seededRandom } from '../../src/testing/seeded-random.ts';
import { accountFor } from './account.ts';
import { describeEngine, EngineRig, RATE_HZ, type EngineMaker } from './engine.contract.ts';
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
