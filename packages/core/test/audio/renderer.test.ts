import { describe, expect, test } from 'vitest';
import { codeOf, positionCoded } from './position-code.ts';
import { QUANTUM_FRAMES, RAMP_FRAMES, RendererRig, SAMPLE_RATE_HZ, heldTail } from './renderer-rig.ts';

const codes = (start: number, end: number): number[] => [...positionCoded(start, end)];
const silence = (frames: number): number[] => Array.from({ length: frames }, () => 0);
/** Codes that went through a ramp were rounded to float. */
function expectNear(actual: readonly number[], expected: readonly number[]): void {
  const wrong = actual.findIndex(
    (value, index) => !(Math.abs(value - (expected[index] ?? Number.NaN)) < 0.01),
  );
  expect({ length: actual.length, wrong, is: actual[wrong] }).toEqual({ length: expected.length, wrong: -1 });
}

describe('joins', () => {
  test.each([1, 7, 128, 441, 4096])(
    'tracks follow each other sample by sample, %i frames at a time',
    (block) => {
      const rig = new RendererRig()
        .track(1, 0, 137)
        .track(2, 137, 138)
        .track(3, 138, 138)
        .track(4, 138, 2000);
      while (rig.output.length < 2300) rig.render(block);
      expect(rig.output.slice(0, 2000)).toEqual(codes(0, 2000));
      expectNear(rig.output.slice(2000, 2300), [...heldTail(codeOf(1999)), ...silence(181)]);
      expect(rig.story()).toEqual([
        'playing 1 @0',
        'ended 1 @137',
        'playing 2 @0',
        'ended 2 @1',
        'ended 3 @0',
        'playing 4 @0',
        'ended 4 @1862',
      ]);
    },
  );

  test('the next track joins exactly when it comes between the last block of one and the first of the other', () => {
    const rig = new RendererRig().track(1, 0, 2 * QUANTUM_FRAMES);
    rig.render(2 * QUANTUM_FRAMES);
    rig.track(2, 256, 400).render();
    expect(rig.output).toEqual(codes(0, 384));
  });

  test('a track that comes too late begins after the fade, whole', () => {
    const rig = new RendererRig().track(1, 0, 100);
    rig.render();
    rig.track(2, 100, 1000);
    rig.render(1000);
    const begins = 100 + RAMP_FRAMES - 1;
    expect(rig.output.slice(begins, begins + 900)).toEqual(codes(100, 1000));
  });
});

test('a track is silent until it is released, and then begins with its first sample, not faded', () => {
  const rig = new RendererRig();
  rig.renderer.receive({ type: 'open', track: 1, startFrame: 0 });
  rig.page(1, 0, 500).render();
  expect(rig.output).toEqual(silence(QUANTUM_FRAMES));
  rig.renderer.receive({ type: 'release', track: 1 });
  rig.render();
  expect(rig.output.slice(QUANTUM_FRAMES)).toEqual(codes(0, QUANTUM_FRAMES));
});

test('ended is said with the block that has the last sample', () => {
  const rig = new RendererRig().track(1, 0, 2 * QUANTUM_FRAMES);
  rig.render();
  expect(rig.story()).toEqual(['playing 1 @0']);
  rig.render();
  expect(rig.story()).toEqual(['playing 1 @0', 'ended 1 @256']);
});

test('progress is said at most ten times a second', () => {
  const rig = new RendererRig().track(1, 0, 10 * SAMPLE_RATE_HZ);
  for (let second = 1; second <= 8; second++) {
    while (rig.output.length < second * SAMPLE_RATE_HZ) rig.render();
    const said = rig.reports.filter((report) => report.type === 'progress').length;
    expect(said).toBeGreaterThan(second * 9 - 1);
    expect(said).toBeLessThanOrEqual(second * 10);
  }
});

describe('running dry', () => {
  test('every sample is played at full level, the last one fades, and more sounds only after a release', () => {
    const rig = new RendererRig().track(1, 0, 300, false);
    rig.render(600);
    expectNear(rig.output, [...codes(0, 300), ...heldTail(codeOf(299)), ...silence(300 - RAMP_FRAMES + 1)]);
    rig.page(1, 300, 1000).render(100);
    expect(rig.output.slice(600)).toEqual(silence(100));
    rig.renderer.receive({ type: 'release', track: 1 });
    rig.render(400);
    const expected = codes(300, 700).map(
      (code, index) => (code * Math.min(RAMP_FRAMES, index + 1)) / RAMP_FRAMES,
    );
    expectNear(rig.output.slice(700), expected);
    expect(rig.story()).toEqual(['playing 1 @0', 'starved 1 @300', 'playing 1 @300']);
  });

  test('samples that arrive just in time leave no trace', () => {
    const rig = new RendererRig().track(1, 0, QUANTUM_FRAMES, false);
    rig.render();
    rig.page(1, QUANTUM_FRAMES, 2 * QUANTUM_FRAMES).render();
    expect(rig.output).toEqual(codes(0, 256));
    expect(rig.story()).toEqual(['playing 1 @0']);
  });

  test('an end that comes after the last sample ends the track once it is released', () => {
    const rig = new RendererRig().track(1, 0, 100, false);
    rig.render(300);
    rig.renderer.receive({ type: 'finish', track: 1 });
    rig.renderer.receive({ type: 'release', track: 1 });
    rig.render();
    expect(rig.story()).toEqual(['playing 1 @0', 'starved 1 @100', 'ended 1 @100']);
  });
});

