import { createRequire } from 'node:module';
import type { AxeResults } from 'axe-core';
import type { Page } from 'playwright';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { openPage, openPages, phases } from './support/playground-page.ts';
import { startPlaygroundServer, type PlaygroundServer } from './support/playground-server.ts';

/** What the page shows, and what it spares those who look at it. */

let server: PlaygroundServer;
beforeAll(async () => {
  server = await startPlaygroundServer();
});
afterAll(() => server.close());

test('what is over can be cleared, and only then', async () => {
  const { page } = await openPage(`${server.url}/?voice=tone&text=One.`);
  await page.getByTestId('say').click();
  await page.getByTestId('utterance').waitFor();
  await page.getByTestId('pause').click();
  expect(await page.getByTestId('clear').count()).toBe(0);
  await page.getByTestId('resume').click();
  await page.getByTestId('clear').press('Enter');
  expect(await phases(page)).toEqual([]);
  expect(await page.getByTestId('clear').count()).toBe(0);
  expect(await focused(page)).toBe('In this tab');
});

test('who stops by keyboard stays at the button', async () => {
  const { page } = await openPage(`${server.url}/?voice=tone&text=One.`);
  await page.getByTestId('say').click();
  await page.getByTestId('stop').press('Enter');
  await expect.poll(() => phases(page)).toEqual(['cancelled']);
  expect(await page.getByTestId('stop').getAttribute('aria-disabled')).toBe('true');
  expect(await focused(page)).toBe('Stop');
});

test('why all wait is told once, and nothing on the page moves for it', async () => {
  const { page } = await openPage(`${server.url}/?voice=tone`);
  await page.getByTestId('break-slots').click();
  await page.getByTestId('say-ten').click();
  const before = await page.locator('#say-title').boundingBox();
  await page.getByTestId('gate').waitFor();
  expect(await page.locator('#say-title').boundingBox()).toEqual(before);
  expect(await page.getByTestId('reason').allTextContents()).toEqual([
    expect.stringMatching(/requests are refused for now.*as its plan allows/),
  ]);
  // Each text says its own part, and none of them the reason of all.
  const retries = page.getByTestId('retry');
  await expect
    .poll(() => retries.allTextContents())
    .toContainEqual(expect.stringMatching(/^Try \d+ (now|in \d+ s) · the account is full$/));
  for (const words of await retries.allTextContents()) expect(words).not.toMatch(/as its plan allows/);
});

test('another plan, or one in place of a limit, leaves what waits in any tab', async () => {
  const tabs = await openPages(`${server.url}/?voice=tone&text=One.&limit=2`, 2);
  const [there, here] = [tabs.get(1).page, tabs.get(0).page];
  await tabs.show(1);
  for (let said = 0; said < 5; said += 1) await there.getByTestId('say').click();
  await tabs.show(0);
  await here.getByTestId('say').click();
  await here.getByTestId('plan').selectOption('starter');
  await expect.poll(() => phases(here)).toEqual(['done']);
  await tabs.show(1);
  await expect.poll(() => phases(there)).toEqual(Array.from({ length: 5 }, () => 'done'));
});

test.each(['light', 'dark'] as const)(
  'axe finds no barrier, whatever is shown in %s',
  async (colorScheme) => {
    const { page } = await openPage(`${server.url}/?voice=tone`);
    await page.emulateMedia({ colorScheme });
    const states: readonly [query: string, act: () => Promise<void>][] = [
      ['', async () => {}],
      ['', () => page.getByTestId('say-ten').click()],
      ['', () => page.getByTestId('break-voice').click()],
      ['&break=network', () => page.getByTestId('say').click()],
      ['&provider=acme', async () => {}],
    ];
    for (const [query, act] of states) {
      await page.goto(`${server.url}/?voice=tone${query}`);
      await page.locator('.panel').first().waitFor();
      await act();
      await page.addScriptTag({ path: createRequire(import.meta.url).resolve('axe-core') });
      const { violations, passes } = await page.evaluate<AxeResults>('axe.run()');
      expect(passes.length).toBeGreaterThan(10);
      expect(violations.map(({ id, nodes }) => [id, nodes.map(({ html }) => html)])).toEqual([]);
    }
  },
);

/** The words of what has the focus. */
function focused(page: Page): Promise<string | null> {
  return page.evaluate(() => document.activeElement?.textContent ?? null);
}
