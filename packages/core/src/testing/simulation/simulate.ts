import { calmDown, happen } from './happenings.ts';
import type { Violation } from './invariant.ts';
import { dirtySlotsInvariant } from './invariants/dirty-slots.ts';
import { gateInvariant } from './invariants/gate.ts';
import { grantsInvariant } from './invariants/grants.ts';
import { jobsInvariant } from './invariants/jobs.ts';
import { leftoversInvariant } from './invariants/leftovers.ts';
import { limitInvariant } from './invariants/limit.ts';
import { orderInvariant } from './invariants/order.ts';
import { positionsInvariant } from './invariants/positions.ts';
import { progressInvariant } from './invariants/progress.ts';
import { stealsInvariant } from './invariants/steals.ts';
import { termsInvariant } from './invariants/terms.ts';
import type { Visit } from '../virtual-account.ts';
import type { SimulatedJob } from './page.ts';
import type { Schedule } from './schedule.ts';
import { World, type WorldOptions } from './world.ts';

export interface SimulationResult {
  readonly violation: Violation | null;
  /** How many appointments of the clock were kept. */
  readonly steps: number;
  readonly jobs: readonly SimulatedJob[];
  /** How often each type of message was posted. */
  readonly posted: ReadonlyMap<string, number>;
  /** What the provider was asked, and what it answered. */
  readonly journal: readonly Visit[];
}

/** No schedule needs so many steps: the pool would be busy with itself. */
const MOST_STEPS = 200_000;
/** Nothing may stand still for longer when nothing is wrong any more: the worst case of I3, and the longest back-off. */
const STALL_MS = 35_000;
/** Longer than the linger between two jobs and the longest release lag. */
const IDLE_AFTER_MS = 2500;

/**
 * Lets a schedule happen to real pools in a virtual browser and watches the invariants after every step. Then the
 * world calms down, everything that was accepted has to settle, and everything is put away.
 */
export async function simulate(schedule: Schedule, options: WorldOptions): Promise<SimulationResult> {
  const simulation = new Simulation(schedule, options);
  await simulation.run();
  const { world, steps } = simulation;
  const { violation, jobs, browser, account } = world;
  return { violation, steps, jobs, posted: browser.posted, journal: account.journal };
}

class Simulation {
  readonly world: World;
  steps = 0;
  #lastProgressMs = 0;

  constructor(schedule: Schedule, options: WorldOptions) {
    this.world = new World(schedule, options);
    const { world } = this;
    const progress = (): void => void (this.#lastProgressMs = world.nowMs);
    world.invariants.push(
      limitInvariant(world),
      dirtySlotsInvariant(world),
      gateInvariant(world),
      jobsInvariant(world),
      grantsInvariant(world),
      orderInvariant(world),
      positionsInvariant(world),
      stealsInvariant(world),
      termsInvariant(world),
      leftoversInvariant(world),
      progressInvariant(world),
      { started: progress, ended: progress, settled: progress },
    );
  }

  async run(): Promise<void> {
    const { world } = this;
    const { events } = world.schedule;
    for (const event of events) world.clock.setTimer(event.atMs, () => happen(world, event));
    await this.#advance(world.schedule.lastsMs ?? (events.at(-1)?.atMs ?? 0) + 300);
    while (world.browser.isAsleep && this.#isGoingOn) await this.#step();
    calmDown(world);
    await this.#settleAll();
    await this.#advance(IDLE_AFTER_MS);
    if (this.#isGoingOn) for (const invariant of world.invariants) invariant.idle?.();
    for (const page of world.livingPages) world.closePool(page);
    await this.#advance(1000);
    if (this.#isGoingOn) for (const invariant of world.invariants) invariant.closed?.();
  }

  get #isGoingOn(): boolean {
    return this.world.violation === null;
  }

  /** Every job of a page that lives has to settle, as long as there is progress. */
  async #settleAll(): Promise<void> {
    const { world } = this;
    this.#lastProgressMs = world.nowMs;
    for (;;) {
      const open = world.jobs.filter(({ settled, page }) => settled === null && !page.tab.isGone);
      if (open.length === 0 || !this.#isGoingOn) return;
      // What only a person can open, a person opens.
      for (const { pool, place } of world.livingPages) {
        if (pool?.getState().gate?.opensAtMs !== null) continue;
        happen(world, { atMs: world.nowMs, do: 'retryNow', tab: place });
      }
      const stillForMs = world.nowMs - this.#lastProgressMs;
      if (stillForMs > STALL_MS) {
        const names = open.map(({ name, runs }) => `${name} (${runs.at(-1)?.end ?? 'waiting'})`);
        world.violate('I3', `nothing has moved for ${stillForMs} ms, and these wait: ${names.join(', ')}`);
      }
      await this.#advance(world.nowMs - world.clock.now() + 100);
    }
  }

  async #advance(ms: number): Promise<void> {
    const untilMs = this.world.nowMs + ms;
    for (
      let nextMs = this.world.clock.nextAtMs;
      nextMs !== null && nextMs <= untilMs && this.#isGoingOn;
      nextMs = this.world.clock.nextAtMs
    ) {
      await this.#step();
    }
    if (this.#isGoingOn) await this.world.clock.advance(Math.max(0, untilMs - this.world.nowMs));
  }

  async #step(): Promise<void> {
    const { world } = this;
    this.steps += 1;
    if (this.steps > MOST_STEPS) world.violate('I3', `${MOST_STEPS} steps and no end`);
    await world.clock.step();
    for (const invariant of world.invariants) invariant.stepped?.();
  }
}
