import type { BoardState, BoardTab, Claim } from '../scheduler/conductor.ts';
import type { Outcome } from '../scheduler/throttle.ts';
import { isGateKind, type GateNotice } from '../scheduler/gate.ts';
import type { LaneRuns, WeightRun } from '../scheduler/job-queue.ts';
import { LANES, type Lane } from '../scheduler/lane.ts';
import type { ServiceMeasure } from '../scheduler/service-rate.ts';
import type { Demand, DemandMemory, Message, NudgeMessage, Term } from './protocol.ts';

/**
 * Anything on the origin can post to the channel, and so can another version of this library: nothing is
 * believed before it was checked. A field that is wrong makes the whole message `null`; it never throws.
 */
export function decodeMessage(value: unknown): Message | null {
  try {
    return message(record(value));
  } catch (error) {
    if (error === MALFORMED) return null;
    throw error;
  }
}

const MALFORMED: unique symbol = Symbol('malformed');
const MOST_ENTRIES = 1000;
const LONGEST_NAME = 200;

function message(source: Source): Message {
  switch (source['type']) {
    case 'hello':
      return { type: 'hello', term: term(source['term']) };
    case 'demand':
      return { type: 'demand', from: name(source['from']), demand: demand(source['demand']) };
    case 'ack':
      return {
        type: 'ack',
        term: term(source['term']),
        to: name(source['to']),
        number: count(source['number']),
      };
    case 'grant':
      return {
        type: 'grant',
        term: term(source['term']),
        to: name(source['to']),
        grant: name(source['grant']),
        grantId: count(source['grantId']),
        lane: lane(source['lane']),
        slots: list(source['slots'], count),
        steal: list(source['steal'], count),
      };
    case 'done':
      return {
        type: 'done',
        from: name(source['from']),
        grant: name(source['grant']),
        outcome: outcome(record(source['outcome'])),
        durationMs: amount(source['durationMs']),
        units: amount(source['units']),
        demand: demand(source['demand']),
      };
    case 'board':
      return {
        type: 'board',
        term: term(source['term']),
        number: count(source['number']),
        board: board(record(source['board'])),
      };
    case 'roll-call':
      return { type: 'roll-call', term: term(source['term']), to: name(source['to']) };
    case 'leave':
      return { type: 'leave', from: name(source['from']), cutSlots: list(source['cutSlots'], count) };
    case 'nudge':
      return { type: 'nudge', from: name(source['from']), openGate: openGate(source['openGate']) };
    case 'clear':
      return { type: 'clear', from: name(source['from']) };
    default:
      throw MALFORMED;
  }
}

function openGate(value: unknown): NudgeMessage['openGate'] {
  if (value !== 'no' && value !== 'any' && value !== 'offline') throw MALFORMED;
  return value;
}

function demand(value: unknown): Demand {
  const source = record(value);
  return {
    number: count(source['number']),
    term: nullable(source['term'], term),
    lanes: laneRuns(record(source['lanes'])),
    claims: list(source['claims'], claim),
    seenGrant: count(source['seenGrant']),
    limit: positive(source['limit']),
    isVisible: boolean(source['isVisible']),
    isAnswer: boolean(source['isAnswer']),
    memory: nullable(source['memory'], demandMemory),
  };
}

function demandMemory(value: unknown): DemandMemory {
  const source = record(value);
  return { gate: nullable(source['gate'], gateNotice), workingLimit: positive(source['workingLimit']) };
}

function claim(value: unknown): Claim {
  const source = record(value);
  return {
    grant: name(source['grant']),
    slots: list(source['slots'], count),
  };
}

function outcome(source: Source): Outcome {
  const type = source['type'];
  switch (type) {
    case 'ok':
    case 'failed':
    case 'cancelled':
    case 'declined':
      return { type };
    case 'refused': {
      const kind = name(source['kind']);
      if (!isGateKind(kind)) throw MALFORMED;
      const retryAfterMs = source['retryAfterMs'];
      return retryAfterMs === undefined ? { type, kind } : { type, kind, retryAfterMs: amount(retryAfterMs) };
    }
    default:
      throw MALFORMED;
  }
}

