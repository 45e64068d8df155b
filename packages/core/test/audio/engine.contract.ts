import { describe, expect, onTestFinished, test } from 'vitest';
import type { Engine, EngineListener } from '../../src/audio/engine.ts';
import type { Report } from '../../src/audio/pure/commands.ts';
import { positionCoded } from './position-code.ts';

export const RATE_HZ = 24_000;

/** How an engine is made, and how its time is made to pass. */
export interface EngineMaker {
  open(sampleRateHz: number, listener: EngineListener): Engine;
  /** Lets time pass until this holds. It is asked again after every report, and every few milliseconds. */
  until(condition: () => boolean): Promise<void>;
  pass(ms: number): Promise<void>;
}

/** An engine and everything it has said. */
export class EngineRig {
  readonly engine: Engine;
  readonly reports: Report[] = [];
  readonly errors: Error[] = [];
  readonly #maker: EngineMaker;

  constructor(maker: EngineMaker) {
    this.#maker = maker;
    this.engine = maker.open(RATE_HZ, {
      reported: (reports) => this.reports.push(...reports),
      accessChanged: () => undefined,
      failed: (error) => this.errors.push(error),
    });
    onTestFinished(() => this.engine.close());
  }

  /** Opens a track with the position-coded samples from `start` on. */
  open(track: number, frames: number, start: number = 0): this {
    this.engine.send({ type: 'open', track, startFrame: 0 });
    return this.page(track, start, start + frames);
  }

  page(track: number, start: number, end: number): this {
    this.engine.send({ type: 'page', track, samples: positionCoded(start, end) });
    return this;
  }

  release(track: number): this {
    this.engine.send({ type: 'release', track });
    return this;
  }

  finish(track: number): this {
    this.engine.send({ type: 'finish', track });
    return this;
  }

  /** What was said, without progress, as `playing 1 @0`. */
  get story(): string[] {
    return this.reports
      .filter(({ type }) => type !== 'progress')
      .map(({ type, track, playedFrames }) => `${type} ${track} @${playedFrames}`);
  }

  until(line: RegExp): Promise<void> {
    return this.untilTrue(() => this.story.some((said) => line.test(said)));
  }

  untilTrue(condition: () => boolean): Promise<void> {
    return this.#maker.until(condition);
  }

  pass(ms: number): Promise<void> {
    return this.#maker.pass(ms);
  }

  played(track: number): number {
    return this.reports.findLast((report) => report.track === track)?.playedFrames ?? 0;
  }
}

