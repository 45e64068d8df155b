import type { Clock } from '../platform/clock.ts';
import type { Conductor } from '../scheduler/conductor.ts';
import type { NamedTimers } from './named-timers.ts';
import type { PoolNames } from './names.ts';

export interface TermOpeningDependencies {
  readonly clock: Clock;
  readonly timers: Pick<NamedTimers<'grace'>, 'clear' | 'has' | 'set'>;
  readonly conductor: Conductor;
  readonly names: PoolNames;
  readonly tabId: string;
  /** Whether the tab has spoken in this term. */
  hasSpoken(tabId: string): boolean;
  /** A tab that the term before knew is there no more. */
  isGone(tabId: string): void;
  /** There are others: looks after them, and which slots they hold. */
  meet(others: ReadonlySet<string>): Promise<void>;
  /** Tells everybody who conducts. */
  greet(): void;
  /** From here on, what can be granted is granted. */
  onReady(): void;
}

/** How long the other tabs have to answer `hello` before the first grant, in milliseconds: for fairness only. */
const ANSWER_GRACE_MS = 60;

/** The beginning of a term: before the first grant, whoever is there speaks, or is found to be gone. */
export class TermOpening {
  readonly #d: TermOpeningDependencies;
  #awaited: Set<string> = new Set();
  /** The conductor before, which has not said that it stopped. */
  #vanished: { readonly id: string; readonly atMs: number } | null = null;
  #isReady = false;
  #isStopped = false;

  constructor(dependencies: TermOpeningDependencies) {
    this.#d = dependencies;
  }

  /** Whether the other tabs had their chance to speak. */
  get isReady(): boolean {
    return this.#isReady;
  }

  /**
   * `isFirst`: whether nobody was in line for the conductor's lock before this tab, so that nobody is there who has to
   * speak first. `presences`: the presence locks that are held, as soon as it is known.
   */
  async begin(
    vanishedId: string | null,
    isFirst: boolean | Promise<boolean>,
    presences: Promise<readonly string[]>,
  ): Promise<void> {
    const { clock, conductor, names, tabId, timers } = this.#d;
    if (vanishedId !== null) this.#vanished = { id: vanishedId, atMs: clock.now() };
    if (isFirst !== false && (await isFirst) && !this.#isStopped) this.#start();
    if (!this.#isStopped) this.#d.greet();
    const present = await presences;
    if (this.#isStopped) return;
    const ids = present.map((name) => name.slice(names.presencePrefix.length));
    // With a colon it is a lock of another pool, whose name begins like this one's.
    const alive = new Set(ids.filter((id) => !id.includes(':')));
    alive.add(tabId);
    // Remembered from the board of the term before, and gone since. Whoever has spoken may have come since.
    for (const known of conductor.tabIds)
      if (!alive.has(known) && !this.#d.hasSpoken(known)) this.#d.isGone(known);
    for (const known of alive) if (!this.#d.hasSpoken(known)) this.#awaited.add(known);
    if (this.#awaited.size > 0) {
      await this.#d.meet(this.#awaited);
      if (this.#isStopped || this.#isReady) return;
      if (this.#awaited.size > 0) {
        timers.set('grace', ANSWER_GRACE_MS, () => this.#start());
        return;
      }
    }
    if (!this.#isReady) this.#start();
  }

  /** The tab has spoken, or is gone. If it was the last one, the caller pumps. */
  settled(tabId: string): void {
    this.#awaited.delete(tabId);
    if (this.#awaited.size === 0 && this.#d.timers.has('grace')) this.#end();
  }

  /** The tab has said that it leaves: if it conducted before, its last words are known. */
  left(tabId: string): void {
    if (tabId === this.#vanished?.id) this.#vanished = null;
  }

  /** Its last words may come after its lock, so they are waited for as long as the other tabs are. */
  restAfterVanished(): void {
    if (this.#vanished !== null) this.#d.conductor.restFreeSlots(this.#vanished.atMs);
    this.#vanished = null;
  }

  /** Works twice. */
  stop(): void {
    this.#isStopped = true;
  }

  #start(): void {
    this.#end();
    this.#d.onReady();
  }

  #end(): void {
    this.#isReady = true;
    this.restAfterVanished();
    this.#d.timers.clear('grace');
  }
}
