import { describe, expect, onTestFinished, test } from 'vitest';
import { SpeakingTurn, type WhenOthersSpeak } from '../../src/audio/exclusive/speaking-turn.ts';
import { createTabLocks } from '../../src/audio/exclusive/tab-locks.ts';
import { watchedLocks } from '../../src/audio/exclusive/watched-locks.ts';
import { quietLifecycle } from '../../src/platform/lifecycle.ts';
import type { Locks } from '../../src/platform/locks.ts';
import { VirtualBrowser } from '../../src/testing/virtual-browser.ts';
import type { VirtualTab } from '../../src/testing/virtual-tab.ts';

/** A page that may want to speak, in a browser of several. */
class Page {
  readonly tab: VirtualTab;
  readonly turn: SpeakingTurn;
  silenced = 0;

  constructor(browser: VirtualBrowser, whenOthersSpeak: WhenOthersSpeak = 'pause', tab = browser.openTab()) {
    this.tab = tab;
    const { locks, openChannel, clock, lifecycle } = tab.platform;
    const watched = watchedLocks({ locks: locks!, openChannel, clock });
    this.turn = new SpeakingTurn(
      { locks: () => Promise.resolve(watched), lifecycle, whenOthersSpeak },
      { changed: () => {}, silenced: () => this.silenced++ },
    );
    onTestFinished(() => this.turn.close());
  }
}

function speaking(...pages: readonly Page[]): boolean[] {
  return pages.map(({ turn }) => turn.isMine);
}

test('who begins to speak silences who speaks, who pauses until asked again', async () => {
  const browser = new VirtualBrowser();
  const [first, second] = [new Page(browser), new Page(browser)];
  first.turn.want(true);
  await browser.clock.advance(10);
  expect(speaking(first, second)).toEqual([true, false]);
  second.turn.want(true);
  await browser.clock.advance(10);
  expect([speaking(first, second), first.silenced]).toEqual([[false, true], 1]);
  second.turn.want(false);
  await browser.clock.advance(10_000);
  expect(speaking(first, second)).toEqual([false, false]);
  first.turn.want(true);
  await browser.clock.advance(10);
  expect(speaking(first, second)).toEqual([true, false]);
});

test('who waits speaks when the other has ended, in the order in which they came', async () => {
  const browser = new VirtualBrowser();
  const pages = [new Page(browser, 'wait'), new Page(browser, 'wait'), new Page(browser, 'wait')] as const;
  for (const { turn } of pages) {
    turn.want(true);
    await browser.clock.advance(10);
  }
  expect([speaking(...pages), pages.map(({ turn }) => turn.isWaiting)]).toEqual([
    [true, false, false],
    [false, true, true],
  ]);
  await browser.clock.advance(60_000);
  pages[0].turn.want(false);
  await browser.clock.advance(10);
  expect(speaking(...pages)).toEqual([false, true, false]);
  pages[1].turn.close();
  await browser.clock.advance(10);
  expect(speaking(...pages)).toEqual([false, false, true]);
  expect(pages.map(({ silenced }) => silenced)).toEqual([0, 0, 0]);
});

test('who stops wanting while waiting is passed over', async () => {
  const browser = new VirtualBrowser();
  const [first, second, third] = [new Page(browser), new Page(browser, 'wait'), new Page(browser, 'wait')];
  for (const { turn } of [first, second, third]) {
    turn.want(true);
    await browser.clock.advance(10);
  }
  second.turn.want(false);
  first.turn.want(false);
  await browser.clock.advance(10);
  expect(speaking(first, second, third)).toEqual([false, false, true]);
});

test('who waits and is interrupted by one that does not wait goes on afterwards', async () => {
  const browser = new VirtualBrowser();
  const [patient, hasty] = [new Page(browser, 'wait'), new Page(browser, 'pause')];
  patient.turn.want(true);
  await browser.clock.advance(10);
  hasty.turn.want(true);
  await browser.clock.advance(10);
  expect([speaking(patient, hasty), patient.turn.isWaiting, patient.silenced]).toEqual([
    [false, true],
    true,
    0,
  ]);
  hasty.turn.want(false);
  await browser.clock.advance(10);
  expect(speaking(patient, hasty)).toEqual([true, false]);
});

