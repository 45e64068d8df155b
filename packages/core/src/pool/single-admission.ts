import type { Clock, Undo } from '../platform/clock.ts';
import type { Lifecycle } from '../platform/lifecycle.ts';
import type { Random } from '../platform/random.ts';
import {
  Conductor,
  type BoardState,
  type ConductorOptions,
  type GrantCommand,
} from '../scheduler/conductor.ts';
import type { GateKind } from '../scheduler/gate.ts';
import type { Admission, AdmissionListener } from './admission.ts';
import type { TryEnd, Workload } from './workload.ts';

export interface SingleAdmissionOptions extends ConductorOptions {
  readonly clock: Clock;
  readonly random: Random;
  readonly lifecycle: Lifecycle;
}

const TAB_ID = 'this';

/** The pool of a tab that shares with nobody: the same conductor, asked directly, without locks or messages. */
export class SingleAdmission implements Admission {
  readonly mode = 'single';
  readonly #workload: Workload;
  readonly #options: SingleAdmissionOptions;
  readonly #listener: AdmissionListener;
  readonly #conductor: Conductor;
  #isScheduled = false;
  #isClosed = false;
  #seenGrant = 0;
  #undoTimer: Undo | null = null;
  readonly #undoLifecycle: Undo;

  constructor(workload: Workload, options: SingleAdmissionOptions, listener: AdmissionListener) {
    this.#workload = workload;
    this.#options = options;
    this.#listener = listener;
    this.#conductor = new Conductor('single', options);
    this.#undoLifecycle = options.lifecycle.subscribe((event) => {
      if (event === 'online') this.openGate('offline');
    });
  }

  get role(): 'idle' | 'conductor' {
    return this.#workload.waiting > 0 || this.#conductor.inUse > 0 ? 'conductor' : 'idle';
  }

  get tabId(): string {
    return TAB_ID;
  }

  get conductorId(): string {
    return TAB_ID;
  }

  board(): BoardState {
    return this.#conductor.board(this.#options.clock.now());
  }

  workChanged(): void {
    if (this.#isScheduled || this.#isClosed) return;
    this.#isScheduled = true;
    queueMicrotask(() => {
      this.#isScheduled = false;
      this.#pump();
    });
  }

  openGate(onlyKind: GateKind | null): void {
    this.#conductor.openGate(this.#options.clock.now(), onlyKind);
    this.workChanged();
  }

  close(): void {
    this.#isClosed = true;
    this.#undoTimer?.();
    this.#undoTimer = null;
    this.#undoLifecycle();
  }

  #pump(): void {
    if (this.#isClosed) return;
    const now = this.#options.clock.now();
    const demand = { lanes: this.#workload.runs(), seenGrant: this.#seenGrant, isVisible: true };
    this.#conductor.told(TAB_ID, demand, now);
    for (const grant of this.#conductor.grants(now)) this.#take(grant);
    this.#undoTimer?.();
    const dueInMs = this.#conductor.dueInMs(now);
    this.#undoTimer = dueInMs === null ? null : this.#options.clock.setTimer(dueInMs, () => this.#pump());
    this.#listener.poolChanged();
  }

  #take(grant: GrantCommand): void {
    this.#seenGrant = grant.grantId;
    const end = ({ outcome, durationMs, units }: TryEnd): void => {
      if (this.#isClosed) return;
      const { clock, random } = this.#options;
      this.#conductor.done(TAB_ID, { grant: grant.grant, outcome, durationMs, units }, clock.now(), random());
      this.workChanged();
    };
    const job = this.#workload.bind(grant.lane, grant.slots.length);
    if (job === null) end({ outcome: { type: 'declined' }, durationMs: 0, units: 0 });
    else this.#workload.run(job, end);
  }
}
