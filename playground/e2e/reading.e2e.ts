import type { Page } from 'playwright';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { openPage } from './support/playground-page.ts';
import { startPlaygroundServer, type PlaygroundServer } from './support/playground-server.ts';

let server: PlaygroundServer;
beforeAll(async () => {
  server = await startPlaygroundServer();
});
afterAll(() => server.close());

const LONG = Array.from({ length: 20 }, (_none, at) => `This is sentence ${at + 1} of twenty.`).join(' ');

test('the word that is heard is in sight, also in the last lines of a long text', async () => {
  const page = await hearLongText();
  for (const seconds of [12, 26]) {
    await seek(page, seconds);
    await expect.poll(() => markIsInSight(page)).toBe(true);
  }
  expect(await scrollTop(page)).toBeGreaterThan(0);
});

test('the list stays where somebody has moved it, whatever is heard', async () => {
  const page = await hearLongText();
  const isFollowed = scrollEnd(page);
  await seek(page, 26);
  await isFollowed;
  const isLeft = scrollEnd(page);
  await page.getByTestId('said').evaluate((list) => list.scrollTo({ top: 0, behavior: 'instant' }));
  await isLeft;
  const before = await page.locator('mark').textContent();
  await expect.poll(() => page.locator('mark').textContent()).not.toBe(before);
  expect(await scrollTop(page)).toBe(0);
});

async function hearLongText(): Promise<Page> {
  const { page } = await openPage(`${server.url}/?voice=tone&text=${encodeURIComponent(LONG)}`);
  // Three lines of it are seen at once.
  await page.addStyleTag({ content: '.heard .panel { position: static } .said { max-height: 100px }' });
  await page.getByTestId('say').click();
  await page.locator('mark[data-by=word]').waitFor();
  return page;
}

/** As soon as it has arrived. */
async function seek(page: Page, seconds: number): Promise<void> {
  const arrived = (): Promise<number> =>
    page.evaluate(
      () => window.cuelight?.speech.getState().utterances[0]?.playback.getState().bufferedSeconds ?? 0,
    );
  await expect.poll(arrived).toBeGreaterThan(seconds + 2);
  await page.evaluate((to) => void window.cuelight?.speech.getState().utterances[0]?.seek(to), seconds);
}

function scrollEnd(page: Page): Promise<unknown> {
  return page.getByTestId('said').evaluate(
    (list) =>
      new Promise((ended) => {
        list.addEventListener('scrollend', ended, { once: true });
      }),
  );
}

function scrollTop(page: Page): Promise<number> {
  return page.getByTestId('said').evaluate((list) => list.scrollTop);
}

function markIsInSight(page: Page): Promise<boolean> {
  return page.getByTestId('said').evaluate((list) => {
    const seen = list.getBoundingClientRect();
    const mark = list.querySelector('mark[data-by=word]')?.getBoundingClientRect();
    return mark !== undefined && mark.top >= seen.top && mark.bottom <= seen.bottom;
  });
}
