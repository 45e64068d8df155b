import { describe, expect, test } from 'vitest';
import { finishAll, sayInAll, tabsScene } from './support/tabs-scene.ts';

describe('a tab alone', () => {
  test('says one hello and nothing per job [T1]', async () => {
    const shared = tabsScene(1, 1);
    await finishAll(shared, sayInAll(shared, 50).flat());
    expect(Object.fromEntries(shared.browser.posted)).toEqual({ hello: 1 });
  });

  test('starts its first job after one round trip to the browser [T3]', async () => {
    const shared = tabsScene(1, 1);
    await finishAll(shared, sayInAll(shared, 1).flat());
    expect(shared.account.journal[0]!.startedAtMs).toBeLessThanOrEqual(0.5);
  });

  test('starts the first job after a rest as fast: it said good-bye to itself [T3]', async () => {
    const shared = tabsScene(1, 1);
    await finishAll(shared, sayInAll(shared, 1).flat());
    await shared.browser.clock.advance(2000);
    const beforeMs = shared.browser.clock.now();
    await finishAll(shared, sayInAll(shared, 1).flat());
    expect(shared.account.journal[1]!.startedAtMs - beforeMs).toBeLessThanOrEqual(0.5);
  });
});

describe('a slot that a tab has asked for before anybody granted it', () => {
  test('is given back at once where another tab conducts, and is not in the way of its grant [T23]', async () => {
    const shared = tabsScene(2, 1);
    const [first, second] = shared.tabs;
    await finishAll(shared, [first!.pool.run(shared.account.task('first'))]);
    // The first tab lingers, conducts, and has no slot.
    await shared.browser.clock.advance(100);
    const beforeMs = shared.browser.clock.now();
    second!.pool.run(shared.account.task('second'));
    await shared.browser.clock.advance(0.4);
    expect(shared.browser.locks.holderOf('cuelight:speech:slot:0')).toBe(second!.tab.id);
    await shared.browser.clock.advance(0.3);
    expect(shared.browser.locks.holderOf('cuelight:speech:slot:0')).toBeNull();
    await shared.browser.clock.advance(1);
    expect(shared.account.journal[1]!.startedAtMs - beforeMs).toBeLessThanOrEqual(1.5);
  });

  test('is not asked for where a conductor is known [T23]', async () => {
    const shared = tabsScene(2, 2);
    const [first, second] = shared.tabs;
    for (const [name, ms] of [
      ['short', 10],
      ['long', 5000],
    ] as const)
      first!.pool.run(shared.account.task(name, ms));
    await shared.browser.clock.advance(50);
    await finishAll(shared, [second!.pool.run(shared.account.task('hears of it', 10))]);
    await shared.browser.clock.advance(1000);
    expect(second!.pool.getState().role).toBe('idle');
    second!.pool.run(shared.account.task('later'));
    await shared.browser.clock.advance(0.4);
    expect(shared.browser.locks.held(second!.tab.id)).toEqual([expect.stringContaining(':tab:')]);
    await shared.browser.clock.advance(2);
    expect(shared.account.started.at(-1)).toBe('later');
  });

  test('is given back where its job is gone by then [T23]', async () => {
    const shared = tabsScene(1, 1);
    const { pool } = shared.tabs[0]!;
    pool.run(shared.account.task('unwanted')).cancel();
    await shared.browser.clock.advance(2);
    expect(shared.browser.locks.held().filter((name) => name.includes(':slot:'))).toEqual([]);
    expect(shared.account.started).toEqual([]);
  });
});

describe('a pool that is closed', () => {
  test('does nothing more, whatever is asked of it [C8]', async () => {
    const shared = tabsScene(1, 1);
    const { pool, tab } = shared.tabs[0]!;
    await finishAll(shared, sayInAll(shared, 1).flat());
    pool.close();
    pool.clear({ allTabs: true });
    pool.pause();
    pool.resume();
    pool.setLimit(2);
    pool.retryNow();
    pool.subscribe(() => {})();
    await shared.browser.clock.advance(1000);
    expect(shared.browser.openChannels).toBe(0);
    expect(shared.browser.clock.pending).toBe(0);
    expect(tab.listeners).toBe(0);
  });
});
