import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Page } from 'playwright';
import { openPage, phases } from './support/playground-page.ts';
import { startPlaygroundServer, type PlaygroundServer } from './support/playground-server.ts';

let server: PlaygroundServer;
beforeAll(async () => {
  server = await startPlaygroundServer();
});
afterAll(() => server.close());

test.each(['breeze', 'smallest'])(
  'the page says a sentence through %s, and tells when it was heard',
  async (id) => {
    const { page, problems } = await openPage(`${server.url}/?provider=${id}&voice=tone&text=Good+evening.`);
    await page.getByTestId('say').click();
    await expect.poll(() => phases(page)).toEqual(['done']);
    expect(await page.getByTestId('mode').getAttribute('data-mode')).toBe('simulated');
    expect(problems).toEqual([]);
  },
);

test('the page without a framework does the same with the built package', async () => {
  const { page, problems } = await openPage(`${server.url}/vanilla.html`);
  await page.getByTestId('text').fill('Hello.');
  await page.getByTestId('say').click();
  await expect.poll(() => phases(page)).toEqual(['done']);
  // What is loaded apart was found, too.
  expect(await page.evaluate(() => indexedDB.databases())).toMatchObject([{ name: 'cuelight-clips' }]);
  expect(problems).toEqual([]);
});

test('a browser that wants a click is shown, and the click speaks what was said before it', async () => {
  const { page, read } = await openPage(`${server.url}/?voice=tone`, { autoplay: false });
  await expect.poll(() => read(() => 'cuelight' in window)).toBe(true);
  await read(() => void window.cuelight?.speech.say('Said before any click.', { voice: 'tone' }));
  // Asked of the page without Playwright's locators, which would count as a click.
  await expect.poll(() => read(() => document.querySelector('[data-testid=unlock]') !== null)).toBe(true);
  const phase = (): Promise<string | undefined> =>
    read(() => window.cuelight?.speech.getState().utterances[0]?.getState().phase);
  await expect.poll(phase).toBe('blocked');
  await page.getByTestId('unlock').click();
  await expect.poll(phase).toBeUndefined();
  expect(await page.getByTestId('blocked').count()).toBe(0);
});

test('another plan leaves what waits in its place', async () => {
  const { page } = await openPage(`${server.url}/?voice=tone&text=One.&plan=starter`);
  for (let said = 0; said < 5; said += 1) await page.getByTestId('say').click();
  await page.getByTestId('plan').selectOption('free');
  await expect.poll(() => phases(page)).toEqual(Array.from({ length: 5 }, () => 'done'));
});

test('who cancels a text by keyboard stays at its row', async () => {
  const { page } = await openPage(`${server.url}/?voice=tone&text=One.`);
  for (let said = 0; said < 5; said += 1) await page.getByTestId('say').click();
  const row = page.getByTestId('utterance').last();
  await row.getByTestId('cancel').press('Enter');
  expect(await row.evaluate((element) => element === document.activeElement)).toBe(true);
  expect(await row.getAttribute('data-phase')).toBe('cancelled');
});

test('a wrong voice fails alone', async () => {
  const { page } = await openPage(`${server.url}/?voice=tone&text=One.`);
  await page.getByTestId('say').click();
  await page.getByTestId('break-voice').click();
  await page.getByTestId('say').click();
  await expect.poll(() => phases(page)).toEqual(['done', 'failed', 'done']);
  expect(await shownError(page)).toMatchObject({
    code: 'invalid',
    text: expect.stringMatching(/no-such-voice.*no such voice.*Choose a voice/),
  });
});

test('a wrong key fails once and holds the rest, which goes on when the key is right again', async () => {
  const { page } = await openPage(`${server.url}/?voice=tone&text=One.&break=key`);
  await page.getByTestId('say').click();
  await expect.poll(() => phases(page)).toEqual(['failed']);
  expect(await shownError(page)).toMatchObject({
    code: 'unauthorized',
    text: expect.stringMatching(/API key.*Check the API key/),
  });
  await page.getByTestId('say').click();
  await page.getByTestId('break-key').uncheck();
  await page.getByTestId('retry-now').click();
  await expect.poll(() => phases(page)).toEqual(['failed', 'done']);
});

test('without a network everything waits, and goes on when it is back', async () => {
  const { page } = await openPage(`${server.url}/?voice=tone&text=One.&break=network`);
  await page.getByTestId('say').click();
  await page.getByTestId('gate').waitFor();
  expect(await page.getByTestId('gate').getAttribute('data-kind')).toBe('offline');
  expect(await page.getByTestId('reason').textContent()).toMatch(/nothing answered.*Check the network/i);
  await page.getByTestId('break-network').uncheck();
  // Gone already where the next try was due just then.
  await page.evaluate(() => document.querySelector<HTMLElement>('[data-testid="retry-now"]')?.click());
  await expect.poll(() => phases(page)).toEqual(['done']);
});

test('a provider that there is not is named, with what to do instead', async () => {
  const { page, problems } = await openPage(`${server.url}/?provider=acme`);
  expect(await shownError(page)).toMatchObject({
    code: 'invalid-option',
    text: expect.stringMatching(/"acme".*Pass a provider object/),
  });
  expect(problems).toEqual([]);
});

async function shownError(page: Page): Promise<{ code: string | null; text: string | null }> {
  const error = page.getByTestId('error').first();
  return { code: await error.getAttribute('data-code'), text: await error.textContent() };
}
