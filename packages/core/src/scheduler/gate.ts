/**
 * The pool's one answer to refusals. A closed gate lets nothing through; when its time has passed it lets a
 * single probe through, and opens when that succeeds. Pure: time and chance come in.
 */

export type GateKind = 'busy' | 'overloaded' | 'rate-window' | 'offline' | 'unauthorized' | 'out-of-credit';

/** What travels between tabs: a duration, since clocks of tabs differ. */
export interface GateNotice {
  readonly kind: GateKind;
  /** Milliseconds until it lets a probe through, below 0 from then on; `null`: only by hand. */
  readonly leftMs: number | null;
  readonly attempt: number;
}

interface ClosedGate {
  readonly kind: GateKind;
  /** `Infinity`: only by hand. */
  readonly opensAtMs: number;
  /** How many times in a row it has closed. */
  readonly attempt: number;
}

export interface RefusalReport {
  readonly kind: GateKind;
  readonly retryAfterMs?: number;
}

const FIRST_BACKOFF_MS = 500;
const LONGEST_BACKOFF_MS = 30_000;
/** No provider's wish may stop an app for longer than this. */
const LONGEST_WISH_MS = 10 * 60_000;

const FINAL_KINDS: ReadonlySet<string> = new Set<GateKind>(['unauthorized', 'out-of-credit']);
const GATE_KINDS: ReadonlySet<string> = new Set<GateKind>([
  'busy',
  'overloaded',
  'rate-window',
  'offline',
  'unauthorized',
  'out-of-credit',
]);

export function isGateKind(code: string): code is GateKind {
  return GATE_KINDS.has(code);
}

/** Kinds that no waiting cures: somebody has to act, then call `retryNow()`. */
export function isFinalKind(kind: GateKind): boolean {
  return FINAL_KINDS.has(kind);
}

export class Gate {
  #closed: ClosedGate | null = null;
  /** Id of the grant that went out as the probe of a half-open gate. */
  #probe: number | null = null;
  #lastStarted = -1;
  /** Requests up to this one had started when somebody opened the gate: what they meet is old news. */
  #oldNews = -Infinity;

  /** Whether one more request may start now. */
  admits(nowMs: number): boolean {
    if (this.#closed === null) return true;
    return nowMs >= this.#closed.opensAtMs && this.#probe === null;
  }

  /** True while only a single probe may go out. */
  get isProbing(): boolean {
    return this.#closed !== null;
  }

  /** Milliseconds until the gate itself wants something, or `null`. */
  wakeInMs(nowMs: number): number | null {
    if (this.#closed === null || this.#probe !== null) return null;
    const leftMs = this.#closed.opensAtMs - nowMs;
    return leftMs > 0 && leftMs < Infinity ? leftMs : null;
  }

  /**
   * A request was let through: the probe, if the gate was not open. `isOnItsWay`: that was decided before the gate was
   * known to be closed, so that it is no probe.
   */
  started(grantId: number, isOnItsWay: boolean): void {
    this.#lastStarted = grantId;
    if (this.#closed !== null && !isOnItsWay) this.#probe = grantId;
  }

  /** A probe of the conductor before has not come back. It was for no gate that is not due yet. */
  inherited(grantId: number, nowMs: number): void {
    if (nowMs >= (this.#closed?.opensAtMs ?? -Infinity)) this.#probe ??= grantId;
  }

  /** That request ended without an answer that tells anything: declined, cancelled, its tab gone. */
  withdrawn(grantId: number): void {
    if (this.#probe === grantId) this.#probe = null;
  }

  succeeded(grantId: number): void {
    if (this.#probe !== grantId) return;
    this.#probe = null;
    this.#closed = null;
  }

  /**
   * Closes the gate, or closes it again after a probe. A refusal that arrives while it is closed already (its
   * request had started before) does not lengthen the back-off; a longer wish of the provider is obeyed.
   * `chance` is from 0 up to 1: full jitter, added to what the provider asked for, never taken off.
   */
  refused(grantId: number, report: RefusalReport, nowMs: number, chance: number): void {
    if (grantId <= this.#oldNews) return;
    const wasProbe = this.#probe === grantId;
    if (wasProbe) this.#probe = null;
    const isAnew = this.#closed === null || wasProbe;
    const attempt = isAnew ? (this.#closed?.attempt ?? 0) + 1 : (this.#closed?.attempt ?? 1);
    const opensAtMs = nowMs + waitMs(report, attempt, chance);
    const isLater = this.#closed === null || isAnew || opensAtMs > this.#closed.opensAtMs;
    if (!isLater) return;
    this.#closed = { kind: report.kind, attempt, opensAtMs };
  }

  /**
   * Lets one probe through at once, asked by a person or by the network that is back. `onlyKind`: only if it is
   * closed for that reason; a probe that is out then is enough, since every tab notices that the network is back.
   */
  openByHand(nowMs: number, onlyKind: GateKind | null): void {
    if (this.#closed === null || (onlyKind !== null && onlyKind !== this.#closed.kind)) return;
    if (onlyKind === null) {
      this.#oldNews = this.#lastStarted;
      this.#probe = null;
    }
    this.#closed = { ...this.#closed, opensAtMs: nowMs };
  }

  notice(nowMs: number): GateNotice | null {
    if (this.#closed === null) return null;
    const { kind, attempt, opensAtMs } = this.#closed;
    return { kind, attempt, leftMs: opensAtMs === Infinity ? null : opensAtMs - nowMs };
  }

  /** Takes over what another tab knows: the later opening and the higher count win. */
  merge(notice: GateNotice, nowMs: number): void {
    const opensAtMs = notice.leftMs === null ? Infinity : nowMs + notice.leftMs;
    if (this.#closed !== null && this.#closed.opensAtMs >= opensAtMs) return;
    if (opensAtMs > nowMs) this.#probe = null;
    this.#closed = {
      kind: notice.kind,
      opensAtMs,
      attempt: Math.max(notice.attempt, this.#closed?.attempt ?? 0),
    };
  }
}

function waitMs(report: RefusalReport, attempt: number, chance: number): number {
  if (isFinalKind(report.kind)) return Infinity;
  const longestMs = Math.min(LONGEST_BACKOFF_MS, FIRST_BACKOFF_MS * 2 ** (attempt - 1));
  return Math.min(report.retryAfterMs ?? 0, LONGEST_WISH_MS) + chance * longestMs;
}
