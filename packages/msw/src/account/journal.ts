/** How a request was over. `aborted`: the client went away. `failed`: the provider could not finish it. */
export type Outcome = 'done' | 'aborted' | 'refused' | 'failed';

/** One request for speech. Times are milliseconds since 1970 on a clock that never goes back. */
export interface JournalEntry {
  /** Also sent to the client: in `history-item-id` (Breeze) and `x-request-id` (Smallest). */
  readonly id: string;
  readonly provider: string;
  readonly voice: string;
  readonly text: string;
  readonly weight: number;
  readonly openedAtMs: number;
  readonly admittedAtMs?: number;
  readonly firstByteAtMs?: number;
  readonly closedAtMs?: number;
  /** Absent while the request is open. */
  readonly outcome?: Outcome;
  /** Why it was refused or failed: the provider's own code, or its message where it has none. */
  readonly reason?: string;
}

/** What is known of a request when it arrives. */
export type Arrival = Pick<JournalEntry, 'id' | 'provider' | 'voice' | 'text' | 'weight'>;

export interface JournalCounts {
  /** Requests for speech, whatever became of them. Catalogue reads are not counted. */
  readonly requests: number;
  readonly done: number;
  readonly aborted: number;
  readonly refused: number;
  readonly failed: number;
}

/** Entries kept. Older ones are forgotten, the closed ones first; the counts go on. */
const KEPT = 2000;
/** Longer texts are refused by both providers, so only refused requests can be longer. */
const KEPT_TEXT = 8000;

type Draft = { -readonly [Field in keyof JournalEntry]: JournalEntry[Field] };

/** The record of an account's requests. Bounded. */
export class Journal {
  #entries = new Map<string, Draft>();
  #counts: { -readonly [Count in keyof JournalCounts]: number } = noCounts();
  #forgotten = 0;

  get entries(): readonly JournalEntry[] {
    return [...this.#entries.values()].map((entry) => ({ ...entry }));
  }

  get counts(): JournalCounts {
    return { ...this.#counts };
  }

  get forgotten(): number {
    return this.#forgotten;
  }

  opened(arrival: Arrival, nowMs: number): void {
    if (this.#entries.size >= KEPT) this.#forgetOne();
    this.#entries.set(arrival.id, {
      ...arrival,
      text: arrival.text.slice(0, KEPT_TEXT),
      openedAtMs: nowMs,
    });
    this.#counts.requests += 1;
  }

  admitted(id: string, nowMs: number): void {
    const entry = this.#entries.get(id);
    if (entry !== undefined) entry.admittedAtMs = nowMs;
  }

  firstByte(id: string, nowMs: number): void {
    const entry = this.#entries.get(id);
    if (entry !== undefined) entry.firstByteAtMs ??= nowMs;
  }

  closed(id: string, outcome: Outcome, nowMs: number, reason?: string): void {
    const entry = this.#entries.get(id);
    if (entry === undefined) return;
    entry.closedAtMs = nowMs;
    entry.outcome = outcome;
    if (reason !== undefined) entry.reason = reason;
    this.#counts[outcome] += 1;
  }

  /** Forgets everything but the requests that are still open. */
  reset(): void {
    const open = [...this.#entries].filter(([, entry]) => entry.outcome === undefined);
    this.#entries = new Map(open);
    this.#counts = { ...noCounts(), requests: open.length };
    this.#forgotten = 0;
  }

  #forgetOne(): void {
    for (const [id, entry] of this.#entries) {
      if (entry.outcome === undefined) continue;
      this.#entries.delete(id);
      this.#forgotten += 1;
      return;
    }
  }
}

function noCounts(): JournalCounts {
  return { requests: 0, done: 0, aborted: 0, refused: 0, failed: 0 };
}
