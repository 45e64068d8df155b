import type { Phase, Speech, Utterance } from '@cuelight/core';
import { codedSamples, startSimulator, type ProviderId, type Simulator } from '@cuelight/msw/server';
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from 'vitest';
import { startChromium, type ChromiumOptions } from './support/chromium.ts';
import { startPlaygroundServer, type PlaygroundServer } from './support/playground-server.ts';
import type { SampleRecording } from './support/recorder.ts';
import { openTabs, type Tab, type Tabs } from './support/tabs.ts';

/** What `support/speech.html` puts on its window. */
declare global {
  var speech: Speech;
  var said: { readonly utterance: Utterance; readonly phases: readonly Phase[] }[];
  var sampleRateHz: number;
  var recording: SampleRecording;
  var startRecording: () => Promise<void>;
}

let server: PlaygroundServer;
beforeAll(async () => {
  server = await startPlaygroundServer();
});
afterAll(() => server.close());

interface Scene {
  readonly simulator: Simulator;
  readonly tabs: Tabs;
}

async function scene(provider: ProviderId, tabCount: number, browser: ChromiumOptions = {}): Promise<Scene> {
  const simulator = await startSimulator({ provider, voice: 'code', firstByteMs: 30, speed: 20 });
  onTestFinished(() => simulator.close());
  const chromium = await startChromium(browser);
  onTestFinished(() => chromium.close());
  const query = new URLSearchParams({ provider, baseUrl: simulator.url });
  const tabs = await openTabs(chromium, `${server.url}/e2e/support/speech.html?${query}`, tabCount);
  for (const tab of tabs.all) await expect.poll(() => tab.read(() => typeof speech)).toBe('object');
  return { simulator, tabs };
}

/** Says a text in a tab, without that counting as a click. */
function say(tab: Tab, text: string): Promise<void> {
  return tab.run(`say(${JSON.stringify(text)})`);
}

async function heardIn(tab: Tab): Promise<Int16Array> {
  const bytes = Buffer.from(await tab.read(() => recording.base64()), 'base64');
  return new Int16Array(bytes.buffer, bytes.byteOffset, bytes.length / 2);
}

/**
 * Every sample of every text, in order and once. Between them there may be silence, after the few milliseconds in
 * which a player that runs dry fades out instead of clicking.
 */
function expectHeard(heard: Int16Array, texts: readonly string[], sampleRateHz: number): void {
  let position = 0;
  for (const text of texts) {
    const expected = codedSamples(text, sampleRateHz);
    if (!isAt(heard, position, expected)) position = afterPause(heard, position, sampleRateHz);
    expect({ text, isWhole: isAt(heard, position, expected) }).toEqual({ text, isWhole: true });
    position += expected.length;
  }
  expect(afterPause(heard, position, sampleRateHz)).toBe(heard.length);
}

function isAt(heard: Int16Array, position: number, expected: Int16Array): boolean {
  return expected.every((sample, index) => heard[position + index] === sample);
}

/** Where sound begins again after a fade of at most 10 ms and any silence. */
function afterPause(heard: Int16Array, position: number, sampleRateHz: number): number {
  let end = position;
  const longestFade = position + sampleRateHz / 100;
  const isFading = (): boolean => {
    const [now, next] = [heard[end] ?? 0, heard[end + 1] ?? 0];
    return end < longestFade && now !== 0 && Math.abs(next) <= Math.abs(now) && next * now >= 0;
  };
  while (isFading()) end += 1;
  while (end < heard.length && heard[end] === 0) end += 1;
  return end;
}

function sentences(tab: number): string[] {
  return Array.from({ length: 10 }, (_, number) => `Tab ${tab} says ${number}.`);
}