describe.each(['pause', 'wait'] as const)('with %s', (whenOthersSpeak) => {
  test.each([
    ['crashes', (tab: VirtualTab) => tab.crash()],
    ['is closed', (tab: VirtualTab) => tab.close()],
    ['is cached', (tab: VirtualTab) => tab.navigateAway()],
    ['is frozen with its event', (tab: VirtualTab) => tab.freeze()],
  ])('a tab that %s lets the next speak at once', async (_, happen) => {
    const browser = new VirtualBrowser();
    const [first, second] = [new Page(browser, whenOthersSpeak), new Page(browser, whenOthersSpeak)];
    first.turn.want(true);
    await browser.clock.advance(10);
    second.turn.want(whenOthersSpeak === 'wait');
    await browser.clock.advance(10);
    happen(first.tab);
    second.turn.want(true);
    await browser.clock.advance(100);
    expect(second.turn.isMine).toBe(true);
  });

  test.each([
    ['frozen without a word', (tab: VirtualTab) => tab.freeze({ warned: false })],
    ['suspended', (tab: VirtualTab) => tab.suspend()],
  ])('a tab that is %s does not keep the others silent for more than six seconds', async (_, happen) => {
    const browser = new VirtualBrowser();
    const [first, second] = [new Page(browser, whenOthersSpeak), new Page(browser, whenOthersSpeak)];
    first.turn.want(true);
    await browser.clock.advance(10);
    happen(first.tab);
    second.turn.want(true);
    await browser.clock.advance(6000);
    expect(second.turn.isMine).toBe(true);
    first.tab.wake();
    first.tab.show();
    await browser.clock.advance(10);
    expect(speaking(first, second)).toEqual([false, true]);
  });
});

test('a page that comes back goes on, unless another speaks by then', async () => {
  for (const isTaken of [false, true]) {
    const browser = new VirtualBrowser();
    const [first, second] = [new Page(browser), new Page(browser)];
    first.turn.want(true);
    await browser.clock.advance(10);
    first.tab.navigateAway();
    expect(first.turn.isMine).toBe(false);
    second.turn.want(isTaken);
    await browser.clock.advance(10);
    first.tab.comeBack();
    await browser.clock.advance(10);
    expect([speaking(first, second), first.silenced]).toEqual([[!isTaken, isTaken], isTaken ? 1 : 0]);
  }
});

test('while nothing is wanted, nothing is held, asked for, open or listened to', async () => {
  const browser = new VirtualBrowser();
  const pages = [new Page(browser), new Page(browser, 'wait'), new Page(browser, 'wait')];
  for (let time = 0; time < 3; time++) {
    for (const { turn } of pages) {
      turn.want(true);
      await browser.clock.advance(5);
    }
    for (const { turn } of pages) turn.want(false);
    await browser.clock.advance(5);
    for (const { tab } of pages) {
      expect([
        browser.locks.held(tab.id),
        browser.locks.pendingOf(tab.id),
        tab.listeners,
        tab.timers,
      ]).toEqual([[], 0, 0, 0]);
    }
    expect(browser.openChannels).toBe(0);
  }
});

test('where locks fail, everybody speaks', async () => {
  const failing: Pick<Locks, 'request'> = { request: () => Promise.resolve(null) };
  const broken: Pick<Locks, 'request'> = { request: () => Promise.reject(new Error('no')) };
  for (const locks of [failing, broken]) {
    const turn = new SpeakingTurn(
      { locks: () => Promise.resolve(locks), lifecycle: quietLifecycle, whenOthersSpeak: 'wait' },
      { changed: () => {}, silenced: () => {} },
    );
    turn.want(true);
    await new Promise((resolve) => setImmediate(resolve));
    expect(turn.isMine).toBe(true);
    turn.close();
    expect(turn.isMine).toBe(false);
  }
});

describe('within one tab', () => {
  test('a lock goes to those who wait in their order, and to who takes it by force at once', async () => {
    const { request } = createTabLocks();
    const abort = new AbortController();
    const never = new AbortController().signal;
    const first = (await request('', { how: 'if-available' }))!;
    expect(await request('', { how: 'if-available' })).toBeNull();
    const gaveUp = request('', { how: 'wait', signal: abort.signal });
    const waited = request('', { how: 'wait', signal: never });
    abort.abort();
    expect(await gaveUp).toBeNull();
    const thief = (await request('', { how: 'steal' }))!;
    expect(await first.ended).toBe('lost');
    first.release();
    thief.release();
    const second = (await waited)!;
    expect([await thief.ended, await request('', { how: 'if-available' })]).toEqual(['released', null]);
    second.release();
    second.release();
    expect(await request('', { how: 'if-available' })).not.toBeNull();
  });

  test('who has given up before it asks gets nothing', async () => {
    const { request } = createTabLocks();
    await request('', { how: 'if-available' });
    const waiting = request('', { how: 'wait', signal: AbortSignal.abort() });
    expect(await waiting).toBeNull();
  });
});
