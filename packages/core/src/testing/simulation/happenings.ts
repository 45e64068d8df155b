import { isRunning, type Page } from './page.ts';
import type { Happening, SimulationEvent } from './schedule.ts';
import type { World } from './world.ts';

/** Lets one event of the schedule happen. */
export function happen(world: World, event: SimulationEvent): void {
  world.trace(() => `      ${JSON.stringify(event)}`);
  for (const invariant of world.invariants) invariant.happened?.(event);
  switch (event.do) {
    case 'add':
      for (let index = 0; index < event.count; index += 1) world.add(event.tab, event);
      return;
    case 'offline':
      goOffline(world, event.forMs);
      return;
    case 'jumpWall':
      world.clock.jumpWall(event.byMs);
      return;
    case 'sleep':
      world.browser.sleep(event.forMs, event.monotonic);
      return;
    case 'foreign':
      world.account.foreign = event.slots;
      world.clock.setTimer(event.forMs, () => (world.account.foreign = 0));
      return;
    case 'trueLimit':
      world.account.limit = event.limit;
      return;
    case 'refuse':
      world.account.refuseNext(event.times, event.refusal);
      return;
    default: {
      // While the machine sleeps, so does everybody.
      const page = world.browser.isAsleep ? undefined : world.places.get(event.tab);
      if (page !== undefined && !page.tab.isGone) happenTo(world, page, event);
    }
  }
}

type PageHappening = Extract<Happening, { readonly tab: number }>;

function happenTo(world: World, page: Page, event: PageHappening): void {
  const { tab } = page;
  switch (event.do) {
    case 'lose':
    case 'repeat':
    case 'delay':
      world.wire.breaks(tab.id, event);
      return;
    case 'hide':
      tab.hide({ forMs: event.forMs });
      return;
    case 'freeze':
      tab.freeze({ warned: event.warned });
      return;
    case 'navigate':
      tab.navigateAway({ warned: event.warned });
      return;
    case 'close':
      tab.close({ warned: event.warned });
      return;
    case 'show':
    case 'suspend':
    case 'wake':
    case 'comeBack':
    case 'crash':
    case 'deafen':
      tab[event.do]();
      return;
    default:
      if (world.isAwake(page)) ask(world, page, event);
  }
}

/** Somebody uses the pool of the page. */
function ask(world: World, page: Page, event: PageHappening): void {
  const { pool } = page;
  if (pool === null) return;
  switch (event.do) {
    case 'cancel': {
      const job = page.jobs.filter(({ settled }) => settled === null).at(-1 - event.job);
      if (job === undefined) return;
      job.isUnwanted = true;
      job.handle?.cancel();
      return;
    }
    case 'retryNow':
      pool.retryNow();
      return;
    case 'closePool':
      world.closePool(page);
      return;
    case 'pause':
    case 'resume':
      page.isPaused = event.do === 'pause';
      pool[event.do]();
      return;
    case 'clear':
      clear(world, page, event.allTabs);
      return;
    case 'setLimit':
      // A job that is wider than the new limit could never run.
      if (page.jobs.some(({ settled, weight }) => settled === null && weight > event.limit)) return;
      page.limit = event.limit;
      pool.setLimit(event.limit);
      return;
    default:
  }
}

function clear(world: World, page: Page, allTabs: boolean): void {
  for (const job of page.jobs) if (!isRunning(job)) job.isUnwanted = true;
  world.wasClearedForAll ||= allTabs;
  page.pool?.clear({ allTabs });
}

function goOffline(world: World, forMs: number): void {
  world.account.isReachable = false;
  for (const page of world.livingPages) page.tab.deliver('event', () => page.tab.happen('offline'));
  world.clock.setTimer(forMs, () => goOnline(world));
}

function goOnline(world: World): void {
  if (world.account.isReachable) return;
  world.account.isReachable = true;
  for (const page of world.livingPages) {
    page.tab.deliver('event', () => {
      for (const invariant of world.invariants) invariant.cameOnline?.(page);
      page.tab.happen('online');
    });
  }
}

/** Whatever was wrong is over: every page that lives is active, and the account is ours alone. */
export function calmDown(world: World): void {
  world.trace(() => '      calm');
  world.wire.mend();
  world.account.refuseNoMore();
  world.account.foreign = 0;
  world.account.limit = Math.max(world.schedule.limit, ...world.pages.map(({ limit }) => limit));
  goOnline(world);
  for (const page of world.livingPages) {
    const { tab } = page;
    if (tab.state === 'cached') tab.comeBack();
    tab.wake();
    tab.show();
    if (!page.isPaused) continue;
    page.isPaused = false;
    page.pool?.resume();
  }
}
