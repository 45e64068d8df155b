import type { Clock, Undo } from '../platform/clock.ts';
import type { Locks } from '../platform/locks.ts';
import type { Claim, DoneEvent } from '../scheduler/conductor-types.ts';
import { GrantRun, type GivenGrant } from './grant-run.ts';
import { KeptLocks } from './kept-locks.ts';
import type { PoolNames } from './names.ts';
import { PassingOn } from './passing-on.ts';
import { isSameTerm, type GrantMessage, type NextMessage, type PassedTurn, type Term } from './protocol.ts';
import type { SlotLock } from './slot-lock.ts';
import type { TryEnd } from './task-runs.ts';
import type { Workload } from './workload.ts';

export interface TakenGrantsDependencies {
  readonly clock: Clock;
  readonly locks: Locks;
  readonly names: PoolNames;
  readonly workload: Workload;
  readonly tabId: string;
  /** In which slots may be passed on. */
  passingTerm(): Term | null;
  /**
   * Whether locks are kept until the next grants are known: so a tab that conducts goes from job to job without
   * asking the browser. Otherwise they are given back before anybody is told.
   */
  keepsLocks(): boolean;
  /** The lowest limit of all tabs with work. */
  limit(): number;
  /** `passedTo`: who is told, with that, to go on. */
  onDone(event: DoneEvent, passedTo: PassedTurn | null): void;
}

/** The grants this tab has taken up and not ended, and the slot locks it holds for them. */
export class TakenGrants {
  readonly #d: TakenGrantsDependencies;
  readonly #runs: Map<string, GrantRun> = new Map();
  readonly #kept = new KeptLocks();
  readonly #passingOn = new PassingOn();
  #undoRelease: Undo | null = null;
  #seenTerm: Term | null = null;
  #seenGrant = 0;

  constructor(dependencies: TakenGrantsDependencies) {
    this.#d = dependencies;
  }

  get count(): number {
    return this.#runs.size;
  }

  get claims(): readonly Claim[] {
    return [...this.#runs.values()]
      .filter((run) => !run.hasLostLock)
      .map(({ given: { grant, slots }, isIdle, isProbe }) => ({ grant, slots, isIdle, isProbe }));
  }

  /** Slots whose locks this tab holds or waits for. */
  get slots(): readonly number[] {
    return [...this.#kept.slots, ...this.claims.flatMap(({ slots }) => slots)];
  }

  /** Number of the last grant seen of that term. */
  seenOf(term: Term | null): number {
    return isSameTerm(term, this.#seenTerm) ? this.#seenGrant : 0;
  }

  /** To whom the slots of this tab are passed on. */
  heardNext(message: NextMessage): void {
    this.#passingOn.heard(message);
  }

  /** A grant that comes twice, or late, is taken once. */
  take(message: GrantMessage): void {
    if (!isSameTerm(message.term, this.#seenTerm)) {
      this.#seenTerm = message.term;
      this.#seenGrant = 0;
    }
    if (message.grantId <= this.#seenGrant) return;
    this.#seenGrant = message.grantId;
    this.#start(message);
  }

  /** A turn that another tab, or this one, has passed on. It comes in no order with grants, and is taken once. */
  takePassed(turn: PassedTurn): void {
    if (this.#passingOn.isNew(turn.grant)) this.#start({ ...turn, steal: [], isProbe: false });
  }

  #start(message: GivenGrant): void {
    const { clock, locks, names, workload } = this.#d;
    const run = new GrantRun(message, {
      clock,
      locks,
      names,
      workload,
      limit: () => this.#d.limit(),
      takeKept: (slot) => this.#kept.take(slot, clock.now()),
      onEnd: (ended, end) => this.#ended(ended, end),
    });
    this.#runs.set(message.grant, run);
    run.start();
  }

  /** Works twice. */
  reclaim(grant: string): void {
    this.#runs.get(grant)?.reclaim();
  }

  /** A lock that the first grant will need; whoever conducts gives it back where nobody is granted it. */
  keepAhead(slot: number, lock: SlotLock): void {
    this.#kept.keep([slot], [lock], this.#d.clock.now());
  }

  releaseKept(except: ReadonlySet<number> = NO_SLOTS): void {
    this.#kept.releaseAllBut(except);
  }

  /**
   * For locks that nobody was given: who awaits a job often adds the next one at once, and finds them still here.
   * What is in use by then is not kept any more.
   */
  releaseKeptSoon(): void {
    if (this.#undoRelease !== null || this.#kept.slots.length === 0) return;
    this.#undoRelease = this.#d.clock.afterTask(() => {
      this.#undoRelease = null;
      this.releaseKept();
    });
  }

  /** Gives every lock back, and says on which slots a request was cut short. Works twice. */
  dropAll(): number[] {
    const cutSlots: number[] = [];
    for (const run of this.#runs.values()) {
      if (run.isRunning) cutSlots.push(...run.given.slots);
      run.drop();
    }
    this.#runs.clear();
    this.#undoRelease?.();
    this.#undoRelease = null;
    this.releaseKept();
    return cutSlots;
  }

  /** The conductor was wrong about a slot, and another grant of this tab is for the same. */
  #isAwaited(slots: readonly number[]): boolean {
    return [...this.#runs.values()].some(({ given }) => given.slots.some((slot) => slots.includes(slot)));
  }

  #ended(run: GrantRun, { outcome, durationMs, units }: TryEnd): void {
    const { grant, slots } = run.given;
    this.#runs.delete(grant);
    const locks = run.releaseLocks();
    const isWhole = locks.length === slots.length;
    const mayPass = outcome.type === 'ok' && isWhole && !this.#isAwaited(slots);
    const passedTo = mayPass ? this.#passingOn.after(grant, slots, this.#d.passingTerm()) : null;
    const isKept = this.#d.keepsLocks() || passedTo?.to === this.#d.tabId;
    if (isKept && isWhole) this.#kept.keep(slots, locks, this.#d.clock.now());
    else release(locks);
    this.#d.onDone({ grant, outcome, durationMs, units }, passedTo);
  }
}

function release(locks: readonly SlotLock[]): void {
  for (const lock of locks) lock.release();
}

const NO_SLOTS: ReadonlySet<number> = new Set();
