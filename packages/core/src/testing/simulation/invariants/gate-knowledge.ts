import type { GateNotice } from '../../../scheduler/gate.ts';
import type { GrantMessage, Term } from '../../../pool/protocol.ts';

/** A decision to let a job start. */
export interface Decision {
  readonly atMs: number;
  /** How often somebody had opened the gate by hand before. */
  readonly opening: number;
  /** Whether the page itself held the gate to be closed then. */
  readonly isProbe: boolean;
  /** `null`: to itself. */
  readonly grant: Pick<GrantMessage, 'to' | 'grantId'> | null;
  /** The tab that says it was let through by the conductor before; `null`: in this term. */
  readonly claimedBy: string | null;
}

/** What one pool of one page must keep to while it conducts, as it can be told from outside. */
export class GateKnowledge {
  /** The latest of which the page has heard. */
  term: Term | null = null;
  /** The gate is closed until then: by what the page has heard of others, or by a refusal that was told to it. */
  closedUntilMs: number = -Infinity;
  kind: GateNotice['kind'] | null = null;
  /** Since when it conducts, if it does. */
  beganAtMs: number = -Infinity;
  /** Something was granted in this term: what was before it is old news. */
  hasGranted: boolean = false;
  /** Tabs whose memory of the term before has come: it counts once a term, since it is not told anew later. */
  readonly remembered: Set<string> = new Set();
  /** How often somebody has opened the gate by hand. */
  openings: number = 0;
  /** When it was last opened, by hand or by the network that is back. */
  openedAtMs: number = -Infinity;
  /** What was let through, by the name of the grant, or of the page's own job, and has not ended. */
  readonly out: Map<string, Decision> = new Map();
  /** Grants that were not heard of for too long. Their tabs may take them up yet, as they wake. */
  readonly lost: Set<string> = new Set();
  /** What the page asked the browser for while it conducted, by slot: grants to itself that have not started. */
  readonly asked: Map<string, Decision> = new Map();
  /** Slots that it asked for before it conducted, in case that it would: it grants them to itself without asking. */
  readonly askedAhead: Set<string> = new Set();

  learns(kind: GateNotice['kind'], leftMs: number | null, nowMs: number): void {
    const untilMs = leftMs === null ? Infinity : nowMs + leftMs;
    if (untilMs <= this.closedUntilMs) return;
    this.closedUntilMs = untilMs;
    this.kind = kind;
    // A probe of the term before was for the gate that was known then.
    if (untilMs > nowMs)
      for (const [name, { claimedBy }] of this.out) if (claimedBy !== null) this.out.delete(name);
  }

  /** A tab says that a probe of the conductor before is out there. */
  inherits(grant: string, from: string, nowMs: number): void {
    if (this.out.has(grant) || this.probes.length > 0) return;
    this.out.set(grant, {
      atMs: nowMs,
      opening: this.openings,
      isProbe: true,
      grant: null,
      claimedBy: from,
    });
  }

  opens(how: 'by-hand' | 'online', nowMs: number): void {
    if (how === 'by-hand') this.openings += 1;
    else if (this.kind !== 'offline') return;
    this.closedUntilMs = -Infinity;
    this.openedAtMs = nowMs;
  }

  /** A page that conducts anew knows of no grant. */
  begins(nowMs: number): void {
    this.beganAtMs = nowMs;
    this.hasGranted = false;
    this.remembered.clear();
    this.out.clear();
    this.asked.clear();
  }

  /** Probes that are out since the gate was last opened by hand: a person who asks again need not wait for them. */
  get probes(): readonly string[] {
    const probes: string[] = [];
    for (const [name, { isProbe, opening }] of this.out) {
      if (isProbe && opening === this.openings) probes.push(name);
    }
    return probes;
  }
}
