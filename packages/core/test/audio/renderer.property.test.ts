import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { Renderer } from '../../src/audio/pure/renderer.ts';
import { accountFor } from './account.ts';
import { positionCoded } from './position-code.ts';
import { RENDER_AND_PAGE } from './renderer-actions.ts';
import { RAMP_FRAMES, RendererRig, SAMPLE_RATE_HZ } from './renderer-rig.ts';

const action = fc.oneof(...RENDER_AND_PAGE, {
  weight: 1,
  arbitrary: fc.record({ type: fc.constantFrom('pause', 'resume', 'release', 'next') }),
});

test('whatever is paused, resumed, starved and joined, every sample is heard once, in order, without a click', () => {
  fc.assert(
    fc.property(fc.array(action, { maxLength: 80 }), (actions) => {
      const rig = new RendererRig();
      const beginnings = new Set([0]);
      let received = 0;
      let track = 1;
      rig.renderer.receive({ type: 'open', track, startFrame: 0 });
      for (const step of actions) {
        if (step.type === 'render') rig.render(step.frames);
        else if (step.type === 'page') {
          // Codes near zero could be mistaken for one another at low levels.
          const end = Math.min(received + step.frames, 25_000);
          rig.page(track, received, end);
          received = end;
        } else if (step.type === 'release') rig.renderer.receive({ type: 'release', track });
        else if (step.type === 'next') {
          rig.renderer.receive({ type: 'finish', track });
          track++;
          beginnings.add(received);
          rig.renderer.receive({ type: 'open', track, startFrame: 0 });
        } else rig.send(step.type);
      }
      rig.send('resume');
      for (let id = 1; id <= track; id++) {
        rig.renderer.receive({ type: 'finish', track: id });
        rig.renderer.receive({ type: 'release', track: id });
      }
      rig.render(received + 1000);
      expect(accountFor(rig.output, RAMP_FRAMES, beginnings)).toBe(received);
      expect(rig.story().filter((line) => line.startsWith('ended'))).toHaveLength(track);
    }),
    { numRuns: 500 },
  );
});

test('a tone that is cut and taken up anywhere steps at most 1.1 times as far as by itself', () => {
  const tone = Int16Array.from({ length: 24_000 }, (_, index) =>
    Math.round(16_384 * Math.sin((2 * Math.PI * 100 * index) / SAMPLE_RATE_HZ)),
  );
  const ownStep = 0.5 * ((2 * Math.PI * 100) / SAMPLE_RATE_HZ);
  fc.assert(
    fc.property(
      fc.integer({ min: 1, max: 2000 }),
      fc.constantFrom('pause', 'stop', 'close', 'dry'),
      (at, how) => {
        const renderer = new Renderer(SAMPLE_RATE_HZ);
        const output = new Float32Array(at + 6000);
        renderer.receive({ type: 'open', track: 1, startFrame: 0 });
        renderer.receive({
          type: 'page',
          track: 1,
          samples: tone.slice(0, how === 'dry' ? at : tone.length),
        });
        renderer.receive({ type: 'release', track: 1 });
        renderer.render(output.subarray(0, at));
        if (how === 'pause' || how === 'close') renderer.receive({ type: how });
        if (how === 'stop') renderer.receive({ type: 'stop', track: 1 });
        renderer.render(output.subarray(at, at + 3000));
        expect(output[at + 2999]).toBe(0);
        if (how === 'dry') {
          renderer.receive({ type: 'page', track: 1, samples: tone.slice(at) });
          renderer.receive({ type: 'release', track: 1 });
        }
        renderer.receive({ type: 'resume' });
        renderer.render(output.subarray(at + 3000));
        const steps = output.slice(1).map((value, index) => Math.abs(value - output[index]!));
        expect(Math.max(...steps)).toBeLessThanOrEqual(1.1 * ownStep);
      },
    ),
    { numRuns: 300 },
  );
});

test('a page that is read in pieces is the page', () => {
  const rig = new RendererRig().track(1, 0, 1000);
  while (rig.output.length < 1000) rig.render(1 + (rig.output.length % 37));
  expect(rig.output.slice(0, 1000)).toEqual([...positionCoded(0, 1000)]);
});
