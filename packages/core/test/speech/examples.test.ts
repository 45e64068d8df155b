import { expect, it, onTestFinished, vi } from 'vitest';
import { knockKnock } from '../../../../playground/examples/speech/dialogue.ts';
import { answer } from '../../../../playground/examples/speech/live-text.ts';
import { readAloud } from '../../../../playground/examples/speech/long-text.ts';
import { hint } from '../../../../playground/examples/speech/patience.ts';
import { openAccount } from './support/virtual-account.ts';

// The examples of docs/speech.md, run.

it('a page is read aloud, and shown where', async () => {
  const { speech, clock } = openAccount('breeze');
  const page = 'Here is a sentence of about fifty characters, more or less. '.repeat(8);
  const shown: string[] = [];
  const utterance = readAloud(speech, page, (from, to) => {
    const part = page.slice(from, to);
    if (shown.at(-1) !== part) shown.push(part);
  });
  await clock.until(() => utterance.getState().phase === 'done', 600_000);
  expect(shown.length).toBeGreaterThan(1);
  expect(shown.join('')).toBe(page);
});

it('a dialogue has two voices', async () => {
  const { speech, clock } = openAccount('breeze');
  const utterance = knockKnock(speech, 'code', 'tone');
  await clock.until(() => utterance.getState().phase === 'done');
  expect(utterance.segments().map(({ voice }) => voice)).toEqual(['code', 'tone', 'code']);
});

it('a live text is spoken, and its request ended when nobody wants to hear it', async () => {
  const { speech, clock } = openAccount('breeze');
  const stalls = new ReadableStream<Uint8Array>({
    start: (controller) => controller.enqueue(new TextEncoder().encode('This is it. And there is more.')),
  });
  const asked = vi.spyOn(globalThis, 'fetch').mockResolvedValue(new Response(stalls));
  onTestFinished(() => asked.mockRestore());
  const utterance = answer(speech, 'What is it?');
  await vi.waitFor(async () => {
    await clock.advance(100);
    expect(
      utterance
        .segments()
        .map(({ text }) => text)
        .join(''),
    ).toBe('This is it. And there is more.');
  });
  utterance.cancel();
  await vi.waitFor(() => expect(asked.mock.calls[0]?.[1]?.signal?.aborted).toBe(true));
});

it('a hint is given up when it is late', async () => {
  const account = openAccount('breeze', { faults: [{ status: 503 }] });
  const outcome = hint(account.speech, 'Mind the step.');
  await account.clock.advance(300_000);
  expect(await outcome).toBe('not heard');
  const other = openAccount('breeze');
  const heard = hint(other.speech, 'Mind the step.');
  await other.clock.advance(10_000);
  expect(await heard).toBe('heard');
});
