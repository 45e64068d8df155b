import type { Invariant } from '../invariant.ts';
import { isDegraded, isRunning, type Page, type SimulatedJob } from '../page.ts';
import type { World } from '../world.ts';
import { isOrdinary } from '../ordinary.ts';

/** By then the conductor has heard of a tab that has work. */
const KNOWN_AFTER_MS = 60;

/**
 * I5: first in, first out within tab and lane. Where nothing is out of the ordinary, tabs that keep waiting in one lane
 * are served alike.
 */
export function orderInvariant(world: World): Invariant {
  const { limit, delays } = world.schedule;
  const isFairnessToSee =
    isOrdinary(world.schedule) &&
    world.schedule.events.every(
      (event) => event.do !== 'add' || (event.lane === 'normal' && event.weight === 1),
    );
  /** A tab that wakes is level with the least served, and so many grants may be on their way at any time. */
  const mostApart = 2 + 2 * limit;
  const waiting = new Map<string, Set<SimulatedJob>>();
  const served = new Map<Page, number>();
  /** Since when jobs wait there without a break. */
  const busySinceMs = new Map<Page, number>();
  /** What two tabs had been served when both were known to wait. */
  const starts = new Map<string, readonly [number, number]>();
  let highestLimit = limit;
  let terms = 0;

  function laneOf(job: SimulatedJob): Set<SimulatedJob> {
    const key = `${job.page.tab.id}/${job.lane}/${job.weight}`;
    let lane = waiting.get(key);
    if (lane === undefined) waiting.set(key, (lane = new Set()));
    return lane;
  }

  function leavesLane(job: SimulatedJob): void {
    laneOf(job).delete(job);
    if (isFairnessToSee && !job.page.jobs.some((other) => other !== job && isStillWaiting(other)))
      busySinceMs.delete(job.page);
  }

  function servedOf(page: Page): number {
    return served.get(page) ?? 0;
  }

  function compare(page: Page, other: Page): void {
    const since = [busySinceMs.get(page), busySinceMs.get(other)] as const;
    if (since[0] === undefined || since[1] === undefined) return;
    // Without locks each tab has its share of the slots, however many jobs it gets through with them.
    if (isDegraded(page)) return;
    if (world.nowMs < Math.max(...since.map(Number)) + KNOWN_AFTER_MS) return;
    const [left, right] = page.place < other.place ? [page, other] : [other, page];
    const key = `${left.tab.id}@${busySinceMs.get(left)} ${right.tab.id}@${busySinceMs.get(right)} ${terms}`;
    const start = starts.get(key);
    if (start === undefined) {
      starts.set(key, [servedOf(left), servedOf(right)]);
      return;
    }
    const apart = Math.abs(servedOf(left) - start[0] - (servedOf(right) - start[1]));
    if (apart > mostApart) {
      world.violate(
        'I5',
        `${left.tab.id} and ${right.tab.id} keep waiting, and were served ${apart} jobs apart`,
      );
    }
  }

  return {
    happened: (event) => {
      if (event.do === 'setLimit') highestLimit = Math.max(highestLimit, event.limit);
    },
    posted: (message) => {
      if (message.type === 'hello') terms += 1;
    },
    added: (job) => {
      laneOf(job).add(job);
      if (!busySinceMs.has(job.page)) busySinceMs.set(job.page, world.nowMs);
    },
    started: (job) => {
      if (job.runs.length > 0) return;
      let earlier = 0;
      for (const other of laneOf(job)) {
        if (other === job) break;
        earlier += 1;
      }
      // Each of the other slots may be promised to an earlier job whose lock has not come yet.
      if (earlier >= highestLimit) {
        world.violate('I5', `${job.name} starts before ${earlier} jobs of its lane that came earlier`);
      }
      if (isFairnessToSee && delays === 'steady') {
        served.set(job.page, servedOf(job.page) + 1);
        for (const other of world.livingPages) if (other !== job.page) compare(job.page, other);
      }
      leavesLane(job);
    },
    settled: leavesLane,
  };
}

function isStillWaiting(job: SimulatedJob): boolean {
  return job.settled === null && !isRunning(job) && job.runs.length === 0;
}
