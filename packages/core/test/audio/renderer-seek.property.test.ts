import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { Renderer } from '../../src/audio/pure/renderer.ts';
import { positionCoded } from './position-code.ts';
import { RENDER_AND_PAGE } from './renderer-actions.ts';
import { RAMP_FRAMES, RendererRig, SAMPLE_RATE_HZ } from './renderer-rig.ts';
import { accountForTakes, type Take } from './takes.ts';

const action = fc.oneof(
  ...RENDER_AND_PAGE,
  {
    weight: 1,
    arbitrary: fc.record({ type: fc.constant('seek' as const), frame: fc.integer({ min: 0, max: 5000 }) }),
  },
  { weight: 1, arbitrary: fc.record({ type: fc.constantFrom('pause', 'resume', 'release', 'next') }) },
);

test('wherever it is sought, and whatever else happens, each stretch is heard in order, whole and without a click', () => {
  fc.assert(
    fc.property(fc.array(action, { maxLength: 60 }), (actions) => {
      const rig = new RendererRig();
      // Far apart, so that a sample says which stretch it is from. Codes near zero look alike at low levels.
      const newTake = (isCutIn: boolean): Take => {
        const start = 31_000 + (takes.length % 14) * 2000;
        return { start, end: start, isCutIn, isWhole: false };
      };
      const takes: Take[] = [];
      takes.push(newTake(false));
      rig.renderer.receive({ type: 'open', track: 0, startFrame: 0 });
      for (const step of actions) {
        const track = takes.length - 1;
        const take = takes[track]!;
        if (step.type === 'render') rig.render(step.frames);
        else if (step.type === 'page') {
          const end = Math.min(take.end + step.frames, take.start + 2000);
          rig.page(track, take.end, end);
          take.end = end;
        } else if (step.type === 'release') rig.renderer.receive({ type: 'release', track });
        else if (step.type === 'next') {
          rig.renderer.receive({ type: 'finish', track });
          take.isWhole = true;
          takes.push(newTake(false));
          rig.renderer.receive({ type: 'open', track: track + 1, startFrame: 0 });
        } else if (step.type === 'seek') {
          takes.push(newTake(step.frame > 0));
          rig.renderer.receive({ type: 'seek', track, next: track + 1, startFrame: step.frame });
        } else rig.send(step.type);
      }
      rig.send('resume');
      takes.at(-1)!.isWhole = true;
      takes.forEach((_, track) => {
        rig.renderer.receive({ type: 'finish', track });
        rig.renderer.receive({ type: 'release', track });
      });
      rig.render(takes.length * 2400);
      const heard = accountForTakes(rig.output, takes, RAMP_FRAMES);
      const left = takes.slice(heard.take + 1).filter((take) => take.isWhole && take.end > take.start);
      const { isWhole, end } = takes[heard.take]!;
      expect({ left, isWhole: !isWhole || heard.next === end }).toEqual({ left: [], isWhole: true });
      expect(rig.output.at(-1)).toBe(0);
      expect(rig.reports.at(-1)).toMatchObject({ type: 'ended', track: takes.length - 1 });
    }),
    { numRuns: 120 },
  );
});

const volumes = fc.array(
  fc.record({ at: fc.integer({ min: 0, max: 6000 }), volume: fc.double({ min: 0, max: 1, noNaN: true }) }),
  { maxLength: 12 },
);

test('a volume is the same samples times a factor that moves over 20 ms at the fastest, and 1 is the samples themselves', () => {
  fc.assert(
    fc.property(volumes, fc.integer({ min: 1, max: 300 }), (changes, block) => {
      const plain = new RendererRig().track(1, 20_000, 29_000);
      const loud = new RendererRig().track(1, 20_000, 29_000);
      const all = [...changes, { at: 6500, volume: 1 }];
      while (plain.output.length < 8000) {
        const from = plain.output.length;
        for (const { at, volume } of all) {
          if (at >= from && at < from + block) loud.renderer.receive({ type: 'volume', volume });
        }
        plain.render(block);
        loud.render(block);
      }
      const factors = loud.output.map((value, at) => value / plain.output[at]!);
      const steps = factors.slice(1).map((factor, at) => Math.abs(factor - factors[at]!));
      expect(Math.max(...steps)).toBeLessThanOrEqual(1 / (0.02 * SAMPLE_RATE_HZ) + 1e-6);
      expect(loud.output.slice(7200)).toEqual(plain.output.slice(7200));
    }),
    { numRuns: 60 },
  );
});

test('while nothing sounds the volume is set at once', () => {
  const rig = new RendererRig();
  rig.renderer.receive({ type: 'volume', volume: 0.5 });
  rig.track(1, 0, 1000).render(1000);
  expect(rig.output).toEqual([...positionCoded(0, 1000)].map((code) => code / 2));
});

test('a tone that is sought or made quieter anywhere steps at most 1.1 times as far as by itself', () => {
  const tone = Int16Array.from({ length: 24_000 }, (_, index) =>
    Math.round(16_384 * Math.sin((2 * Math.PI * 100 * index) / SAMPLE_RATE_HZ)),
  );
  const ownStep = 0.5 * ((2 * Math.PI * 100) / SAMPLE_RATE_HZ);
  fc.assert(
    fc.property(
      fc.integer({ min: 1, max: 2000 }),
      fc.integer({ min: 1, max: 12_000 }),
      fc.double({ min: 0, max: 1, noNaN: true }),
      (at, target, volume) => {
        const renderer = new Renderer(SAMPLE_RATE_HZ);
        const output = new Float32Array(at + 6000);
        const feed = (track: number, from: number): void => {
          renderer.receive({ type: 'page', track, samples: tone.slice(from) });
          renderer.receive({ type: 'release', track });
        };
        renderer.receive({ type: 'open', track: 1, startFrame: 0 });
        feed(1, 0);
        renderer.render(output.subarray(0, at));
        renderer.receive({ type: 'seek', track: 1, next: 2, startFrame: target });
        feed(2, target);
        renderer.render(output.subarray(at, at + 3000));
        renderer.receive({ type: 'volume', volume });
        renderer.render(output.subarray(at + 3000));
        const steps = output.slice(1).map((value, index) => Math.abs(value - output[index]!));
        expect(Math.max(...steps)).toBeLessThanOrEqual(1.1 * ownStep);
      },
    ),
    { numRuns: 300 },
  );
});