describe.each([
  ['smallest', 1],
  ['breeze', 3],
] as const)('four tabs on one account of %s, which allows %i at once', (provider, limit) => {
  test('speak in turn: no refusal, each sentence synthesised once, heard in order, and their places were true', async () => {
    const { simulator, tabs } = await scene(provider, 4);
    expect(await tabs.visibilities()).toEqual(['visible', 'hidden', 'hidden', 'hidden']);
    await Promise.all(tabs.all.map((tab) => tab.read(() => startRecording())));

    // Held at the provider, so that all places are known before the first request ends.
    simulator.control({ hold: true });
    await Promise.all(
      tabs.all.map(async (tab, number) => {
        for (const text of sentences(number)) await say(tab, text);
      }),
    );
    const waiting = 40 - limit;
    const foretold = await foretoldOrder(tabs, waiting);
    expect(foretold.map(({ place }) => place)).toEqual(
      Array.from({ length: waiting }, (_, place) => place + 1),
    );
    simulator.control({ hold: false });

    for (const tab of tabs.all) {
      await expect
        .poll(() => tab.read(() => said.map(({ utterance }) => utterance.getState().phase)), {
          timeout: 50_000,
        })
        .toEqual(Array.from({ length: 10 }, () => 'done'));
    }
    const journal = simulator.journal();
    expect(journal.peakOffered).toBe(limit);
    expect(journal.counts.refused).toBe(0);
    expect(journal.entries.map(({ text }) => text).toSorted()).toEqual(
      [0, 1, 2, 3].flatMap(sentences).toSorted(),
    );

    // With one slot the order is exact. With several, those that are next may pass each other, and those that hold a
    // slot and are still on their way to the provider; and where two slots come free in one moment, one tab may be given
    // both, a round early. How late a slow one arrives says nothing of the order: the other slots go on meanwhile.
    const started = journal.entries.slice(limit).map(({ text }) => text);
    const early = foretold.map(({ text }, place) => place - started.indexOf(text));
    expect(Math.max(...early)).toBeLessThan(limit === 1 ? 1 : limit + tabs.all.length);
    const median = early.map(Math.abs).toSorted((left, right) => left - right)[Math.floor(early.length / 2)];
    expect(median).toBeLessThan(limit);

    for (const [number, tab] of tabs.all.entries()) {
      expectHeard(await heardIn(tab), sentences(number), await tab.read(() => sampleRateHz));
    }
    expect(tabs.problems()).toEqual([]);
  });
});

interface Foretold {
  readonly text: string;
  readonly place: number;
}

/** What the tabs show as places, once every waiting sentence has one of its own. */
async function foretoldOrder(tabs: Tabs, waiting: number): Promise<Foretold[]> {
  const shown = async (): Promise<Foretold[]> => {
    const ofTabs = await Promise.all(
      tabs.all.map((tab) =>
        tab.read(() =>
          said.flatMap(({ utterance }) => {
            const state = utterance.getState();
            return state.phase === 'queued' ? [{ text: state.text, place: state.queuePosition ?? 0 }] : [];
          }),
        ),
      ),
    );
    return ofTabs.flat().toSorted((left, right) => left.place - right.place);
  };
  await expect
    .poll(async () => (await shown()).map(({ place }) => place))
    .toEqual(Array.from({ length: waiting }, (_, place) => place + 1));
  return shown();
}

test('without a click nothing is lost: blocked is shown, and a click speaks what was said before it', async () => {
  const { tabs } = await scene('breeze', 1, { autoplay: false });
  const tab = tabs.get(0);
  await say(tab, 'Said before the click.');
  await expect.poll(() => tab.read(() => said[0]?.utterance.getState().phase)).toBe('blocked');
  await tab.read(() => startRecording().catch(() => {}));
  await tab.read(() => addEventListener('click', () => void speech.unlock()));
  await tab.page.mouse.click(50, 50);
  await expect.poll(() => tab.read(() => said[0]?.utterance.getState().phase)).toBe('done');
  expect(await tab.read(() => said[0]?.phases)).toEqual(
    expect.arrayContaining(['requesting', 'blocked', 'speaking', 'done']),
  );
  expectHeard(await heardIn(tab), ['Said before the click.'], await tab.read(() => sampleRateHz));
});

function phases(tab: Tab): Promise<Phase[]> {
  return tab.read(() => said.map(({ utterance }) => utterance.getState().phase));
}

test('what waits is cleared in one tab or in all, and what was sent is spoken', async () => {
  const { simulator, tabs } = await scene('breeze', 2);
  const [clearing, other] = [tabs.get(0), tabs.get(1)];
  const waiting = { queued: ['queued', 'queued'], cancelled: ['cancelled', 'cancelled'] } as const;
  simulator.control({ hold: true });

  for (const number of [1, 2, 3, 4]) await say(clearing, `Sent or cleared, ${number}.`);
  await expect.poll(() => phases(clearing)).toEqual(['requesting', 'requesting', 'requesting', 'queued']);
  for (const number of [1, 2]) await say(other, `Never sent, ${number}.`);
  await expect.poll(() => phases(other)).toEqual(waiting.queued);
  await clearing.read(() => speech.clear());
  await expect.poll(() => phases(clearing)).toEqual(['requesting', 'requesting', 'requesting', 'cancelled']);
  expect(await phases(other)).toEqual(waiting.queued);
  await clearing.read(() => speech.clear({ allTabs: true }));
  await expect.poll(() => phases(other)).toEqual(waiting.cancelled);

  simulator.control({ hold: false });
  await expect.poll(() => phases(clearing)).toEqual(['done', 'done', 'done', 'cancelled']);
  expect(simulator.journal().counts.requests).toBe(3);
  expect(tabs.problems()).toEqual([]);
});