function board(source: Source): BoardState {
  return {
    limit: positive(source['limit']),
    workingLimit: positive(source['workingLimit']),
    inUse: count(source['inUse']),
    dirty: list(source['dirty'], (entry) => pair(entry, count, amount)),
    gate: nullable(source['gate'], gateNotice),
    dueInMs: nullable(source['dueInMs'], amount),
    service: nullable(source['service'], serviceMeasure),
    tabs: list(source['tabs'], boardTab),
  };
}

function boardTab(value: unknown): BoardTab {
  const source = record(value);
  return {
    id: name(source['id']),
    isVisible: boolean(source['isVisible']),
    served: amount(source['served']),
    waiting: perLane(record(source['waiting']), count),
    ranks: perLane(record(source['ranks']), count),
    slots: list(source['slots'], count),
    hasMixedWeights: boolean(source['hasMixedWeights']),
  };
}

function gateNotice(value: unknown): GateNotice {
  const source = record(value);
  const kind = name(source['kind']);
  if (!isGateKind(kind)) throw MALFORMED;
  return { kind, leftMs: nullable(source['leftMs'], amount), attempt: count(source['attempt']) };
}

function serviceMeasure(value: unknown): ServiceMeasure {
  const source = record(value);
  return {
    msPerUnit: amount(source['msPerUnit']),
    unitsPerJob: amount(source['unitsPerJob']),
    spreadMs: amount(source['spreadMs']),
  };
}

function laneRuns(source: Source): LaneRuns {
  return perLane(source, (value) => list(value, weightRun));
}

function weightRun(value: unknown): WeightRun {
  return pair(value, positive, positive);
}

function term(value: unknown): Term {
  const source = record(value);
  return { epoch: count(source['epoch']), conductorId: name(source['conductorId']) };
}

type Source = Record<string, unknown>;

function isRecord(value: unknown): value is Source {
  return typeof value === 'object' && value !== null;
}

function record(value: unknown): Source {
  if (!isRecord(value)) throw MALFORMED;
  return value;
}

function perLane<T>(source: Source, decode: (value: unknown) => T): Record<Lane, T> {
  return {
    interactive: decode(source['interactive']),
    normal: decode(source['normal']),
    background: decode(source['background']),
  };
}

function list<T>(value: unknown, decode: (entry: unknown) => T): T[] {
  if (!Array.isArray(value) || value.length > MOST_ENTRIES) throw MALFORMED;
  return value.map(decode);
}

function pair<A, B>(value: unknown, first: (entry: unknown) => A, second: (entry: unknown) => B): [A, B] {
  if (!Array.isArray(value) || value.length !== 2) throw MALFORMED;
  return [first(value[0]), second(value[1])];
}

function nullable<T>(value: unknown, decode: (value: unknown) => T): T | null {
  return value === null ? null : decode(value);
}

function lane(value: unknown): Lane {
  const found = LANES.find((candidate) => candidate === value);
  if (found === undefined) throw MALFORMED;
  return found;
}

function name(value: unknown): string {
  if (typeof value !== 'string' || value.length > LONGEST_NAME) throw MALFORMED;
  return value;
}

function boolean(value: unknown): boolean {
  if (typeof value !== 'boolean') throw MALFORMED;
  return value;
}

/** A finite number from 0. */
function amount(value: unknown): number {
  if (typeof value !== 'number' || !(value >= 0) || value === Infinity) throw MALFORMED;
  return value;
}

/** A whole number from 0. */
function count(value: unknown): number {
  if (!Number.isSafeInteger(value)) throw MALFORMED;
  return amount(value);
}

/** A whole number from 1. */
function positive(value: unknown): number {
  const number = count(value);
  if (number < 1) throw MALFORMED;
  return number;
}
