import type { Speech } from '@cuelight/core';
import { startSimulator, type AccountJournal, type Change, type Simulator } from '@cuelight/msw/server';
import { afterAll, beforeAll, expect, onTestFinished, test } from 'vitest';
import { startChromium } from './support/chromium.ts';
import { startPlaygroundServer, type PlaygroundServer } from './support/playground-server.ts';
import { openTabs, type Tab, type Tabs } from './support/tabs.ts';

/** What `support/speech.html` puts on its window. */
declare global {
  var speech: Speech;
}

let server: PlaygroundServer;
beforeAll(async () => {
  server = await startPlaygroundServer();
});
afterAll(() => server.close());

/** The account of Smallest that the playground's own server simulates. */
async function account(change?: Change): Promise<AccountJournal> {
  const url = `${server.url}/api/smallest/__simulator/`;
  const response = await (change === undefined
    ? fetch(`${url}journal`)
    : fetch(`${url}control`, { method: 'POST', body: JSON.stringify(change) }));
  const journal: AccountJournal = await response.json();
  return journal;
}

test('while another device holds the only slot, all tabs count down and one asks at a time; then all speak [G1, G5]', async () => {
  const chromium = await startChromium();
  onTestFinished(() => chromium.close());
  const tabs = await openTabs(chromium, `${server.url}/?provider=smallest`, 3);
  for (const tab of tabs.all) await expect.poll(() => tab.read(() => 'cuelight' in window)).toBe(true);
  const retryAfterS = 2;
  await account({ busy: { retryAfterS }, foreign: { slots: 1, forMs: 5000 } });

  for (const tab of tabs.all)
    await tab.read(() => void window.cuelight?.speech.say('Now.', { voice: 'tone' }));
  const shown = tabs.all.map(() => new Set<string>());
  await expect
    .poll(async () => {
      const seconds = await Promise.all(tabs.all.map(secondsShown));
      for (const [tab, number] of seconds.entries()) if (number !== undefined) shown[tab]?.add(number);
      return shown.every((numbers) => numbers.size >= 2);
    })
    .toBe(true);

  await expect.poll(async () => (await account()).counts.done).toBe(3);
  // What is over drops out of the client's list.
  for (const tab of tabs.all) {
    await expect.poll(() => tab.read(() => window.cuelight?.speech.getState().utterances.length)).toBe(0);
  }
  const { entries, counts, peakInFlight, peakOffered } = await account();
  expect(counts).toMatchObject({ done: 3, failed: 0, aborted: 0 });
  expect({ peakInFlight, peakOffered }).toEqual({ peakInFlight: 1, peakOffered: 1 });
  // Each refusal closes the gate for as long as the provider asked, so a second probe of one opening would be early.
  const askedAtMs = entries.slice(0, counts.refused + 1).map(({ openedAtMs }) => openedAtMs);
  const pausesMs = askedAtMs.slice(1).map((atMs, probe) => atMs - (askedAtMs[probe] ?? 0));
  expect(counts.refused).toBeGreaterThanOrEqual(2);
  expect(Math.min(...pausesMs)).toBeGreaterThanOrEqual(1000 * retryAfterS);
  expect(tabs.problems().filter((problem) => !problem.includes('429'))).toEqual([]);
});

/** What the page's countdown says. */
async function secondsShown(tab: Tab): Promise<string | undefined> {
  const notice = await tab.read(() => document.querySelector('[data-testid=gate]')?.textContent ?? '');
  return /Next try in (\d+) s/.exec(notice)?.[1];
}

interface Scene {
  readonly simulator: Simulator;
  readonly tabs: Tabs;
}

/** Four tabs on one account of Breeze Pro. */
async function pro(http2: boolean): Promise<Scene> {
  const simulator = await startSimulator({
    provider: 'breeze',
    plan: 'pro',
    voice: 'code',
    speed: 20,
    firstByteMs: 20,
    http2,
  });
  onTestFinished(() => simulator.close());
  const chromium = await startChromium({ flags: ['--ignore-certificate-errors'] });
  onTestFinished(() => chromium.close());
  const query = new URLSearchParams({ provider: 'breeze', plan: 'pro', baseUrl: simulator.url });
  const tabs = await openTabs(chromium, `${server.url}/e2e/support/speech.html?${query}`, 4);
  for (const tab of tabs.all) await expect.poll(() => tab.read(() => typeof speech)).toBe('object');
  return { simulator, tabs };
}

async function sayInEach(tabs: Tabs, count: number): Promise<void> {
  await Promise.all(
    tabs.all.map(async (tab, number) => {
      for (let text = 0; text < count; text += 1) await tab.run(`say('Tab ${number}, ${text}.')`);
    }),
  );
}

test('over HTTP/2 four tabs use all twenty slots of Breeze Pro at once, and never one more', async () => {
  const { simulator, tabs } = await pro(true);
  simulator.control({ hold: true });
  await sayInEach(tabs, 8);
  await expect.poll(() => simulator.journal().inFlight).toBe(20);
  simulator.control({ hold: false });
  await expect.poll(() => simulator.journal().counts.done).toBe(32);
  const { peakInFlight, peakOffered, counts } = simulator.journal();
  expect({ peakInFlight, peakOffered }).toEqual({ peakInFlight: 20, peakOffered: 20 });
  expect(counts).toMatchObject({ requests: 32, done: 32, refused: 0 });
  expect(tabs.problems()).toEqual([]);
});

test('over HTTP/1.1 the browser keeps most of them back, which is said once and in one tab', async () => {
  const { simulator, tabs } = await pro(false);
  const warnings: string[] = [];
  for (const { page } of tabs.all) {
    page.on('console', (message) => {
      if (message.text().includes('six connections')) warnings.push(message.text());
    });
  }
  await sayInEach(tabs, 8);
  await expect.poll(() => simulator.journal().counts.done).toBe(32);
  await expect.poll(() => warnings.length).toBe(1);
  expect(warnings[0]).toContain('The account allows 20 requests at once');
  const { peakOffered, counts } = simulator.journal();
  expect(peakOffered).toBeLessThanOrEqual(6);
  expect(counts).toMatchObject({ requests: 32, refused: 0 });
  expect(tabs.problems()).toEqual([]);
});
