import { expect, test } from 'vitest';
import type { HeldLock, Locks } from '../../src/platform/locks.ts';

export interface LocksUnderTest {
  /** Two tabs' views of the same lock manager. */
  readonly tabs: readonly [Locks, Locks];
  /** Lets the lock manager do what it has to do until `condition` holds. */
  until(condition: () => boolean): Promise<void>;
}

const never = new AbortController().signal;

async function asked(under: LocksUnderTest, request: Promise<HeldLock | null>): Promise<HeldLock | null> {
  let answer: HeldLock | null = null;
  let isAnswered = false;
  void request.then((lock) => {
    answer = lock;
    isAnswered = true;
  });
  await under.until(() => isAnswered);
  return answer;
}

async function held(under: LocksUnderTest, request: Promise<HeldLock | null>): Promise<HeldLock> {
  const lock = await asked(under, request);
  if (lock === null) throw new Error('The lock was not granted');
  return lock;
}

async function endOf(under: LocksUnderTest, lock: HeldLock): Promise<'released' | 'lost'> {
  let end: 'released' | 'lost' | null = null;
  void lock.ended.then((how) => (end = how));
  await under.until(() => end !== null);
  return end ?? 'lost';
}

export interface LocksPromises {
  /** Whether those who wait are served in the order in which they came, over all tabs. @default true */
  readonly keepsOrder?: boolean;
}

/** What every lock manager must do, virtual or real. `open` gives one whose lock names nobody else uses. */
export function locksContract(
  open: () => LocksUnderTest,
  name: () => string,
  { keepsOrder = true }: LocksPromises = {},
): void {
  test('a free lock is granted', async () => {
    const under = open();
    const lock = await held(under, under.tabs[0].request(name(), { how: 'wait', signal: never }));
    lock.release();
    expect(await endOf(under, lock)).toBe('released');
  });

  test('a held lock is granted to everybody who waits, one after the other, when it is released', async () => {
    const under = open();
    const lockName = name();
    const first = await held(under, under.tabs[0].request(lockName, { how: 'wait', signal: never }));
    let granted = 0;
    const holders = new Set<number>();
    for (const [number, tab] of [...under.tabs, ...under.tabs].entries()) {
      void tab.request(lockName, { how: 'wait', signal: never }).then((lock) => {
        granted += 1;
        expect(holders.size).toBe(0);
        holders.add(number);
        queueMicrotask(() => {
          holders.delete(number);
          lock?.release();
        });
      });
    }
    first.release();
    await under.until(() => granted === 4 && holders.size === 0);
  });

  // oxlint-disable-next-line vitest/no-conditional-tests -- a promise that not all locks make: nothing is skipped
  if (keepsOrder) {
    test('those who wait are served first come first served', async () => {
      const under = open();
      const lockName = name();
      const first = await held(under, under.tabs[0].request(lockName, { how: 'wait', signal: never }));
      const order: string[] = [];
      const second = under.tabs[1].request(lockName, { how: 'wait', signal: never });
      void second.then((lock) => {
        order.push('second');
        lock?.release();
      });
      const third = under.tabs[0].request(lockName, { how: 'wait', signal: never });
      void third.then(() => order.push('third'));
      first.release();
      first.release();
      await under.until(() => order.length === 2);
      expect(order).toEqual(['second', 'third']);
      (await third)?.release();
    });
  }

  test('a request that is given up gets nothing, and stands in nobody’s way', async () => {
    const under = open();
    const lockName = name();
    const first = await held(under, under.tabs[0].request(lockName, { how: 'wait', signal: never }));
    const controller = new AbortController();
    const second = under.tabs[1].request(lockName, { how: 'wait', signal: controller.signal });
    const third = under.tabs[1].request(lockName, { how: 'wait', signal: never });
    controller.abort();
    expect(await asked(under, second)).toBeNull();
    first.release();
    (await held(under, third)).release();
  });

  test('a signal that has aborted already gets nothing', async () => {
    const under = open();
    expect(
      await asked(under, under.tabs[0].request(name(), { how: 'wait', signal: AbortSignal.abort() })),
    ).toBeNull();
  });

  test('aborting after the grant takes nothing away', async () => {
    const under = open();
    const lockName = name();
    const controller = new AbortController();
    const lock = await held(
      under,
      under.tabs[0].request(lockName, { how: 'wait', signal: controller.signal }),
    );
    controller.abort();
    expect(await asked(under, under.tabs[1].request(lockName, { how: 'if-available' }))).toBeNull();
    lock.release();
  });

  test('if-available takes a free lock and does not wait for a held one', async () => {
    const under = open();
    const lockName = name();
    const lock = await held(under, under.tabs[0].request(lockName, { how: 'if-available' }));
    expect(await asked(under, under.tabs[1].request(lockName, { how: 'if-available' }))).toBeNull();
    lock.release();
  });

  test('steal takes the lock at once, and whoever held it learns that it is lost', async () => {
    const under = open();
    const lockName = name();
    const victim = await held(under, under.tabs[0].request(lockName, { how: 'wait', signal: never }));
    const thief = await held(under, under.tabs[1].request(lockName, { how: 'steal' }));
    expect(await endOf(under, victim)).toBe('lost');
    victim.release();
    expect(await asked(under, under.tabs[0].request(lockName, { how: 'if-available' }))).toBeNull();
    thief.release();
    expect(await endOf(under, thief)).toBe('released');
  });

  test('the names of held locks are told, by prefix, to every tab', async () => {
    const under = open();
    const prefix = name();
    const lock = await held(under, under.tabs[0].request(`${prefix}:a`, { how: 'wait', signal: never }));
    let names: readonly string[] | null = null;
    void under.tabs[1].heldNames(prefix).then((told) => (names = told));
    await under.until(() => names !== null);
    expect(names).toEqual([`${prefix}:a`]);
    lock.release();
  });
}
