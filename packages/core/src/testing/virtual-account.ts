import { CuelightError, type RefusalKind } from '../errors.ts';
import type { Undo } from '../platform/clock.ts';
import type { VirtualClock } from './virtual-clock.ts';
import type { VirtualTab } from './virtual-tab.ts';

export interface Visit {
  readonly name: string;
  readonly weight: number;
  readonly startedAtMs: number;
  endedAtMs: number | null;
  outcome: 'running' | 'done' | 'refused' | 'aborted';
}

export interface VirtualAccountOptions {
  /** For how long a request that was cut is still counted, in milliseconds. @default 0 */
  readonly cutLagMs?: number;
  /** For how long a request that ended by itself is still counted, in milliseconds. @default 0 */
  readonly endLagMs?: number;
}

export interface VirtualTaskOptions {
  /** The page that sends it: what it sends and hears is up to the state it is in. @default a page that never sleeps */
  readonly tab?: VirtualTab;
  /** How long after its signal the request really ends, in milliseconds. @default 0 */
  readonly abortsAfterMs?: number;
}

/** What the account answers instead of doing its work. `network`: nothing is answered at all. */
export interface VirtualRefusal {
  readonly kind: RefusalKind | 'network';
  readonly retryAfterMs?: number;
}

/** An account at a provider: so many requests at once, refusals beyond, a journal of all that came. */
export class VirtualAccount {
  readonly journal: Visit[] = [];
  /** The most that was ever counted at once, without what others took. */
  peak = 0;
  limit: number;
  /** Slots that somebody else has taken. */
  foreign = 0;
  /** Whether the network is there. */
  isReachable = true;
  readonly #clock: VirtualClock;
  readonly #cutLagMs: number;
  readonly #endLagMs: number;
  readonly #planned: VirtualRefusal[] = [];
  #counted = 0;

  constructor(
    clock: VirtualClock,
    limit: number,
    { cutLagMs = 0, endLagMs = 0 }: VirtualAccountOptions = {},
  ) {
    this.#clock = clock;
    this.limit = limit;
    this.#cutLagMs = cutLagMs;
    this.#endLagMs = endLagMs;
  }

  get refusals(): number {
    return this.journal.filter((visit) => visit.outcome === 'refused').length;
  }

  /** Names of the requests that were let in, in the order in which they came. */
  get started(): string[] {
    return this.journal.filter((visit) => visit.outcome !== 'refused').map((visit) => visit.name);
  }

  /** Slots that the account counts as taken by our requests. */
  get counted(): number {
    return this.#counted;
  }

  /** The next `times` requests are refused, whatever is free. */
  refuseNext(times: number, refusal: VirtualRefusal): void {
    for (let time = 0; time < times; time += 1) this.#planned.push(refusal);
  }

  /** Forgets the refusals that were planned. */
  refuseNoMore(): void {
    this.#planned.length = 0;
  }

  /** A task of `durationMs`. */
  task(
    name: string,
    durationMs = 100,
    weight = 1,
    options: VirtualTaskOptions = {},
  ): (context: { readonly signal: AbortSignal }) => Promise<string> {
    return ({ signal }) =>
      new Promise((resolve, reject) => {
        let isOver = false;
        let cut: Undo | null = null;
        let unlisten: Undo | null = null;
        const settle = (how: () => void): void => {
          if (isOver) return;
          isOver = true;
          unlisten?.();
          signal.removeEventListener('abort', onAbort);
          how();
        };
        const onAbort = (): void => {
          this.#later(options, options.abortsAfterMs ?? 0, () => {
            cut?.();
            settle(() => reject(signal.reason));
          });
        };
        signal.addEventListener('abort', onAbort);
        const answer = (callback: () => void): void => {
          if (options.tab === undefined) settle(callback);
          else options.tab.deliver('network', () => settle(callback));
        };
        const send = (): void => {
          if (isOver) return;
          cut = this.#serve(name, durationMs, weight, {
            done: () => answer(() => resolve(name)),
            refused: (error) => answer(() => reject(error)),
          });
          unlisten =
            options.tab?.onConnectionLost(() => {
              cut?.();
              answer(() => reject(errorOf(name, { kind: 'network' })));
            }) ?? null;
        };
        if (options.tab === undefined) send();
        else options.tab.deliver('network', send);
      });
  }

  /** Returns what cuts the connection. Works twice, and afterwards. */
  #serve(
    name: string,
    durationMs: number,
    weight: number,
    answer: { readonly done: () => void; readonly refused: (error: CuelightError) => void },
  ): Undo {
    const startedAtMs = this.#clock.now();
    const visit: Visit = { name, weight, startedAtMs, endedAtMs: null, outcome: 'running' };
    this.journal.push(visit);
    const refusal = this.#refusalOf(weight);
    if (refusal !== null) {
      visit.outcome = 'refused';
      visit.endedAtMs = startedAtMs;
      answer.refused(errorOf(name, refusal));
      return () => {};
    }
    this.#counted += weight;
    this.peak = Math.max(this.peak, this.#counted);
    const end = (outcome: 'done' | 'aborted', lagMs: number): void => {
      visit.outcome = outcome;
      visit.endedAtMs = this.#clock.now();
      if (lagMs === 0) this.#counted -= weight;
      else this.#clock.setTimer(lagMs, () => (this.#counted -= weight));
    };
    const undo = this.#clock.setTimer(durationMs, () => {
      end('done', this.#endLagMs);
      answer.done();
    });
    return () => {
      if (visit.outcome !== 'running') return;
      undo();
      end('aborted', this.#cutLagMs);
    };
  }

  #refusalOf(weight: number): VirtualRefusal | null {
    if (!this.isReachable) return { kind: 'network' };
    const planned = this.#planned.shift();
    if (planned !== undefined) return planned;
    return this.#counted + this.foreign + weight > this.limit ? { kind: 'busy' } : null;
  }

  #later({ tab }: VirtualTaskOptions, delayMs: number, callback: () => void): void {
    if (delayMs === 0) callback();
    else if (tab === undefined) this.#clock.setTimer(delayMs, callback);
    else this.#clock.setTimer(delayMs, () => tab.deliver('network', callback));
  }
}

function errorOf(name: string, { kind, retryAfterMs }: VirtualRefusal): CuelightError {
  const doing = `speak ${name}`;
  if (kind === 'network') return new CuelightError('offline', { doing, because: 'the network is gone' });
  const details = retryAfterMs === undefined ? {} : { retryAfterMs };
  return new CuelightError(kind, { doing, because: 'the account refused', details });
}
