import { describe, expect, test } from 'vitest';
import { Throttle, type Outcome } from '../../src/scheduler/throttle.ts';

const RELEASE_LAG_MS = 50;
const NOTHING = { durationMs: 0, units: 0 };
const OK: Outcome = { type: 'ok' };
const BUSY: Outcome = { type: 'refused', kind: 'busy' };

describe('a refusal', () => {
  test.each(['overloaded', 'rate-window', 'offline'] as const)(
    'by %s leaves the working limit as it is and closes the gate, whatever else runs [G1, G15]',
    (kind) => {
      const throttle = new Throttle(5, RELEASE_LAG_MS);
      throttle.ended(1, { type: 'refused', kind }, NOTHING, 3, 1, 0, 0.5);
      expect(throttle.workingLimit).toBe(5);
      expect(throttle.gateNotice(0)).toMatchObject({ kind, attempt: 1 });
      expect(throttle.room(3, 0)).toBe(0);
    },
  );

  test('while requests of ours run lowers the working limit to their number and leaves the gate open [L8]', () => {
    const throttle = new Throttle(5, RELEASE_LAG_MS);
    throttle.ended(1, BUSY, NOTHING, 3, 1, 1000, 0.5);
    expect(throttle.workingLimit).toBe(3);
    expect(throttle.gateNotice(1000)).toBeNull();
    expect(throttle.room(2, 1000)).toBe(1);
  });

  test('soon after an end of ours is the provider’s own book-keeping, twice in a row at most [L10]', () => {
    const throttle = new Throttle(3, RELEASE_LAG_MS);
    throttle.ended(1, OK, NOTHING, 2, 1, 1000, 0.5);
    expect(throttle.ended(2, BUSY, NOTHING, 2, 1, 1010, 0.5)).toBe(RELEASE_LAG_MS);
    expect(throttle.ended(3, BUSY, NOTHING, 2, 1, 1050, 0.5)).toBe(RELEASE_LAG_MS);
    expect(throttle.workingLimit).toBe(3);
    expect(throttle.gateNotice(1050)).toBeNull();
    expect(throttle.ended(4, BUSY, NOTHING, 2, 1, 1050, 0.5)).toBe(0);
    expect(throttle.workingLimit).toBe(2);
  });

  test('later than that is a true one [L10]', () => {
    const throttle = new Throttle(3, RELEASE_LAG_MS);
    throttle.ended(1, OK, NOTHING, 2, 1, 1000, 0.5);
    throttle.ended(2, BUSY, NOTHING, 0, 1, 1051, 0.5);
    expect(throttle.gateNotice(1051)).toMatchObject({ kind: 'busy' });
  });
});
