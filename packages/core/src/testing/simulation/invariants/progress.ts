import type { Clock } from '../../../platform/clock.ts';
import { isGateKind } from '../../../scheduler/gate.ts';
import { longestHopsMs } from '../delays.ts';
import type { Invariant } from '../invariant.ts';
import { isDegraded, isRunning, type Page, type SimulatedJob } from '../page.ts';
import type { Happening } from '../schedule.ts';
import { SLOT_PREFIX, type World } from '../world.ts';

/** After what nobody could be warned of, or could hear, somebody has to find out. */
const WORST_CASE_MS = 35_000;
/** Time for a new conductor to hear the others, and then some. */
const TAKEOVER_MS = 150;
/** Without locks, a tab that is gone is found out by its silence. */
const ASKING_AROUND_MS = 3000;
/** Timers of pages that were hidden for long fire once a minute; they need three misses. */
const HIDDEN_TICK_MS = 1000;
const LONG_HIDDEN_TICK_MS = 60_000;
const LONG_HIDDEN_AFTER_MS = 5 * 60_000;
/** So long after its end a silent fault may still have to be found out. */
const SILENT_FAULT_LASTS_MS = 60_000;
/** A job that failed by itself waits for so long at most, if the provider does not ask for more. */
const OWN_RETRY_MS = 1000;

const LASTS_MS = 10;
const LOOK_EVERY_MS = 50;

const SILENT: ReadonlySet<Happening['do']> = new Set<Happening['do']>([
  'suspend',
  'lose',
  'repeat',
  'delay',
  'deafen',
  'jumpWall',
  'sleep',
  'wake',
  'comeBack',
]);

/**
 * I3: with a page that is awake, a free slot and an open gate, some job starts: within moments where everybody could
 * speak, within 35 s where somebody fell silent.
 */
export function progressInvariant(world: World): Invariant {
  const { browser, schedule } = world;
  // A slot may have to rest three times: after a cut, and after two conductors that vanished meanwhile.
  const promptMs = TAKEOVER_MS + 3 * schedule.releaseLagMs + 6 * longestHopsMs(schedule.delays);
  /** Since when something could start and nothing has. */
  let sinceMs: number | null = null;
  /** The slowest tick of a page since then that waits and could have been the one to act. */
  let longestTickMs = 0;
  let lowestLimit = schedule.limit;
  let nextLookMs = 0;
  // A lock service that never answers is given up after some seconds.
  let lastSilentMs = Object.values(schedule.pages ?? {}).some(({ locks }) => locks === 'silent')
    ? world.nowMs
    : -Infinity;
  /** On the clock of the job's page, which may stand still while the machine sleeps. */
  const ownRetryUntilMs = new Map<SimulatedJob, number>();

  function isWaiting(job: SimulatedJob): boolean {
    if (job.settled !== null || isRunning(job)) return false;
    return (ownRetryUntilMs.get(job) ?? -Infinity) < clockOf(job).now();
  }

  /** Pages where somebody waits. */
  function waitingPages(): Page[] {
    return world.pages.filter(
      (page) =>
        world.isAwake(page) &&
        !page.isPaused &&
        page.pool !== null &&
        page.jobs.some(isWaiting) &&
        !page.jobs.some(isTooWide),
    );
  }

  /** Where tabs have several limits, a job may be too wide for the lowest, and those behind it wait too. */
  function isTooWide(job: SimulatedJob): boolean {
    return job.settled === null && job.weight > lowestLimit;
  }

  /** Slots may be kept free for a job that takes several, until all that it needs are free. */
  function isWideAwaited(): boolean {
    return world.jobs.some((job) => job.weight > 1 && job.settled === null && !isRunning(job));
  }

  function hasRoom(): boolean {
    let held = 0;
    let allowed = Infinity;
    for (const page of world.livingPages) {
      const { tab, limit } = page;
      held += isDegraded(page) ? weightOf(page) : browser.locks.countHeld(tab.id, SLOT_PREFIX);
      allowed = Math.min(allowed, limit);
    }
    if (isWideAwaited() ? held > 0 : held >= allowed) return false;
    for (const { pool } of world.livingPages) {
      const state = pool?.getState();
      if (state?.role !== 'conductor') continue;
      if (state.gate !== null || held >= state.workingLimit) return false;
    }
    return true;
  }

  /** Somebody holds something and cannot let go of it, nor say so. */
  function isAnybodyMute(): boolean {
    return world.livingPages.some(
      ({ tab }) => !world.isAwake({ tab }) && browser.locks.held(tab.id).length > 0,
    );
  }

  function allowedMs(): number {
    const isSilent = world.nowMs - lastSilentMs < SILENT_FAULT_LASTS_MS;
    if (isSilent) return WORST_CASE_MS + 4 * longestTickMs;
    return promptMs + longestTickMs + (world.pages.some(isDegraded) ? ASKING_AROUND_MS : 0);
  }

  function tickOf({ tab }: Page): number {
    if (tab.state === 'active') return 0;
    return world.nowMs - tab.hiddenSinceMs < LONG_HIDDEN_AFTER_MS ? HIDDEN_TICK_MS : LONG_HIDDEN_TICK_MS;
  }

  return {
    happened: (event) => {
      if (event.do === 'setLimit') lowestLimit = Math.min(lowestLimit, event.limit);
      const isUnwarned = 'warned' in event && !event.warned;
      if (SILENT.has(event.do) || isUnwarned)
        lastSilentMs = Math.max(lastSilentMs, world.nowMs + ('forMs' in event ? event.forMs : 0));
    },
    started: () => {
      sinceMs = null;
    },
    ended: (job) => {
      const refusal = job.runs.at(-1)?.refusal ?? null;
      if (refusal === null || isGateKind(refusal.kind)) return;
      ownRetryUntilMs.set(job, clockOf(job).now() + Math.max(OWN_RETRY_MS, refusal.retryAfterMs ?? 0));
    },
    stepped: () => {
      // Looking costs more than all the rest, so only what lasts is looked at.
      const restsForMs = (world.clock.nextAtMs ?? Infinity) - world.nowMs;
      if (restsForMs < LASTS_MS && world.nowMs < nextLookMs) return;
      nextLookMs = world.nowMs + LOOK_EVERY_MS;
      const waiting = waitingPages();
      if (waiting.length === 0 || !hasRoom()) {
        sinceMs = null;
        return;
      }
      if (sinceMs === null) {
        sinceMs = world.nowMs;
        longestTickMs = 0;
      }
      longestTickMs = Math.max(longestTickMs, Math.min(...waiting.map(tickOf)));
      const forMs = world.nowMs - sinceMs;
      if (isAnybodyMute()) lastSilentMs = Math.max(lastSilentMs, world.nowMs);
      if (forMs <= promptMs) return;
      const mostMs = allowedMs();
      if (forMs <= mostMs) return;
      world.violate(
        'I3',
        `for ${forMs.toFixed(0)} ms a slot is free and the gate is open, and nothing starts in ` +
          `${waiting.map(({ tab }) => `${tab.id} (${tab.state})`).join(', ')}: at most ${mostMs.toFixed(0)} ms are allowed`,
      );
    },
  };
}

function clockOf({ page }: SimulatedJob): Clock {
  return page.tab.platform.clock;
}

function weightOf(page: Page): number {
  let weight = 0;
  for (const job of page.jobs) if (isRunning(job)) weight += job.weight;
  return weight;
}
