import { expect, test } from 'vitest';
import type { Clock } from '../../src/platform/clock.ts';

export interface ClockUnderTest {
  readonly clock: Clock;
  /** Lets time pass until `condition` holds. */
  readonly until: (condition: () => boolean) => Promise<void>;
  /** The machine's calendar is set. */
  readonly jumpWall: (ms: number) => void;
  /** Collects what callbacks throw from now on; else it would count as a failure of the run. */
  readonly catchUncaught: () => readonly unknown[];
}

/** Browsers round what pages are told of the time. */
const ROUNDING_MS = 0.2;
/** More than a browser's timer can count, which is a signed number of 32 bits. */
const TOO_LONG_MS = 2 ** 31;

/** What every clock must do, virtual or real. */
export function clockContract(open: () => ClockUnderTest): void {
  test('timers fire in the order of their times, and those of one time in the order in which they were set', async () => {
    const { clock, until } = open();
    const order: string[] = [];
    clock.setTimer(30, () => order.push('last'));
    clock.setTimer(1, () => order.push('first'));
    clock.setTimer(1, () => order.push('second'));
    await until(() => order.length === 3);
    expect(order).toEqual(['first', 'second', 'last']);
  });

  test('a timer fires once, and never before its time, fractions of a millisecond included', async () => {
    const { clock, until } = open();
    const lateByMs: number[] = [];
    for (let round = 1; round <= 10; round += 1) {
      const setAtMs = clock.now();
      clock.setTimer(1.9, () => lateByMs.push(clock.now() - setAtMs - 1.9));
      // oxlint-disable-next-line no-await-in-loop -- one after the other: the first timer is the likeliest to be early
      await until(() => lateByMs.length === round);
    }
    let isLater = false;
    clock.setTimer(20, () => (isLater = true));
    await until(() => isLater);
    expect(lateByMs).toHaveLength(10);
    expect(Math.min(...lateByMs)).toBeGreaterThanOrEqual(-ROUNDING_MS);
  });

  test.each([0, -5])(
    'a timer of %i ms fires soon, but neither at once nor from a promise',
    async (delayMs) => {
      const { clock, until } = open();
      let hasFired = false;
      clock.setTimer(delayMs, () => (hasFired = true));
      expect(hasFired).toBe(false);
      for (let turn = 0; turn < 10; turn += 1) await Promise.resolve();
      expect(hasFired).toBe(false);
      await until(() => hasFired);
    },
  );

  test.each([TOO_LONG_MS, Infinity])('a timer of %d ms does not fire soon', async (delayMs) => {
    const { clock, until } = open();
    let hasFired = false;
    let isLater = false;
    const undo = clock.setTimer(delayMs, () => (hasFired = true));
    clock.setTimer(20, () => (isLater = true));
    await until(() => isLater);
    expect(hasFired).toBe(false);
    undo();
  });

  test('an undone timer does not fire; undoing works twice, afterwards, and from a timer of the same time', async () => {
    const { clock, until } = open();
    const fired: string[] = [];
    const undoTwice = clock.setTimer(1, () => fired.push('undone twice'));
    undoTwice();
    undoTwice();
    const undoLate = clock.setTimer(1, () => {
      fired.push('kept');
      undoOther();
    });
    const undoOther = clock.setTimer(1, () => fired.push('undone by another'));
    clock.setTimer(20, () => fired.push('later'));
    await until(() => fired.includes('later'));
    undoLate();
    undoLate();
    expect(fired).toEqual(['kept', 'later']);
  });

  test('a timer may be set from a timer', async () => {
    const { clock, until } = open();
    const fired: string[] = [];
    clock.setTimer(1, () => {
      fired.push('outer');
      clock.setTimer(0, () => fired.push('inner'));
    });
    await until(() => fired.length === 2);
    expect(fired).toEqual(['outer', 'inner']);
  });

  test('a timer or a task that throws keeps nobody else from being called', async () => {
    const { clock, until, catchUncaught } = open();
    const errors = catchUncaught();
    const called: string[] = [];
    const fail = (what: string) => (): void => {
      called.push(what);
      throw new Error(what);
    };
    clock.afterTask(fail('task'));
    clock.setTimer(1, fail('timer'));
    clock.setTimer(1, () => called.push('same time'));
    clock.setTimer(20, () => called.push('later'));
    await until(() => called.length === 4);
    expect(called.slice(1)).toEqual(['timer', 'same time', 'later']);
    expect(errors.map(String)).toEqual(['Error: task', 'Error: timer']);
  });

  test('a later task comes once, after the promises of this one', async () => {
    const { clock, until } = open();
    const order: string[] = [];
    clock.afterTask(() => order.push('task'));
    void Promise.resolve()
      .then(() => {})
      .then(() => order.push('promise'));
    expect(order).toEqual([]);
    let isLater = false;
    clock.setTimer(20, () => (isLater = true));
    await until(() => isLater);
    expect(order).toEqual(['promise', 'task']);
  });

  test('an undone task does not come; undoing works twice and afterwards', async () => {
    const { clock, until } = open();
    const called: string[] = [];
    const undo = clock.afterTask(() => called.push('undone'));
    undo();
    undo();
    const undoLate = clock.afterTask(() => called.push('kept'));
    clock.setTimer(20, () => called.push('later'));
    await until(() => called.includes('later'));
    undoLate();
    expect(called).toEqual(['kept', 'later']);
  });

  test('now() goes on and timers keep their time when the calendar jumps, in either direction', async () => {
    const { clock, until, jumpWall } = open();
    for (const jumpMs of [3_600_000, -7_200_000]) {
      const [before, wallBefore] = [clock.now(), clock.wallNow()];
      let firedAtMs = 0;
      clock.setTimer(5, () => (firedAtMs = clock.now()));
      jumpWall(jumpMs);
      expect(clock.now() - before).toBeGreaterThanOrEqual(0);
      expect(Math.abs(clock.wallNow() - wallBefore - jumpMs)).toBeLessThan(60_000);
      // oxlint-disable-next-line no-await-in-loop -- one jump after the other
      await until(() => firedAtMs > 0);
      expect(firedAtMs - before).toBeGreaterThanOrEqual(5 - ROUNDING_MS);
      expect(firedAtMs - before).toBeLessThan(Math.abs(jumpMs) / 2);
    }
  });

  test('wallNow() counts from 1970', () => {
    expect(open().clock.wallNow()).toBeGreaterThan(Date.UTC(2023, 0));
  });
}
