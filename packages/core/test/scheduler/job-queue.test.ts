import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { JobQueue, type QueueEntry } from '../../src/scheduler/job-queue.ts';
import { LANES, type Lane } from '../../src/scheduler/lane.ts';

class Entry implements QueueEntry<Entry> {
  previous: Entry | null = null;
  next: Entry | null = null;
  readonly number: number;
  readonly lane: Lane;
  readonly weight: number;
  constructor(number: number, lane: Lane, weight: number) {
    this.number = number;
    this.lane = lane;
    this.weight = weight;
  }
}

const step = fc.record({
  how: fc.constantFrom('addLast', 'putBack', 'remove'),
  lane: fc.constantFrom(...LANES),
  weight: fc.integer({ min: 1, max: 3 }),
  which: fc.nat(100),
});

describe('the queue of a tab', () => {
  test('behaves as one list per lane [O1]', () => {
    fc.assert(
      fc.property(fc.array(step, { maxLength: 200 }), (steps) => {
        const queue = new JobQueue<Entry>();
        const model: Record<Lane, Entry[]> = { interactive: [], normal: [], background: [] };
        const taken: Entry[] = [];
        let number = 0;
        for (const { how, lane, weight, which } of steps) {
          const list = model[lane];
          if (how === 'addLast') {
            const entry = new Entry((number += 1), lane, weight);
            queue.addLast(entry);
            list.push(entry);
          } else if (how === 'remove') {
            const [entry] = list.splice(which % Math.max(1, list.length), 1);
            if (entry === undefined) continue;
            queue.remove(entry);
            taken.push(entry);
          } else {
            const entry = taken.pop();
            if (entry === undefined) continue;
            queue.putBack(entry);
            model[entry.lane].push(entry);
            model[entry.lane].sort((left, right) => left.number - right.number);
          }
        }
        for (const lane of LANES) {
          expect([...queue.entriesOf(lane)]).toEqual(model[lane]);
          expect(queue.countOf(lane)).toBe(model[lane].length);
          expect(queue.firstWithin(lane, Infinity)).toBe(model[lane][0] ?? null);
          const runs = queue.runs()[lane];
          const told = runs.flatMap(([weight, count]) => Array.from({ length: count }, () => weight));
          expect(told.length).toBe(model[lane].length);
          expect(told.slice(0, 64)).toEqual(model[lane].slice(0, 64).map(({ weight }) => weight));
        }
      }),
    );
  });

  test('tells a long queue of one weight as one run [T2]', () => {
    const queue = new JobQueue<Entry>();
    for (let count = 0; count < 10_000; count += 1) queue.addLast(new Entry(count, 'normal', 2));
    expect(queue.runs().normal).toEqual([[2, 10_000]]);
  });
});
