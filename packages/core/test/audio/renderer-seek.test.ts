import { describe, expect, test } from 'vitest';
import { codeOf, positionCoded } from './position-code.ts';
import { RAMP_FRAMES, RendererRig } from './renderer-rig.ts';

const RAMP = RAMP_FRAMES - 1;

function seek(rig: RendererRig, track: number, next: number, startFrame: number): void {
  rig.renderer.receive({ type: 'seek', track, next, startFrame });
}

describe('seek', () => {
  test('fades out on what would have come, and in where it goes; reports count from the beginning of the track', () => {
    const rig = new RendererRig().track(1, 0, 20_000);
    rig.render(1000);
    seek(rig, 1, 2, 9000);
    rig.page(2, 9000, 12_000).renderer.receive({ type: 'release', track: 2 });
    rig.render(1000);
    expect(rig.output[1000]).toBeCloseTo((codeOf(1000) * RAMP) / RAMP_FRAMES, 1);
    expect(rig.output[1000 + RAMP]).toBeCloseTo(codeOf(9000) / RAMP_FRAMES, 1);
    const whole = 1000 + 2 * RAMP + 1;
    expect(rig.output.slice(whole, 2000)).toEqual([
      ...positionCoded(9000 + RAMP + 1, 9000 + 2000 - 1000 - RAMP),
    ]);
    rig.renderer.receive({ type: 'finish', track: 2 });
    rig.render(4000);
    expect(rig.story()).toEqual(['playing 1 @0', 'playing 2 @9000', 'ended 2 @12000']);
  });

  test('is silent until the new place is released', () => {
    const rig = new RendererRig().track(1, 0, 20_000);
    rig.render(1000);
    seek(rig, 1, 2, 9000);
    rig.page(2, 9000, 12_000).render(1000);
    expect(rig.output.slice(1000 + RAMP).every((code) => code === 0)).toBe(true);
  });

  test('to the very beginning does not fade that', () => {
    const rig = new RendererRig().track(1, 0, 20_000);
    rig.render(1000);
    seek(rig, 1, 2, 0);
    rig.page(2, 0, 500).renderer.receive({ type: 'release', track: 2 });
    rig.render(500);
    expect(rig.output.slice(1000 + RAMP)).toEqual([...positionCoded(0, 500 - RAMP)]);
  });

  test('keeps its place before the tracks behind it, and of a waiting track leaves the one that is heard alone', () => {
    const rig = new RendererRig().track(1, 0, 500).track(2, 500, 900).track(3, 20_000, 20_500);
    rig.render(100);
    seek(rig, 2, 4, 700);
    rig.page(4, 700, 900);
    rig.renderer.receive({ type: 'finish', track: 4 });
    rig.renderer.receive({ type: 'release', track: 4 });
    rig.render(1500);
    expect(rig.output.slice(0, 500)).toEqual([...positionCoded(0, 500)]);
    // What begins in its middle does not join: it comes up from silence.
    expect(rig.output[500]).toBeCloseTo((codeOf(499) * RAMP) / RAMP_FRAMES, 1);
    expect(rig.output[500 + RAMP]).toBeCloseTo(codeOf(700) / RAMP_FRAMES, 1);
    expect(rig.output.slice(700 + RAMP, 700 + RAMP + 500)).toEqual([...positionCoded(20_000, 20_500)]);
    expect(rig.story().filter((line) => line.startsWith('ended'))).toEqual([
      'ended 1 @500',
      'ended 4 @900',
      'ended 3 @500',
    ]);
  });

  test('in a track that has just ended interrupts what follows, which loses nothing', () => {
    const rig = new RendererRig().track(1, 0, 100).track(2, 20_000, 22_000);
    rig.render(500);
    seek(rig, 1, 3, 50);
    rig.page(3, 50, 100);
    rig.renderer.receive({ type: 'finish', track: 3 });
    rig.renderer.receive({ type: 'release', track: 3 });
    rig.render(4000);
    const heard = new Set(rig.output);
    expect(positionCoded(20_400 + RAMP_FRAMES, 22_000).every((code) => heard.has(code))).toBe(true);
    expect(rig.story()).toEqual([
      'playing 1 @0',
      'ended 1 @100',
      'playing 2 @0',
      'playing 3 @50',
      'ended 3 @100',
      'playing 2 @400',
      'ended 2 @2000',
    ]);
  });

  test('while paused waits for resume', () => {
    const rig = new RendererRig().track(1, 0, 5000);
    rig.render(1000);
    rig.send('pause').render(60);
    seek(rig, 1, 2, 3000);
    rig.page(2, 3000, 4000).renderer.receive({ type: 'release', track: 2 });
    rig.render(940);
    expect(rig.output.slice(1000 + RAMP).every((code) => code === 0)).toBe(true);
    rig.send('resume').render(200);
    expect(rig.output[2000]).toBeCloseTo(codeOf(3000) / RAMP_FRAMES, 1);
  });
});

test('a track that is fed to a new engine from its middle comes up from silence, and counts on', () => {
  const rig = new RendererRig();
  rig.renderer.receive({ type: 'open', track: 1, startFrame: 700 });
  rig.page(1, 700, 1000).renderer.receive({ type: 'finish', track: 1 });
  rig.renderer.receive({ type: 'release', track: 1 });
  rig.render(300);
  expect(rig.output[0]).toBeCloseTo(codeOf(700) / RAMP_FRAMES, 1);
  expect(rig.output.slice(RAMP, 300)).toEqual([...positionCoded(700 + RAMP, 1000)]);
  expect(rig.story()).toEqual(['playing 1 @700', 'ended 1 @1000']);
});

test('where it fell silent is said', () => {
  const rig = new RendererRig().track(1, 0, 5000);
  rig.render(1000);
  rig.send('pause').render(500);
  expect(rig.reports.at(-1)).toEqual({ type: 'progress', track: 1, playedFrames: 1000 + RAMP });
});
