import type { Undo } from '../../../platform/clock.ts';
import { longestHopsMs } from '../delays.ts';
import type { Invariant } from '../invariant.ts';
import { isOrdinary } from '../ordinary.ts';
import { isRunning, type SimulatedJob } from '../page.ts';
import type { World } from '../world.ts';

/** More than the time from one board to the next. */
const BOARD_WITHIN_MS = 110;

/**
 * I6: the positions that the tabs show are 1 to n, and the order in which jobs start if nothing else comes, unless
 * they are marked as estimated. Looked at where nothing is out of the ordinary, whenever nothing has changed for a while.
 */
export function positionsInvariant(world: World): Invariant {
  if (!isOrdinary(world.schedule)) return {};
  /** Lanes may rise before their jobs start, and nobody can say so beforehand. */
  const isAgeing = world.schedule.ageingMs < 10_000;
  // A tab joins and tells its demand, a board says so, and each takes its time: then every tab knows how the pool stands.
  const settledAfterMs = BOARD_WITHIN_MS + 2 * longestHopsMs(world.schedule.delays);
  let undoLook: Undo | null = null;
  let isForetold = false;
  let foretold: SimulatedJob[] = [];
  /** What the conductor said last of who is next. A tab that has not heard it passes its slot on as it was said before. */
  let planned: ReadonlySet<string> = new Set();
  /** Turns passed on of which the conductor has not heard: what it grants meanwhile is the same turn once more. */
  const underway = new Set<string>();

  /** Whatever was foretold still holds, unless it is `news` that comes. */
  function changed(news: 'news' | 'as foretold'): void {
    if (news === 'news') isForetold = false;
    undoLook?.();
    undoLook = isForetold ? null : world.clock.setTimer(settledAfterMs, foretell);
  }

  function foretell(): void {
    const places = new Map<number, SimulatedJob>();
    for (const job of world.jobs) {
      if (job.settled !== null || isRunning(job)) continue;
      const state = job.handle?.getState();
      if (state?.state !== 'waiting' || state.estimated) return;
      if (state.queuePosition === undefined) {
        world.violate('I6', `${job.name} does not know its position`);
        return;
      }
      const other = places.get(state.queuePosition);
      if (other !== undefined) {
        world.violate(
          'I6',
          `${other.name} and ${job.name} are both said to be number ${state.queuePosition}`,
        );
      }
      places.set(state.queuePosition, job);
    }
    const order = [...places].toSorted(([left], [right]) => left - right);
    const gap = order.findIndex(([place], index) => place !== index + 1);
    if (gap >= 0) world.violate('I6', `nobody is said to be number ${gap + 1} of ${order.length}`);
    foretold = order.map(([, job]) => job);
    isForetold = true;
  }

  return {
    added: () => changed('news'),
    happened: () => changed('news'),
    ended: () => changed('as foretold'),
    posted: (message) => {
      // Whoever takes over may not have heard the last board yet.
      if (message.type === 'hello') changed('news');
      if (message.type === 'grant') changed(underway.size > 0 ? 'news' : 'as foretold');
      if (message.type === 'next') planned = new Set(message.turns.map(({ grant }) => grant));
      if (message.type !== 'done' || message.passedTo === null) return;
      underway.add(message.passedTo.grant);
      changed(planned.has(message.passedTo.grant) ? 'as foretold' : 'news');
    },
    heard: (message, page) => {
      if (message.type !== 'done' || message.passedTo === null) return;
      if (page.pool?.getState().role === 'conductor') underway.delete(message.passedTo.grant);
    },
    asksForSlot: () => changed('as foretold'),
    started: (job) => {
      const place = foretold.indexOf(job);
      foretold = foretold.filter((other) => other !== job);
      // Those that start together may do so in any order.
      if (isForetold && !isAgeing && place >= world.schedule.limit) {
        world.violate('I6', `${job.name} starts, and was said to be number ${place + 1}`);
      }
      changed('as foretold');
    },
    closed: () => undoLook?.(),
  };
}
