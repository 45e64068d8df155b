import { isFinalKind, isGateKind, type GateKind } from '../../../scheduler/gate.ts';
import {
  isLaterTerm,
  type DemandMessage,
  type GrantMessage,
  type Message,
  type PassedTurn,
} from '../../../pool/protocol.ts';
import { longestHopsMs } from '../delays.ts';
import type { Invariant } from '../invariant.ts';
import { isConductor, type Page } from '../page.ts';
import type { World } from '../world.ts';
import { GateKnowledge, type Decision } from './gate-knowledge.ts';

/** A grant that its tab has not mentioned for so long is taken to be lost. */
const GRANT_LOST_AFTER_MS = 1000;

interface Farewell {
  readonly kind: GateKind;
  readonly untilMs: number;
  readonly saidAtMs: number;
}

/**
 * I8: while the gate is closed nothing is granted but one probe, when its time has come; whoever takes over keeps to
 * what the tabs tell it.
 */
export function gateInvariant(world: World): Invariant {
  const known = new Map<string, GateKnowledge>();
  /** The names under which pages speak. */
  const speakers = new Map<string, Page>();
  /** Names that nobody answers to any more: who comes back takes a new one. */
  const formerNames = new Set<string>();
  /** The gate of conductors that left, by name: whoever hears of that knows it. */
  const lastWords = new Map<string, Farewell>();
  let latestConductor: Page | null = null;
  // What is left of a duration is told twice, by a board and by a demand, and each takes its time.
  const toleranceMs = 2 * longestHopsMs(world.schedule.delays);

  function of(page: Page): GateKnowledge {
    const key = `${page.tab.id}/${page.pools}`;
    let knowledge = known.get(key);
    if (knowledge === undefined) known.set(key, (knowledge = new GateKnowledge()));
    return knowledge;
  }

  function mustNotKnowBetter(page: Page, what: string): void {
    const { closedUntilMs, kind } = of(page);
    const leftMs = closedUntilMs - world.nowMs;
    if (leftMs <= toleranceMs) return;
    const left = leftMs.toFixed(1);
    world.violate('I8', `${page.tab.id} ${what} and knows that the gate (${kind}) is closed for ${left} ms`);
  }

  function decides(page: Page, what: string, grant: GrantMessage | null): Decision {
    mustNotKnowBetter(page, `grants ${what}`);
    of(page).hasGranted = true;
    const { openings } = of(page);
    const gate = page.pool?.getState().gate ?? null;
    return { atMs: world.nowMs, opening: openings, isProbe: gate !== null, grant, claimedBy: null };
  }

  /** The slots of one grant are asked for one after the other, each when the one before has come. */
  function askedJustBefore(page: Page, name: string): Decision | undefined {
    const { asked } = of(page);
    for (const [before, decision] of asked) {
      if (slotOf(before) < slotOf(name) && world.nowMs - decision.atMs <= toleranceMs) return decision;
    }
    return undefined;
  }

  function letsThrough(page: Page, name: string, decision: Decision): void {
    const knowledge = of(page);
    // Whoever it goes to may be gone already.
    const to = decision.grant?.to ?? null;
    if (to !== null && (formerNames.has(to) || speakers.get(to)?.tab.isGone !== false)) return;
    knowledge.out.set(name, decision);
    const { probes } = knowledge;
    if (probes.length > 1) {
      world.violate(
        'I8',
        `${page.tab.id} lets ${name} through as one of several probes: ${probes.join(', ')}`,
      );
    }
  }

  /** Decided before, by the tab that had the slot: it is no probe. */
  function wasPassed(page: Page, { to, grant }: PassedTurn): void {
    const { openings: opening } = of(page);
    const decision = { atMs: world.nowMs, opening, isProbe: false, claimedBy: null };
    letsThrough(page, grant, { ...decision, grant: { to, grantId: Infinity } });
  }

  /** The provider said no. What met it before somebody opened the gate by hand is old news. */
  function learns(page: Page, name: string, kind: string, retryAfterMs: number | undefined): void {
    const knowledge = of(page);
    const decision = knowledge.out.get(name);
    if (decision === undefined || decision.opening !== knowledge.openings || !isGateKind(kind)) return;
    if (isFinalKind(kind)) knowledge.learns(kind, null, world.nowMs);
    // After a refusal for too many requests at once, requests of ours may be worth waiting for instead.
    else if (kind !== 'busy') knowledge.learns(kind, retryAfterMs ?? 0, world.nowMs);
  }

  /** A probe that succeeds opens the gate. */
  function proves(page: Page, name: string): void {
    const knowledge = of(page);
    if (knowledge.out.get(name)?.isProbe === true) knowledge.closedUntilMs = -Infinity;
  }

  /** What a tab knows of the gate from the term before, told to the conductor of this one. */
  function remembers(page: Page, { from, demand }: DemandMessage): void {
    const knowledge = of(page);
    if (demand.memory === null || !isConductor(page) || knowledge.remembered.has(from)) return;
    knowledge.remembered.add(from);
    const { gate } = demand.memory;
    if (gate !== null && !knowledge.hasGranted) knowledge.learns(gate.kind, gate.leftMs, world.nowMs);
  }

  /** A tab that has seen a grant and does not claim it has ended it; one that never mentions it has lost it. */
  function settles(page: Page, { from, demand }: DemandMessage): void {
    const claims = new Set(demand.claims.map(({ grant }) => grant));
    const { out } = of(page);
    for (const [name, { grant, atMs, claimedBy }] of out) {
      if (claimedBy === from && !claims.has(name)) out.delete(name);
      if (grant === null || grant.to !== from || claims.has(name)) continue;
      const isSeen = demand.seenGrant >= grant.grantId;
      const isLost = world.nowMs - atMs >= GRANT_LOST_AFTER_MS;
      if (!isSeen && isLost) of(page).lost.add(name);
      if (isSeen || isLost) out.delete(name);
    }
  }

  /** Whoever conducts anew is told of the probe that is out. It was for no gate that is not due yet. */
  function inherits(page: Page, { from, demand }: DemandMessage): void {
    const knowledge = of(page);
    const opensAtMs = page.pool?.getState().gate?.opensAtMs ?? -Infinity;
    const isDue = opensAtMs <= page.tab.platform.clock.now();
    // What a tab said last may come when it is known to have died.
    if (speakers.get(from)?.tab.isGone !== false) return;
    if (!isConductor(page) || !isDue || knowledge.closedUntilMs > world.nowMs - toleranceMs) return;
    for (const { grant, isProbe } of demand.claims)
      if (isProbe && !knowledge.lost.has(grant)) knowledge.inherits(grant, from, world.nowMs);
  }

  /** A page that went away takes its grants along. */
  function leaves(from: string): void {
    for (const { out } of known.values()) {
      for (const [name, { grant, claimedBy }] of out) {
        if (grant?.to === from || claimedBy === from) out.delete(name);
      }
    }
  }

  function saysFarewell(page: Page, from: string): void {
    const gate = page.pool?.getState().gate ?? null;
    if (page !== latestConductor || gate === null) return;
    const untilMs = world.nowMs + (gate.opensAtMs ?? Infinity) - page.tab.platform.clock.now();
    lastWords.set(from, { kind: gate.kind, untilMs, saidAtMs: world.nowMs });
  }

  function hears(page: Page, message: Message): void {
    const knowledge = of(page);
    switch (message.type) {
      case 'board': {
        // The board of a conductor at work replaces what was known before.
        if (!isConductor(page)) knowledge.closedUntilMs = -Infinity;
        const { gate } = message.board;
        if (gate !== null) knowledge.learns(gate.kind, gate.leftMs, world.nowMs);
        return;
      }
      case 'demand': {
        remembers(page, message);
        settles(page, message);
        inherits(page, message);
        return;
      }
      case 'leave': {
        // What a page that has left was given, before it was heard to have left, is with nobody.
        for (const [name, { grant, claimedBy }] of knowledge.out) {
          if (grant?.to === message.from || claimedBy === message.from) knowledge.out.delete(name);
        }
        const farewell = lastWords.get(message.from);
        if (farewell !== undefined && !knowledge.hasGranted && knowledge.openedAtMs < farewell.saidAtMs)
          knowledge.learns(farewell.kind, farewell.untilMs - world.nowMs, world.nowMs);
        return;
      }
      case 'nudge':
        if (message.openGate !== 'no')
          knowledge.opens(message.openGate === 'any' ? 'by-hand' : 'online', world.nowMs);
        return;
      case 'done': {
        const { outcome, grant, passedTo } = message;
        // A tab that does not conduct need not keep what it overhears.
        if (outcome.type === 'refused' && isConductor(page))
          learns(page, grant, outcome.kind, outcome.retryAfterMs);
        if (outcome.type === 'ok') proves(page, grant);
        knowledge.out.delete(grant);
        if (passedTo !== null && isConductor(page)) wasPassed(page, passedTo);
        return;
      }
      default:
    }
  }

  return {
    conducts: (page) => {
      of(page).begins(world.nowMs);
      latestConductor = page;
    },
    posted: (message, page) => {
      if ('from' in message) speakers.set(message.from, page);
      if (message.type === 'hello') of(page).term = message.term;
      if (message.type === 'leave') {
        formerNames.add(message.from);
        leaves(message.from);
        saysFarewell(page, message.from);
      }
      if (message.type === 'grant') letsThrough(page, message.grant, decides(page, message.grant, message));
      if (message.type === 'next' && message.turns.length > 0) mustNotKnowBetter(page, 'says who is next');
      if (message.type === 'done' && message.passedTo !== null) mustNotKnowBetter(page, 'passes its slot on');
    },
    heard: (message, page) => {
      const knowledge = of(page);
      if ('term' in message) {
        const isOver = knowledge.term !== null && isLaterTerm(knowledge.term, message.term);
        // What a conductor said last may arrive when its lock has gone to the next.
        const isLate = message.type === 'board' && isConductor(page) && !knowledge.hasGranted;
        if (isOver && !isLate) return;
        if (!isOver) knowledge.term = message.term;
      }
      hears(page, message);
    },
    asksForSlot: (name, page, how) => {
      const { asked, askedAhead } = of(page);
      if (isConductor(page)) asked.set(name, askedJustBefore(page, name) ?? decides(page, name, null));
      else if (how === 'if-available') askedAhead.add(name);
      else askedAhead.delete(name);
    },
    started: (job) => {
      if (!isConductor(job.page)) return;
      const { asked, askedAhead } = of(job.page);
      const slots = world.slots.of(job);
      const decision = slots.map((name) => asked.get(name)).find((found) => found !== undefined);
      const isAhead = slots.some((name) => askedAhead.has(name));
      for (const name of slots) {
        asked.delete(name);
        askedAhead.delete(name);
      }
      // What the conductor before had given to it.
      if (decision === undefined && !isAhead && world.nowMs - of(job.page).beganAtMs < toleranceMs) return;
      // A slot that it had kept costs no time: it was granted right now.
      if (slots.length > 0) letsThrough(job.page, job.name, decision ?? decides(job.page, job.name, null));
    },
    ended: (job, end) => {
      const refusal = job.runs.at(-1)?.refusal ?? null;
      if (refusal !== null) learns(job.page, job.name, refusal.kind, refusal.retryAfterMs);
      if (end === 'done') proves(job.page, job.name);
      of(job.page).out.delete(job.name);
    },
    happened: (event) => {
      const page = 'tab' in event ? world.places.get(event.tab) : undefined;
      if (event.do === 'retryNow' && page !== undefined) of(page).opens('by-hand', world.nowMs);
    },
    gone: (page) => {
      for (const [name, speaker] of speakers) if (speaker === page) leaves(name);
    },
    cameOnline: (page) => of(page).opens('online', world.nowMs),
  };
}

function slotOf(lockName: string): number {
  return Number(lockName.slice(lockName.lastIndexOf(':') + 1));
}