/** What every engine does, whatever makes its sound. */
export function describeEngine(name: string, maker: () => EngineMaker): void {
  const setUp = (): EngineRig => new EngineRig(maker());

  describe(`the ${name} engine`, () => {
    test('plays released tracks in the order in which they were opened, each to its end', async () => {
      const rig = setUp();
      rig.open(1, 3000).open(2, 2401).finish(2).finish(1).release(2).release(1);
      await rig.until(/^ended 2/);
      expect(rig.story).toEqual([
        expect.stringMatching(/^playing 1 @\d+$/),
        'ended 1 @3000',
        expect.stringMatching(/^playing 2 @\d+$/),
        'ended 2 @2401',
      ]);
      expect([rig.engine.kind, rig.errors]).toEqual([name, []]);
    });

    test('plays nothing before it is released', async () => {
      const rig = setUp();
      rig.open(1, 2400).finish(1);
      await rig.pass(200);
      expect(rig.reports).toEqual([]);
      rig.release(1);
      await rig.until(/^ended 1 @2400$/);
    });

    test('takes as long as the audio', async () => {
      const rig = setUp();
      rig.open(1, 12_000).finish(1).release(1);
      await rig.until(/^playing 1/);
      const early = rig.played(1);
      await rig.pass(200);
      expect(rig.played(1) - early).toBeGreaterThan(0);
      expect(rig.played(1)).toBeLessThan(12_000);
      await rig.until(/^ended 1 @12000$/);
    });

    test('reports progress about ten times a second', async () => {
      const rig = setUp();
      rig.open(1, 24_000).finish(1).release(1);
      await rig.until(/^ended 1/);
      const progress = rig.reports.filter(({ type }) => type === 'progress');
      expect(progress.length).toBeGreaterThanOrEqual(7);
      expect(progress.length).toBeLessThanOrEqual(10);
    });

    test('stands still while paused, and goes on from there', async () => {
      const rig = setUp();
      rig.open(1, 12_000).finish(1).release(1);
      await rig.until(/^playing 1/);
      rig.engine.send({ type: 'pause' });
      await rig.pass(200);
      const played = rig.played(1);
      await rig.pass(200);
      expect(rig.played(1)).toBe(played);
      rig.engine.send({ type: 'resume' });
      await rig.until(/^ended 1 @12000$/);
      expect(rig.story).toHaveLength(3);
    });

    test('says when it has run dry, and goes on after more audio and another release', async () => {
      const rig = setUp();
      rig.open(1, 2400).release(1);
      await rig.until(/^starved 1 @2400$/);
      await rig.pass(100);
      rig.page(1, 2400, 7200).finish(1);
      await rig.pass(100);
      expect(rig.story.at(-1)).toBe('starved 1 @2400');
      rig.release(1);
      await rig.until(/^ended 1 @7200$/);
    });

    test('audio that comes in time is not said to have run dry', async () => {
      const rig = setUp();
      rig.open(1, 9600).release(1);
      await rig.until(/^playing 1/);
      for (let end = 9600; end < 19_200; end += 2400) {
        await rig.untilTrue(() => rig.played(1) >= end - 9600);
        rig.page(1, end, end + 2400);
      }
      rig.finish(1);
      await rig.until(/^ended 1 @19200$/);
      expect(rig.story).toHaveLength(2);
    });

    test('forgets a track that is stopped, and plays the next', async () => {
      const rig = setUp();
      rig.open(1, 24_000).open(2, 2400, 24_000).finish(2).release(1).release(2);
      await rig.until(/^playing 1/);
      rig.engine.send({ type: 'stop', track: 1 });
      rig.page(1, 24_000, 26_000).finish(1);
      await rig.until(/^ended 2 @2400$/);
      expect(rig.story.filter((line) => / 1 /.test(line))).toHaveLength(1);
    });

    test('goes on from where it is sent', async () => {
      const rig = setUp();
      rig.open(1, 24_000).open(2, 2400).finish(2).release(1).release(2);
      await rig.until(/^playing 1/);
      rig.engine.send({ type: 'seek', track: 1, next: 3, startFrame: 20_000 });
      rig.page(3, 20_000, 24_000).finish(3).release(3);
      await rig.until(/^ended 2/);
      expect(rig.story.filter((line) => line.startsWith('ended'))).toEqual([
        'ended 3 @24000',
        'ended 2 @2400',
      ]);
      expect(rig.story[1]).toMatch(/^playing 3 @2\d{4}$/);
    });

    test('plays on in silence', async () => {
      const rig = setUp();
      rig.engine.send({ type: 'volume', volume: 0 });
      rig.open(1, 9600).finish(1).release(1);
      await rig.until(/^ended 1/);
      expect(rig.story.at(-1)).toBe('ended 1 @9600');
    });

    test('says nothing once it is closed, which works twice', async () => {
      const rig = setUp();
      rig.open(1, 12_000).finish(1).release(1);
      await rig.until(/^playing 1/);
      rig.engine.close();
      rig.engine.close();
      const said = rig.reports.length;
      rig.open(2, 2400).release(2);
      await rig.pass(300);
      expect([rig.reports.length, rig.errors]).toEqual([said, []]);
    });

    test('can be unlocked', async () => {
      const rig = setUp();
      expect(await rig.engine.unlock()).toBe(true);
      expect(rig.engine.access).toBe('running');
    });
  });
}
