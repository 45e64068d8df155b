import type { Lane } from './lane.ts';

/** Links of a doubly linked list, carried by the entry itself so that a queued job costs no extra object. */
export interface QueueEntry<Entry> {
  /** Order of acceptance. */
  readonly number: number;
  readonly lane: Lane;
  readonly weight: number;
  previous: Entry | null;
  next: Entry | null;
}

/** `count` waiting jobs in a row, each of `weight` slots. */
export type WeightRun = readonly [weight: number, count: number];
export type LaneRuns = Readonly<Record<Lane, readonly WeightRun[]>>;

/** Nothing waits. */
export const NO_RUNS: LaneRuns = { interactive: [], normal: [], background: [] };

interface LaneList<Entry> {
  first: Entry | null;
  last: Entry | null;
  count: number;
  /** How many entries there are of each weight: nearly always one kind. */
  readonly countOfWeight: Map<number, number>;
}

/**
 * The waiting jobs of one tab: a first-in, first-out list per lane. Adding, taking and removing cost the
 * same however long the queue is. Which lane is served next is not decided here.
 */
export class JobQueue<Entry extends QueueEntry<Entry>> {
  readonly #lanes: Record<Lane, LaneList<Entry>> = {
    interactive: emptyList(),
    normal: emptyList(),
    background: emptyList(),
  };

  get count(): number {
    const { interactive, normal, background } = this.#lanes;
    return interactive.count + normal.count + background.count;
  }

  countOf(lane: Lane): number {
    return this.#lanes[lane].count;
  }

  /** Whether jobs of other weights than 1 wait. */
  get hasMixedWeights(): boolean {
    const { interactive, normal, background } = this.#lanes;
    return [interactive, normal, background].some((list) => list.count !== (list.countOfWeight.get(1) ?? 0));
  }

  firstOf(lane: Lane): Entry | null {
    return this.#lanes[lane].first;
  }

  addLast(entry: Entry): void {
    const list = this.#lanes[entry.lane];
    entry.previous = list.last;
    entry.next = null;
    if (list.last === null) list.first = entry;
    else list.last.next = entry;
    list.last = entry;
    count(list, entry.weight, 1);
  }

  /** For a job that was refused or cut: it keeps its place, which is nearly always the first. */
  putBack(entry: Entry): void {
    const list = this.#lanes[entry.lane];
    let previous: Entry | null = null;
    let next = list.first;
    while (next !== null && next.number < entry.number) {
      previous = next;
      next = next.next;
    }
    entry.previous = previous;
    entry.next = next;
    if (previous === null) list.first = entry;
    else previous.next = entry;
    if (next === null) list.last = entry;
    else next.previous = entry;
    count(list, entry.weight, 1);
  }

  /** The entry must be in the queue. */
  remove(entry: Entry): void {
    const list = this.#lanes[entry.lane];
    if (entry.previous === null) list.first = entry.next;
    else entry.previous.next = entry.next;
    if (entry.next === null) list.last = entry.previous;
    else entry.next.previous = entry.previous;
    entry.previous = null;
    entry.next = null;
    count(list, entry.weight, -1);
  }

  *entriesOf(lane: Lane): Generator<Entry> {
    for (let entry = this.#lanes[lane].first; entry !== null; entry = entry.next) yield entry;
  }

  /**
   * What another tab needs to know of this queue: runs of equal weight, in order. Only the first entries of a
   * lane with mixed weights are looked at; the rest is counted in the last run, so that counts stay true and
   * only far-off weights do not.
   */
  runs(): LaneRuns {
    return {
      interactive: runsOf(this.#lanes.interactive),
      normal: runsOf(this.#lanes.normal),
      background: runsOf(this.#lanes.background),
    };
  }
}

const ENTRIES_LOOKED_AT = 64;

function runsOf<Entry extends QueueEntry<Entry>>(list: LaneList<Entry>): readonly WeightRun[] {
  if (list.first === null) return [];
  if (list.countOfWeight.size === 1) return [[list.first.weight, list.count]];
  const runs: [number, number][] = [];
  let last: [number, number] = [list.first.weight, 0];
  let looked = 0;
  for (
    let entry: Entry | null = list.first;
    entry !== null && looked < ENTRIES_LOOKED_AT;
    entry = entry.next
  ) {
    if (last[0] !== entry.weight || looked === 0) runs.push((last = [entry.weight, 0]));
    last[1] += 1;
    looked += 1;
  }
  last[1] += list.count - looked;
  return runs;
}

function emptyList<Entry>(): LaneList<Entry> {
  return { first: null, last: null, count: 0, countOfWeight: new Map() };
}

function count(list: LaneList<unknown>, weight: number, change: 1 | -1): void {
  list.count += change;
  const ofWeight = (list.countOfWeight.get(weight) ?? 0) + change;
  if (ofWeight === 0) list.countOfWeight.delete(weight);
  else list.countOfWeight.set(weight, ofWeight);
}
