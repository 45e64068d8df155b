import { LinkedList, type Links } from './linked-list.ts';
import { byLane, LANES, type Lane } from './lane.ts';

export interface QueueEntry<Entry> extends Links<Entry> {
  /** Order of acceptance. */
  readonly number: number;
  readonly lane: Lane;
  readonly weight: number;
}

/** `count` waiting jobs in a row, each of `weight` slots. */
export type WeightRun = readonly [weight: number, count: number];
export type LaneRuns = Readonly<Record<Lane, readonly WeightRun[]>>;

/** Nothing waits. */
export const NO_RUNS: LaneRuns = { interactive: [], normal: [], background: [] };

const ENTRIES_LOOKED_AT = 64;

/**
 * The waiting jobs of one tab: a first-in, first-out list per lane. Which lane is served next is not decided here.
 */
export class JobQueue<Entry extends QueueEntry<Entry>> {
  readonly #lanes: Readonly<Record<Lane, LinkedList<Entry>>> = byLane(() => new LinkedList());
  /** In order of urgency. */
  readonly lanes: readonly LinkedList<Entry>[] = LANES.map((lane) => this.#lanes[lane]);
  #count = 0;
  /** Entries of another weight than 1. */
  #wide = 0;

  get count(): number {
    return this.#count;
  }

  get hasMixedWeights(): boolean {
    return this.#wide > 0;
  }

  countOf(lane: Lane): number {
    return this.#lanes[lane].count;
  }

  /** The first of the lane that is no wider than `limit`. */
  firstWithin(lane: Lane, limit: number): Entry | null {
    let { first } = this.#lanes[lane];
    while (first !== null && first.weight > limit) first = first.next;
    return first;
  }

  addLast(entry: Entry): void {
    const list = this.#lanes[entry.lane];
    list.insert(entry, list.last);
    this.#counted(entry, 1);
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
    list.insert(entry, previous);
    this.#counted(entry, 1);
  }

  /** The entry must be in the queue. */
  remove(entry: Entry): void {
    this.#lanes[entry.lane].remove(entry);
    this.#counted(entry, -1);
  }

  /** In order, as they are now. */
  entriesOf(lane: Lane): Entry[] {
    return this.#lanes[lane].all();
  }

  /** Of all lanes, as they are now. */
  all(): Entry[] {
    return LANES.flatMap((lane) => this.#lanes[lane].all());
  }

  /**
   * What another tab needs to know of this queue: runs of equal weight, in order. Only the first entries of a
   * lane with mixed weights are looked at; the rest is counted in the last run, so that counts stay true and
   * only far-off weights do not.
   */
  runs(): LaneRuns {
    return byLane((lane) => this.#runsOf(lane));
  }

  #runsOf(lane: Lane): readonly WeightRun[] {
    const { first, count } = this.#lanes[lane];
    if (first === null) return [];
    if (this.#wide === 0) return [[1, count]];
    let last: [number, number] = [first.weight, 0];
    const runs = [last];
    let looked = 0;
    for (
      let entry: Entry | null = first;
      entry !== null && looked < ENTRIES_LOOKED_AT;
      entry = entry.next, looked += 1
    ) {
      if (last[0] !== entry.weight) runs.push((last = [entry.weight, 0]));
      last[1] += 1;
    }
    last[1] += count - looked;
    return runs;
  }

  #counted(entry: Entry, change: 1 | -1): void {
    this.#count += change;
    if (entry.weight !== 1) this.#wide += change;
  }
}
