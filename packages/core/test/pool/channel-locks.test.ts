import { describe, expect, test } from 'vitest';
import type { HeldLock, Locks } from '../../src/platform/locks.ts';
import { ChannelLocks } from '../../src/pool/channel-locks.ts';
import { VirtualBrowser } from '../../src/testing/virtual-browser.ts';
import type { VirtualTab } from '../../src/testing/virtual-tab.ts';
import { locksContract } from '../platform/locks.contract.ts';

const never = new AbortController().signal;
const wait = { how: 'wait', signal: never } as const;

function locksOf({ id, platform }: VirtualTab): Locks {
  return new ChannelLocks({
    clock: platform.clock,
    openChannel: platform.openChannel!,
    channelName: 'locks',
    tabName: id,
    isVisible: () => platform.lifecycle.isVisible(),
  });
}

interface Scene {
  readonly browser: VirtualBrowser;
  readonly tabs: readonly VirtualTab[];
  readonly locks: readonly Locks[];
}

function scene(count: number): Scene {
  const browser = new VirtualBrowser();
  const tabs = Array.from({ length: count }, () => browser.openTab());
  return { browser, tabs, locks: tabs.map(locksOf) };
}

/** What became of a request, as far as it is known. */
function outcomeOf(request: Promise<HeldLock | null>): { lock: HeldLock | null; end: string | null } {
  const outcome: { lock: HeldLock | null; end: string | null } = { lock: null, end: null };
  void request.then((lock) => {
    outcome.lock = lock;
    void lock?.ended.then((end) => (outcome.end = end));
  });
  return outcome;
}

describe('locks over a channel', () => {
  let number = 0;
  locksContract(
    () => {
      const { browser, locks } = scene(2);
      return { tabs: [locks[0]!, locks[1]!], until: (condition) => browser.clock.until(condition, 5000) };
    },
    () => `lock-${(number += 1)}`,
    { keepsOrder: false },
  );

  test('are asked for in milliseconds once the tabs know each other', async () => {
    const { browser, locks } = scene(3);
    for (const [tab, lock] of locks.entries()) void lock.request(`presence ${tab}`, wait);
    await browser.clock.advance(200);
    const asked = outcomeOf(locks[0]!.request('slot', wait));
    await browser.clock.advance(5);
    expect(asked.lock).not.toBeNull();
  });

  test('go to the visible tab where two want one at once, and never to both [T19]', async () => {
    const { browser, tabs, locks } = scene(3);
    tabs[0]!.hide();
    tabs[1]!.hide();
    const asked = locks.map((lock) => outcomeOf(lock.request('slot', wait)));
    await browser.clock.advance(3000);
    expect(asked.map(({ lock }) => lock !== null)).toEqual([false, false, true]);
  });

  test.each(['crashed', 'suspended'] as const)('are free soon after their holder has %s', async (how) => {
    const { browser, tabs, locks } = scene(2);
    const first = outcomeOf(locks[0]!.request('slot', wait));
    await browser.clock.advance(200);
    const second = outcomeOf(locks[1]!.request('slot', wait));
    await browser.clock.advance(1000);
    expect(second.lock).toBeNull();
    if (how === 'crashed') tabs[0]!.crash();
    else tabs[0]!.suspend();
    await browser.clock.advance(4000);
    expect(second.lock).not.toBeNull();
    tabs[0]!.wake();
    await browser.clock.advance(100);
    expect([first.end, second.end]).toEqual([how === 'crashed' ? null : 'lost', null]);
  });

  test('stay with a holder that lives, however long somebody waits [L12]', async () => {
    const { browser, locks } = scene(2);
    const first = outcomeOf(locks[0]!.request('slot', wait));
    await browser.clock.advance(200);
    const second = outcomeOf(locks[1]!.request('slot', wait));
    await browser.clock.advance(60_000);
    expect([first.end, second.lock]).toEqual([null, null]);
    first.lock?.release();
    await browser.clock.advance(5);
    expect(second.lock).not.toBeNull();
  });

  test('that two tabs hold for want of a message stay with one of them', async () => {
    let isLost = true;
    const browser = new VirtualBrowser({ isLost: () => isLost });
    const locks = [browser.openTab(), browser.openTab()].map(locksOf);
    const asked = locks.map((lock) => outcomeOf(lock.request('slot', wait)));
    await browser.clock.advance(200);
    expect(asked.every(({ lock }) => lock !== null)).toBe(true);
    isLost = false;
    void locks[1]!.heldNames('');
    await browser.clock.advance(1);
    void locks[0]!.heldNames('');
    await browser.clock.advance(200);
    expect(asked.map(({ end }) => end)).toEqual(['lost', null]);
  });

  test('keep no channel and no timer once nothing is held or wanted [T4]', async () => {
    const { browser, locks } = scene(2);
    const held = outcomeOf(locks[0]!.request('slot', wait));
    const controller = new AbortController();
    await browser.clock.advance(200);
    void locks[1]!.request('slot', { how: 'wait', signal: controller.signal });
    await browser.clock.advance(200);
    controller.abort();
    held.lock?.release();
    await browser.clock.advance(10);
    expect(browser.openChannels).toBe(0);
    expect(browser.clock.pending).toBe(0);
  });
});
