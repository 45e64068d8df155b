import { describe, expect, test } from 'vitest';
import type { VirtualTab } from '../../src/testing/virtual-tab.ts';
import { createPoolOn } from '../../src/pool/create-pool.ts';
import type { Pool } from '../../src/pool/types.ts';
import { VirtualAccount } from '../../src/testing/virtual-account.ts';
import { VirtualBrowser } from '../../src/testing/virtual-browser.ts';

interface Scene {
  readonly browser: VirtualBrowser;
  readonly account: VirtualAccount;
  readonly open: (mode?: 'single') => { readonly tab: VirtualTab; readonly pool: Pool };
}

function scene(limit = 1): Scene {
  const browser = new VirtualBrowser();
  const account = new VirtualAccount(browser.clock, limit);
  const open: Scene['open'] = (mode) => {
    const tab = browser.openTab();
    const pool = createPoolOn(tab.platform, 'traced', {
      limit,
      longestRequestMs: 2000,
      ...(mode !== undefined && { mode }),
    });
    return { tab, pool };
  };
  return { browser, account, open };
}

/** Without times, and with the tabs' random names made readable. */
function told(pool: Pool, names: readonly (string | null)[] = []): string[] {
  return pool.trace().map((line) => {
    let text = line.replace(/^\d+\.\d{3} /u, '');
    names.forEach((name, tab) => {
      if (name !== null) text = text.replaceAll(name, `tab${tab}`);
    });
    return text;
  });
}

function nameOf(pool: Pool): string {
  return pool.getState().tabs.find(({ isThisTab }) => isThisTab)?.id ?? '';
}

describe('the trace of a pool', () => {
  test('is empty before anything happened', () => {
    expect(scene().open().pool.trace()).toEqual([]);
  });

  test('tells who was granted what in which term, and how it ended [S11]', async () => {
    const { browser, account, open } = scene();
    const [first, second] = [open(), open()];
    first.pool.run(account.task('a', 100, 1, { tab: first.tab }));
    await browser.clock.advance(50);
    second.pool.run(account.task('b', 100, 1, { tab: second.tab }));
    await browser.clock.advance(10);
    const names = [nameOf(first.pool), nameOf(second.pool)];
    await browser.clock.advance(200);
    const lines = told(first.pool, names);
    expect(lines).toEqual([
      '1.tab0 tab0 conducts',
      '1.tab0 the pool may use slots: 1',
      '1.tab0 tab0 is granted slot 0 normal',
      '1.tab0 tab0 is through: ok after 100 ms',
      '1.tab0 tab1 is granted slot 0 normal',
      '1.tab0 tab1 is through: ok after 100 ms',
    ]);
    expect(told(second.pool, names).slice(-2)).toEqual(lines.slice(-2));
  });

  test('counts the messages that were no messages of this pool [S11]', async () => {
    const { browser, account, open } = scene();
    const { tab, pool } = open();
    pool.run(account.task('a', 1000, 1, { tab }));
    await browser.clock.advance(50);
    const stranger = browser.openTab().platform.openChannel?.('cuelight:traced:v1', () => {});
    stranger?.post('hello');
    stranger?.post({ type: 'grant', to: 5 });
    await browser.clock.advance(50);
    expect(pool.trace().at(-1)).toBe('messages dropped: 2');
    pool.close();
  });

  test('tells of refusals, of the gate and of the probe [S11]', async () => {
    const { browser, account, open } = scene();
    const { pool } = open();
    account.refuseNext(1, { kind: 'overloaded', retryAfterMs: 1000 });
    pool.run(account.task('a'));
    await browser.clock.advance(10);
    const names = [nameOf(pool)];
    await browser.clock.advance(3000);
    const lines = told(pool, names);
    expect(lines.slice(3)).toEqual([
      '1.tab0 tab0 is through: refused overloaded after 0 ms',
      expect.stringMatching(/^1\.tab0 the gate is closed: overloaded time 1 for ms: 1\d{3}$/u),
      '1.tab0 tab0 is granted slot 0 normal as the probe',
      '1.tab0 tab0 is through: ok after 100 ms',
      '1.tab0 the gate is open',
      '1.tab0 tab0 leaves; slots that rest:',
    ]);
  });

  test('tells why a tab took over, and from whom a slot was taken [S11]', async () => {
    const { browser, account, open } = scene();
    const [first, second] = [open(), open()];
    first.pool.run(account.task('a', 1e9, 1, { tab: first.tab })).finished.catch(() => {});
    await browser.clock.advance(50);
    second.pool.run(account.task('b'));
    await browser.clock.advance(10);
    const names = [nameOf(first.pool), nameOf(second.pool)];
    first.tab.suspend();
    await browser.clock.advance(30_000);
    const lines = told(second.pool, names).join('\n');
    expect(lines).toContain("1.tab0 tab1 takes the conductor's lock by force: no answer");
    expect(lines).toContain('2.tab1 tab1 takes over: the conductor has vanished, its free slots rest');
    expect(lines).toContain('2.tab1 somebody holds a slot for long: is asked whether it lives');
    expect(lines).toContain('2.tab1 somebody does not answer: its slots are taken from it');
    expect(lines).toContain('2.tab1 tab1 is granted slot 0 normal by force');
    first.tab.wake();
    await browser.clock.advance(100);
    expect(told(first.pool, names).join('\n')).toContain("tab0 has lost the conductor's lock");
    first.pool.close();
  });

  test('tells in mode single what went wrong, and leaves out what went well [S11]', async () => {
    const { browser, account, open } = scene();
    const { pool } = open('single');
    pool.run(account.task('a'));
    await browser.clock.advance(1000);
    expect(told(pool)).toEqual([]);
    account.refuseNext(1, { kind: 'busy' });
    pool.run(account.task('b'));
    await browser.clock.advance(3000);
    expect(told(pool)).toEqual([
      '- job-2 is through: refused busy after 0 ms',
      '- the pool may use slots: 1',
      expect.stringMatching(/^- the gate is closed: busy time 1 for ms: \d+$/u),
      '- the gate is open',
    ]);
  });

  test('keeps the last 200 lines, oldest first [S11]', async () => {
    const { browser, account, open } = scene();
    const { pool } = open('single');
    const jobs = Array.from({ length: 300 }, (_, job) => pool.run(account.task(`${job}`)));
    for (const job of jobs) job.finished.catch(() => {});
    for (let job = 0; job < 300; job += 1) {
      await browser.clock.advance(1);
      jobs[job]?.cancel();
      await browser.clock.advance(60);
    }
    const lines = pool.trace();
    expect(lines).toHaveLength(200);
    const times = lines.map((line) => Number(line.split(' ')[0]));
    expect(times).toEqual(times.toSorted((a, b) => a - b));
    expect(lines.at(-1)).toContain('job-300 is through: cancelled');
  });
});
