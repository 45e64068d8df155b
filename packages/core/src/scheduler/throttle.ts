import { Gate, type GateKind, type GateNotice } from './gate.ts';
import { ServiceRate, type ServiceMeasure } from './service-rate.ts';
import { WorkingLimit } from './working-limit.ts';

/** How a request ended, as far as the account is concerned. */
export type Outcome =
  | { readonly type: 'ok' | 'failed' | 'cancelled' | 'declined' }
  | { readonly type: 'refused'; readonly kind: GateKind; readonly retryAfterMs?: number };

/** Refusals in a row that may be put down to the provider's own book-keeping. */
const RACES_IN_A_ROW = 2;

/**
 * What the account's answers allow: the gate, the working limit and the pace, and the rules that connect them.
 * It counts no slots: how many are taken is told to it. Pure.
 */
export class Throttle {
  readonly #releaseLagMs: number;
  readonly #gate = new Gate();
  readonly #working: WorkingLimit;
  readonly #rate = new ServiceRate();
  #lastReleaseMs = -Infinity;
  #racesInARow = 0;

  /** `startAt`: where the search for the account's limit begins; `null`: it is known. */
  constructor(limit: number, releaseLagMs: number, startAt: number | null = null) {
    this.#releaseLagMs = releaseLagMs;
    this.#working = new WorkingLimit(limit, startAt);
  }

  get workingLimit(): number {
    return this.#working.value;
  }

  get service(): ServiceMeasure | null {
    return this.#rate.measure;
  }

  /** Slots that may be taken now, with `inUse` taken already. */
  room(inUse: number, nowMs: number): number {
    return this.#gate.admits(nowMs) ? Math.max(0, this.#working.value - inUse) : 0;
  }

  /** True while only a single probe may go out. */
  get isProbing(): boolean {
    return this.#gate.isProbing;
  }

  /** The probe of the conductor before is still out. */
  inherited(id: number, nowMs: number): void {
    this.#gate.inherited(id, nowMs);
  }

  /** `isOnItsWay`: it was let through before what is known now. */
  started(id: number, isOnItsWay = false): void {
    this.#gate.started(id, isOnItsWay);
  }

  /** A request came to nothing, in a way that tells nothing of the account. */
  withdrawn(id: number): void {
    this.#gate.withdrawn(id);
  }

  /**
   * A request ended. `othersInUse`: slots of ours taken at that moment, without its own, which are `weight`. Returns
   * how long its slots must rest before they are used again, in milliseconds.
   */
  ended(
    id: number,
    outcome: Outcome,
    measure: { readonly durationMs: number; readonly units: number },
    othersInUse: number,
    weight: number,
    nowMs: number,
    chance: number,
  ): number {
    switch (outcome.type) {
      case 'ok':
        this.#racesInARow = 0;
        this.#gate.succeeded(id);
        this.#working.succeeded(othersInUse, weight);
        this.#rate.measured(measure.durationMs, measure.units);
        break;
      case 'refused':
        return this.#refused(id, outcome, othersInUse, nowMs, chance);
      case 'declined':
        this.#gate.withdrawn(id);
        return 0;
      case 'failed':
      case 'cancelled':
        this.#gate.withdrawn(id);
        break;
    }
    this.#lastReleaseMs = nowMs;
    return 0;
  }

  setLimit(limit: number): void {
    this.#working.setLimit(limit);
  }

  /** What the provider says the account allows. */
  reported(limit: number): void {
    this.#working.reported(limit);
  }

  /** What another tab knows of the account. */
  recall(gate: GateNotice | null, workingLimit: number, service: ServiceMeasure | null, nowMs: number): void {
    if (gate !== null) this.#gate.merge(gate, nowMs);
    this.#working.merge(workingLimit);
    this.#rate.adopt(service);
  }

  /** Lets one probe through at once. `onlyKind`: only if the gate is closed for that reason. */
  openGate(nowMs: number, onlyKind: GateKind | null): void {
    this.#gate.openByHand(nowMs, onlyKind);
  }

  gateNotice(nowMs: number): GateNotice | null {
    return this.#gate.notice(nowMs);
  }

  /** Milliseconds until the gate lets a probe through by itself, or `null`. */
  wakeInMs(nowMs: number): number | null {
    return this.#gate.wakeInMs(nowMs);
  }

  #refused(
    id: number,
    outcome: { readonly kind: GateKind; readonly retryAfterMs?: number },
    othersInUse: number,
    nowMs: number,
    chance: number,
  ): number {
    const isBusy = outcome.kind === 'busy';
    const isFreshRelease = nowMs - this.#lastReleaseMs <= this.#releaseLagMs;
    // One more than ever before is refused for what it is.
    const isRace = isFreshRelease && !this.#working.isTrying;
    if (isBusy && isRace && this.#racesInARow < RACES_IN_A_ROW) {
      // The provider had not booked our own release yet: a short rest, and nothing is lowered.
      this.#racesInARow += 1;
      this.#gate.withdrawn(id);
      return this.#releaseLagMs;
    }
    if (isBusy) this.#working.refused(othersInUse);
    // With requests of ours in flight their end is worth waiting for; the gate stays as it is.
    if (isBusy && othersInUse > 0 && !this.#gate.isProbing) return 0;
    this.#gate.refused(id, outcome, nowMs, chance);
    return 0;
  }
}
