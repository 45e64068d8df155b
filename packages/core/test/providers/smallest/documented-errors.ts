import type { RefusalKind } from '../../../src/errors.ts';

/** The published contract, the error page of docs.smallest.ai, and what servers in between may answer. */
export const SMALLEST_STATUSES: readonly (readonly [status: number, kind: RefusalKind])[] = [
  [400, 'invalid'],
  [401, 'unauthorized'],
  [402, 'out-of-credit'],
  [403, 'invalid'],
  [404, 'invalid'],
  [405, 'invalid'],
  [408, 'transient'],
  [409, 'invalid'],
  [410, 'invalid'],
  [413, 'invalid'],
  [422, 'invalid'],
  [425, 'not-ready'],
  [429, 'busy'],
  [500, 'transient'],
  [501, 'invalid'],
  [502, 'transient'],
  [503, 'overloaded'],
  [504, 'ambiguous'],
];
