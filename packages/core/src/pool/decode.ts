import type { BoardState, BoardTab } from '../scheduler/board.ts';
import type { Claim } from '../scheduler/conductor-types.ts';
import { isGateKind, type GateKind, type GateNotice } from '../scheduler/gate.ts';
import type { LaneRuns, WeightRun } from '../scheduler/job-queue.ts';
import { LANES, type Lane } from '../scheduler/lane.ts';
import type { ServiceMeasure } from '../scheduler/service-rate.ts';
import type { Outcome } from '../scheduler/throttle.ts';
import {
  amount,
  finite,
  boolean,
  choice,
  count,
  list,
  malformed,
  messageDecoder,
  name,
  nullable,
  pair,
  positive,
  record,
  shape,
  type Decoder,
} from './decoders.ts';
import type { Demand, DemandMemory, LimitReport, Message, PassedTurn, Term } from './protocol.ts';

const term: Decoder<Term> = shape({ epoch: count, conductorId: name });

const lane: Decoder<Lane> = choice(LANES);

function perLane<T>(decode: Decoder<T>): Decoder<Record<Lane, T>> {
  return shape({ interactive: decode, normal: decode, background: decode });
}

const weightRun: Decoder<WeightRun> = pair(positive, positive);
const laneRuns: Decoder<LaneRuns> = perLane(list(weightRun));

const gateKind: Decoder<GateKind> = (value) => {
  const kind = name(value);
  return isGateKind(kind) ? kind : malformed();
};

const gateNotice: Decoder<GateNotice> = shape({
  kind: gateKind,
  leftMs: nullable(finite),
  attempt: count,
});

const claim: Decoder<Claim> = shape({ grant: name, slots: list(count), isIdle: boolean, isProbe: boolean });

const demandMemory: Decoder<DemandMemory> = shape({ gate: nullable(gateNotice), workingLimit: positive });

const report: Decoder<LimitReport> = shape({ limit: positive, ageMs: amount });

const demand: Decoder<Demand> = shape({
  number: count,
  term: nullable(term),
  lanes: laneRuns,
  claims: list(claim),
  seenGrant: count,
  limit: positive,
  isVisible: boolean,
  isAnswer: boolean,
  memory: nullable(demandMemory),
  report: nullable(report),
});

const nextTurn = { to: name, grant: name, lane };

const passedTurn: Decoder<PassedTurn> = shape({ ...nextTurn, term, slots: list(count) });

const outcomeType = choice(['ok', 'failed', 'cancelled', 'declined', 'refused'] as const);

const outcome: Decoder<Outcome> = (value) => {
  const source = record(value);
  const type = outcomeType(source['type']);
  if (type !== 'refused') return { type };
  const kind = gateKind(source['kind']);
  const { retryAfterMs } = source;
  return retryAfterMs === undefined ? { type, kind } : { type, kind, retryAfterMs: amount(retryAfterMs) };
};

const service: Decoder<ServiceMeasure> = shape({ msPerUnit: amount, unitsPerJob: amount, spreadMs: amount });

const boardTab: Decoder<BoardTab> = shape({
  id: name,
  isVisible: boolean,
  served: amount,
  waiting: perLane(count),
  ranks: perLane(count),
  slots: list(count),
  hasMixedWeights: boolean,
});

const board: Decoder<BoardState> = shape({
  limit: positive,
  workingLimit: positive,
  inUse: count,
  dirty: list(pair(count, amount)),
  gate: nullable(gateNotice),
  dueInMs: nullable(amount),
  service: nullable(service),
  tabs: list(boardTab),
});

/**
 * Anything on the origin can post to the channel, and so can another version of this library: nothing is
 * believed before it was checked.
 */
export const decodeMessage: (value: unknown) => Message | null = messageDecoder<Message>({
  hello: { term },
  demand: { from: name, demand },
  ack: { term, to: name, number: count },
  grant: {
    term,
    to: name,
    grant: name,
    grantId: count,
    lane,
    slots: list(count),
    steal: list(count),
    isProbe: boolean,
  },
  next: { term, turns: list(shape({ ...nextTurn, after: name })) },
  done: {
    from: name,
    grant: name,
    outcome,
    durationMs: amount,
    units: amount,
    passedTo: nullable(passedTurn),
    demand,
  },
  board: { term, number: count, board, report: nullable(report) },
  'roll-call': { term, to: name },
  reclaim: { term, to: name, grant: name },
  leave: { from: name, cutSlots: list(count) },
  nudge: { from: name, openGate: choice(['no', 'any', 'offline'] as const) },
  clear: { from: name },
});
