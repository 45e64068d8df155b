import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { decodeMessage } from '../../src/pool/decode.ts';
import type { Message } from '../../src/pool/protocol.ts';
import { Conductor } from '../../src/scheduler/conductor.ts';

const term = { epoch: 3, conductorId: 'a-1' };
const lanes = { interactive: [], normal: [[1, 2] as const], background: [] };
const demand = {
  number: 4,
  term,
  lanes,
  claims: [{ grant: '3.a-1/1', slots: [0], isIdle: true, isProbe: false }],
  seenGrant: 1,
  limit: 3,
  isVisible: true,
  isAnswer: false,
  memory: { gate: { kind: 'busy', leftMs: 20, attempt: 1 }, workingLimit: 2 },
  report: { limit: 3, ageMs: 7 },
} as const;

const messages: Message[] = [
  { type: 'hello', term },
  { type: 'demand', from: 'b-1', demand },
  { type: 'demand', from: 'b-1', demand: { ...demand, term: null, memory: null, report: null } },
  { type: 'ack', term, to: 'b-1', number: 4 },
  {
    type: 'grant',
    term,
    to: 'b-1',
    grant: '3.a-1/2',
    grantId: 2,
    lane: 'normal',
    slots: [1],
    steal: [],
    isProbe: false,
  },
  {
    type: 'done',
    from: 'b-1',
    grant: '3.a-1/2',
    outcome: { type: 'ok' },
    durationMs: 1.5,
    units: 20,
    passedTo: { term, to: 'c-1', grant: '3.a-1/4', lane: 'background', slots: [1] },
    demand,
  },
  {
    type: 'done',
    from: 'b-1',
    grant: '3.a-1/2',
    outcome: { type: 'refused', kind: 'overloaded', retryAfterMs: 1 },
    durationMs: 0,
    units: 0,
    passedTo: null,
    demand,
  },
  { type: 'next', term, turns: [{ after: '3.a-1/2', to: 'c-1', grant: '3.a-1/4', lane: 'normal' }] },
  { type: 'reclaim', term, to: 'b-1', grant: '3.a-1/1' },
  { type: 'leave', from: 'b-1', cutSlots: [1, 2] },
  { type: 'nudge', from: 'b-1', openGate: 'any' },
];

function aBoard(): Message {
  const conductor = new Conductor('3.a-1', {
    limit: 2,
    releaseLagMs: 50,
    ageingMs: 20_000,
    leaseMs: 120_000,
  });
  conductor.demand('b-1', demand, 0);
  conductor.grants(0);
  return { type: 'board', term, number: 1, board: conductor.board(0), report: null };
}

describe('what comes over the channel', () => {
  test.each([...messages, aBoard()].map((message) => [message.type, message] as const))(
    'a whole %s is read as it was sent, and whatever else came with it is left out',
    (_, message) => {
      expect(decodeMessage(structuredClone(message))).toEqual(message);
      expect(decodeMessage({ ...message, extra: 'field' })).toEqual(message);
    },
  );

  test('a message with any one field missing or of another type is no message [T8]', () => {
    for (const message of [...messages, aBoard()]) {
      for (const key of Object.keys(message)) {
        expect(decodeMessage({ ...message, [key]: Symbol.iterator })).toBeNull();
        expect(decodeMessage({ ...message, [key]: -1 })).toBeNull();
      }
    }
  });

  test('nothing makes it throw [T8]', () => {
    fc.assert(
      fc.property(
        fc.anything({ withBigInt: true, withDate: true, withMap: true, withNullPrototype: true }),
        (value) => {
          expect(() => decodeMessage(value)).not.toThrow();
        },
      ),
    );
    const types = fc.constantFrom(...messages.map(({ type }) => type), 'board');
    fc.assert(
      fc.property(
        fc.record({ type: types, term: fc.anything(), demand: fc.anything(), board: fc.anything() }),
        (value) => {
          expect(() => decodeMessage(value)).not.toThrow();
        },
      ),
    );
  });

  test('lists and names have a bound [T9]', () => {
    const long = Array.from({ length: 2001 }, () => 0);
    expect(decodeMessage({ type: 'leave', from: 'b-1', cutSlots: long })).toBeNull();
    expect(decodeMessage({ type: 'leave', from: 'b'.repeat(1001), cutSlots: [] })).toBeNull();
  });
});