describe('pause', () => {
  test('fades out on the samples that follow, and resume fades in on those after them', () => {
    const rig = new RendererRig().track(1, 0, 5000);
    rig.render(1000);
    rig.send('pause').render(1000);
    rig.send('resume').render(1000);
    const ramp = RAMP_FRAMES - 1;
    const down = codes(1000, 1000 + ramp).map((code, index) => (code * (ramp - index)) / RAMP_FRAMES);
    const up = codes(1000 + ramp, 1000 + 2 * ramp).map((code, index) => (code * (index + 1)) / RAMP_FRAMES);
    expectNear(rig.output, [
      ...codes(0, 1000),
      ...down,
      ...silence(1000 - ramp),
      ...up,
      ...codes(1000 + 2 * ramp, 2000 + ramp),
    ]);
    expect(rig.story()).toEqual(['playing 1 @0', `playing 1 @${1000 + ramp}`]);
  });

  test('a resume during the fade turns it round', () => {
    const rig = new RendererRig().track(1, 0, 5000);
    rig.render(1000);
    rig.send('pause').render(60);
    rig.send('resume').render(940);
    const expected = codes(1000, 2000).map((code, index) => {
      const level = index < 60 ? RAMP_FRAMES - 1 - index : index + 1;
      return (code * Math.min(RAMP_FRAMES, level)) / RAMP_FRAMES;
    });
    expectNear(rig.output.slice(1000), expected);
    expect(rig.story()).toEqual(['playing 1 @0', 'playing 1 @1060']);
  });

  test('before the first sample, nothing sounds, and resume begins at full level', () => {
    const rig = new RendererRig().send('pause').track(1, 0, 500);
    rig.render();
    rig.send('resume').render();
    expect(rig.output).toEqual([...silence(QUANTUM_FRAMES), ...codes(0, QUANTUM_FRAMES)]);
  });

  test('between two tracks, the second is not begun', () => {
    const rig = new RendererRig().track(1, 0, 100);
    rig.render(100);
    rig.track(2, 100, 500).send('pause').render(500);
    expect(rig.story()).toEqual(['playing 1 @0', 'ended 1 @100']);
    rig.send('resume').render(200);
    expectNear(rig.output, [
      ...codes(0, 100),
      ...heldTail(codeOf(99)),
      ...silence(500 - RAMP_FRAMES + 1),
      ...codes(100, 300),
    ]);
  });

  test('the end of the track inside the fade is heard and said', () => {
    const rig = new RendererRig().track(1, 0, 1030);
    rig.render(1000);
    rig.send('pause').render(1000);
    expect(rig.story()).toEqual(['playing 1 @0', 'ended 1 @1030']);
    const heard = rig.output.findLastIndex((code) => code !== 0);
    expect(heard).toBe(1000 + RAMP_FRAMES - 2);
  });
});

describe('stop', () => {
  test('fades out what is heard and goes on with the next track, whole', () => {
    const rig = new RendererRig().track(1, 0, 5000).track(2, 20_000, 21_000);
    rig.render(1000);
    rig.renderer.receive({ type: 'stop', track: 1 });
    rig.render(1000);
    const next = 1000 + RAMP_FRAMES - 1;
    expect(rig.output.slice(next, next + 800)).toEqual(codes(20_000, 20_800));
    expect(rig.story()).toEqual(['playing 1 @0', 'playing 2 @0']);
  });

  test('of a waiting track leaves the one that is heard alone', () => {
    const rig = new RendererRig().track(1, 0, 200).track(2, 20_000, 21_000).track(3, 200, 500);
    rig.render(100);
    rig.renderer.receive({ type: 'stop', track: 2 });
    rig.render(300);
    expect(rig.output).toEqual(codes(0, 400));
  });

  test('pages of a stopped track are not heard', () => {
    const rig = new RendererRig().track(1, 0, 500, false);
    rig.render(100);
    rig.renderer.receive({ type: 'stop', track: 1 });
    rig.render(200);
    rig.page(1, 500, 900);
    rig.renderer.receive({ type: 'release', track: 1 });
    rig.render(200);
    expect(rig.output.slice(300)).toEqual(silence(200));
  });

  test('while paused, the next track begins with resume', () => {
    const rig = new RendererRig().track(1, 0, 5000).track(2, 20_000, 21_000);
    rig.render(1000);
    rig.send('pause').render(50);
    rig.renderer.receive({ type: 'stop', track: 1 });
    rig.render(950);
    expect(rig.output.slice(1000 + RAMP_FRAMES - 1)).toEqual(silence(1000 - RAMP_FRAMES + 1));
    rig.send('resume').render(500);
    expect(rig.output.slice(2000)).toEqual(codes(20_000, 20_500));
  });
});

describe('close', () => {
  test('fades out and needs no further call', () => {
    const rig = new RendererRig().track(1, 0, 5000);
    rig.render(1000);
    rig.send('close');
    expect([rig.render(100), rig.render(100), rig.render(100)]).toEqual([true, false, false]);
    expect(rig.output.slice(1000 + RAMP_FRAMES - 1)).toEqual(silence(300 - RAMP_FRAMES + 1));
  });

  test('is immediate in silence', () => {
    const rig = new RendererRig();
    expect(rig.send('close').render()).toBe(false);
  });
});
