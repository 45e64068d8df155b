import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { AheadRenderer } from '../../src/audio/pure/ahead-renderer.ts';
import type { Command, Report } from '../../src/audio/pure/commands.ts';
import { createOutputRenderer, type OutputRenderer } from '../../src/audio/pure/output-renderer.ts';
import { positionCoded } from './position-code.ts';

const RATE_HZ = 8000;
const BLOCK_FRAMES = 1600;
const WINDOW_FRAMES = 4800;
const GUARD_FRAMES = 240;

/** Renders ahead as the buffers engine does, and keeps what would be heard. */
class Listener {
  readonly heard: number[] = [];
  readonly reports: Report[] = [];
  readonly #ahead: AheadRenderer;
  #now = 0;

  constructor(renderer: OutputRenderer) {
    this.#ahead = new AheadRenderer(renderer);
  }

  get now(): number {
    return this.#now;
  }

  send(command: Command): void {
    this.heard.length = this.#ahead.receive(command, this.#now + GUARD_FRAMES) ?? this.heard.length;
    this.#step();
  }

  advance(frames: number): void {
    const end = this.#now + frames;
    while (this.#now < end) {
      this.#now = Math.min(end, this.#now + 320);
      this.#step();
    }
  }

  #step(): void {
    this.reports.push(...this.#ahead.takeReports(this.#now));
    while (this.#ahead.nextFrame < this.#now + WINDOW_FRAMES) {
      this.#ahead.skipTo(this.#now + GUARD_FRAMES);
      const { nextFrame } = this.#ahead;
      const samples = this.#ahead.render(BLOCK_FRAMES);
      if (samples === null) return;
      for (let frame = this.heard.length; frame < nextFrame; frame++) this.heard.push(0);
      for (const sample of samples) this.heard.push(sample);
    }
  }
}

/** What is heard where rendering is never ahead. */
class Reference {
  readonly heard: number[] = [];
  readonly reports: Report[] = [];
  readonly #renderer: OutputRenderer;

  constructor(renderer: OutputRenderer) {
    this.#renderer = renderer;
  }

  send(command: Command): void {
    this.#renderer.receive(command);
  }

  advanceTo(end: number): void {
    while (this.heard.length < end) {
      const block = new Float32Array(Math.min(128, end - this.heard.length));
      this.#renderer.render(block);
      for (const sample of block) this.heard.push(sample);
      this.reports.push(...this.#renderer.takeReports());
    }
  }
}

const step = fc.record({
  passFrames: fc.integer({ min: 0, max: 4000 }),
  does: fc.oneof(
    { weight: 3, arbitrary: fc.constant('page' as const) },
    {
      weight: 3,
      arbitrary: fc.constantFrom('release', 'pause', 'resume', 'stop', 'seek', 'next', 'finish'),
    },
  ),
});

function story(reports: readonly Report[]): string[] {
  return reports.filter(({ type }) => type !== 'progress').map(({ type, track }) => `${type} ${track}`);
}

test('what is rendered ahead and taken back is heard as if it never had been ahead', () => {
  fc.assert(
    fc.property(fc.array(step, { maxLength: 30 }), (steps) => {
      const listener = new Listener(createOutputRenderer(RATE_HZ, RATE_HZ));
      const reference = new Reference(createOutputRenderer(RATE_HZ, RATE_HZ));
      let track = 1;
      let lastId = 1;
      let sent = 0;
      let isFinished = false;
      const send = (command: Command): void => {
        reference.advanceTo(listener.now + GUARD_FRAMES);
        listener.send(structuredClone(command));
        reference.send(command);
      };
      send({ type: 'open', track, startFrame: 0 });
      for (const { passFrames, does } of steps) {
        listener.advance(passFrames);
        if (does === 'page') {
          if (isFinished) continue;
          send({ type: 'page', track, samples: positionCoded(sent, sent + 900) });
          sent += 900;
        } else if (does === 'seek') {
          send({ type: 'seek', track, next: ++lastId, startFrame: 500 });
          track = lastId;
          isFinished = false;
        } else if (does === 'next') {
          send({ type: 'finish', track });
          track = ++lastId;
          isFinished = false;
          send({ type: 'open', track, startFrame: 0 });
        } else if (does === 'pause' || does === 'resume') send({ type: does });
        else send({ type: does, track });
        isFinished ||= does === 'finish';
      }
      listener.advance(16_000);
      reference.advanceTo(listener.now);
      for (let frame = listener.heard.length; frame < listener.now; frame++) listener.heard.push(0);
      const different = reference.heard.findIndex((sample, frame) => listener.heard[frame] !== sample);
      expect(different).toBe(-1);
      expect(story(listener.reports)).toEqual(story(reference.reports));
    }),
    { numRuns: 30 },
  );
});

test('audio that comes in changes only what was rendered as running dry', () => {
  const ahead = new AheadRenderer(createOutputRenderer(RATE_HZ, RATE_HZ));
  ahead.receive({ type: 'open', track: 1, startFrame: 0 }, 0);
  ahead.receive({ type: 'page', track: 1, samples: positionCoded(0, 4000) }, 0);
  ahead.receive({ type: 'release', track: 1 }, 0);
  expect(ahead.render(BLOCK_FRAMES)).toHaveLength(BLOCK_FRAMES);
  expect(ahead.receive({ type: 'page', track: 1, samples: positionCoded(4000, 4100) }, 100)).toBeNull();
  for (let block = 1; block < 3; block++) ahead.render(BLOCK_FRAMES);
  expect([ahead.render(BLOCK_FRAMES), ahead.nextFrame]).toEqual([null, 3 * BLOCK_FRAMES]);
  expect(ahead.receive({ type: 'page', track: 1, samples: positionCoded(4100, 9000) }, 200)).toBe(
    2 * BLOCK_FRAMES,
  );
  for (let block = 2; block < 5; block++) ahead.render(BLOCK_FRAMES);
  expect(ahead.takeReports(9 * BLOCK_FRAMES).filter(({ type }) => type === 'starved')).toEqual([]);
});
