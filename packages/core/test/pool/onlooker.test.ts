import { describe, expect, test } from 'vitest';
import { tabsScene } from './support/tabs-scene.ts';

describe('a tab that only looks', () => {
  test('sees the tabs that have work, whichever came first, and holds nothing itself [T11]', async () => {
    const shared = tabsScene(3, 1);
    const [early, busy, late] = shared.tabs;
    const watched = (): unknown =>
      early!.pool.getState().tabs.map(({ isThisTab, waiting }) => [isThisTab, waiting.normal]);
    early!.pool.subscribe(() => {});
    for (let job = 0; job < 3; job += 1) busy!.pool.run(shared.account.task(`${job}`, 1000));
    await shared.browser.clock.advance(200);
    expect(watched()).toEqual([[false, 2]]);
    late!.pool.subscribe(() => {});
    await shared.browser.clock.advance(200);
    expect(late!.pool.getState()).toMatchObject({ role: 'idle', inUse: 1, waiting: { normal: 2 } });
    expect(shared.browser.locks.held()).toHaveLength(3);
    await shared.browser.clock.advance(5000);
    expect(watched()).toEqual([]);
  });

  test('notices that the tab with work has crashed [T12]', async () => {
    const shared = tabsScene(2, 1);
    const [watcher, busy] = shared.tabs;
    watcher!.pool.subscribe(() => {});
    busy!.pool.run(shared.account.task('long', 60_000));
    await shared.browser.clock.advance(10_000);
    expect(watcher!.pool.getState()).toMatchObject({ inUse: 1, tabs: [{ isThisTab: false }] });
    busy!.tab.crash();
    await shared.browser.clock.advance(5000);
    expect(watcher!.pool.getState()).toMatchObject({ inUse: 0, tabs: [] });
    await shared.browser.clock.advance(60_000);
    expect(shared.browser.clock.pending).toBe(0);
  });

  test('lets go of its channel when its page goes, and looks again when it returns [Y6]', async () => {
    const shared = tabsScene(2, 1);
    const [watcher, busy] = shared.tabs;
    watcher!.pool.subscribe(() => {});
    expect(shared.browser.openChannels).toBe(1);
    watcher!.tab.happen('leave');
    expect(shared.browser.openChannels).toBe(0);
    busy!.pool.run(shared.account.task('a', 1000));
    await shared.browser.clock.advance(200);
    watcher!.tab.happen('return');
    await shared.browser.clock.advance(200);
    expect(watcher!.pool.getState().inUse).toBe(1);
  });
});
