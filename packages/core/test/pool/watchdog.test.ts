import { describe, expect, test } from 'vitest';
import { Watchdog } from '../../src/pool/watchdog.ts';
import { VirtualClock } from '../../src/testing/virtual-clock.ts';

interface Scene {
  readonly clock: VirtualClock;
  readonly watchdog: Watchdog;
  /** When it took the conductor's lock by force. */
  readonly stealsAtMs: readonly number[];
  readonly page: { isVisible: boolean; isWaiting: boolean; isAnswered: boolean };
}

function scene(): Scene {
  const clock = new VirtualClock();
  const stealsAtMs: number[] = [];
  const page = { isVisible: true, isWaiting: true, isAnswered: false };
  let number = 0;
  const watchdog: Watchdog = new Watchdog({
    clock,
    random: () => 0.5,
    isVisible: () => page.isVisible,
    isWaiting: () => page.isWaiting,
    ask: () => {
      watchdog.asked((number += 1));
      if (page.isAnswered) watchdog.acknowledged(number);
    },
    testChannel: () => {},
    stir: () => {},
    steal: () => stealsAtMs.push(clock.now()),
  });
  watchdog.start();
  return { clock, watchdog, stealsAtMs, page };
}

describe('a tab whose jobs wait', () => {
  test('takes over by force after 6 s without an answer, a hidden one after 4 of its ticks [T10]', async () => {
    for (const [isVisible, afterMs] of [
      [true, 6000],
      [false, 4000],
    ] as const) {
      const { clock, page, stealsAtMs } = scene();
      page.isVisible = isVisible;
      // oxlint-disable-next-line no-await-in-loop -- one after the other
      await clock.advance(10_000);
      expect(stealsAtMs[0]).toBe(afterMs);
    }
  });

  test('does so at most twice a minute, the second time after 5 s at the earliest [T21]', async () => {
    const { clock, stealsAtMs } = scene();
    await clock.advance(600_000);
    const [first = NaN, second = NaN] = stealsAtMs;
    expect(second - first).toBeGreaterThanOrEqual(5000);
    expect(stealsAtMs.length).toBeGreaterThan(4);
    for (const atMs of stealsAtMs) {
      const soonAfter = stealsAtMs.filter((other) => other > atMs && other < atMs + 60_000);
      expect(soonAfter.length).toBeLessThanOrEqual(1);
    }
  });

  test('waits five times as long after its own part was taken by force [T21]', async () => {
    const { clock, watchdog, stealsAtMs } = scene();
    watchdog.wasRobbed();
    await clock.advance(24_000);
    expect(stealsAtMs).toEqual([]);
    await clock.advance(10_000);
    expect(stealsAtMs.length).toBeGreaterThan(0);
  });

  test('leaves a conductor alone that answers, or from whom it wants nothing [T10]', async () => {
    const { clock, page, stealsAtMs } = scene();
    page.isAnswered = true;
    await clock.advance(60_000);
    page.isAnswered = false;
    page.isWaiting = false;
    await clock.advance(60_000);
    expect(stealsAtMs).toEqual([]);
  });
});
