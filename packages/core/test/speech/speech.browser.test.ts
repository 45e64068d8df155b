import { expect, it } from 'vitest';
import { createSpeech } from '../../src/client.ts';
import { breeze } from '../../src/providers/breeze/breeze.ts';
import type { FetchFunction } from '../../src/providers/provider.ts';
import type { Phase, Utterance } from '../../src/speech/types.ts';

// The real pool, player and streams of a browser; only the network is ours.

/** 0.3 s of a quiet saw at 24 kHz. */
const PCM = new Uint8Array(Int16Array.from({ length: 7200 }, (_, index) => (index % 100) * 20).buffer);

/** Answers in pieces of an odd length, so that samples are cut. */
const answer: FetchFunction = () => {
  let sent = 0;
  const body = new ReadableStream<Uint8Array>({
    pull: (controller) => {
      controller.enqueue(PCM.slice(sent, (sent += 1999)));
      if (sent >= PCM.length) controller.close();
    },
  });
  return Promise.resolve(new Response(body));
};

function phasesOf(utterance: Utterance): Phase[] {
  const phases: Phase[] = [utterance.getState().phase];
  utterance.subscribe(({ phase }) => {
    if (phase !== phases.at(-1)) phases.push(phase);
  });
  return phases;
}

it('speaks in a real browser, one text after the other, and leaves nothing open', async () => {
  const account = crypto.randomUUID();
  const speech = createSpeech({ provider: breeze({ fetch: answer, account }) });
  const over: string[] = [];
  const [first, second] = ['One.', 'Two.'].map((text) => speech.say(text, { voice: 'nova' }));
  if (first === undefined || second === undefined) throw new Error('Nothing was said.');
  const phases = [phasesOf(first), phasesOf(second)];
  await Promise.all(
    [first, second].map((utterance) => utterance.finished.then(() => over.push(utterance.text))),
  );
  expect(over).toEqual(['One.', 'Two.']);
  for (const seen of phases) {
    expect(seen.slice(0, 1)).toEqual(['queued']);
    expect(seen.slice(-2)).toEqual(['speaking', 'done']);
  }
  expect(first.getState()).toMatchObject({ phase: 'done', progress: 1 });
  expect(speech.getState()).toMatchObject({ utterances: [], pool: { mode: 'coordinated', inUse: 0 } });
  speech.close();
  const { held = [], pending = [] } = await navigator.locks.query();
  expect([...held, ...pending].filter(({ name }) => name?.includes(account))).toEqual([]);
});

it('is silent at once when cancelled, and goes on with the next text', async () => {
  const speech = createSpeech({ provider: breeze({ fetch: answer, account: crypto.randomUUID() }) });
  const first = speech.say('One.', { voice: 'nova' });
  const second = speech.say('Two.', { voice: 'nova' });
  await new Promise<void>((resolve) => {
    first.subscribe(({ phase }) => {
      if (phase === 'speaking') resolve();
    });
  });
  first.cancel();
  await expect(first.finished).rejects.toMatchObject({ code: 'cancelled' });
  await second.finished;
  speech.close();
});

it('speaks a long text in parts, as one sound, and tells where each is', async () => {
  const speech = createSpeech({ provider: breeze({ fetch: answer, account: crypto.randomUUID() }) });
  const text = 'Here is a sentence of about fifty characters, more or less. '.repeat(12);
  const utterance = speech.say(text, { voice: 'nova', cache: 'off' });
  await utterance.finished;
  const segments = utterance.segments();
  expect(segments.length).toBeGreaterThan(2);
  expect(segments.map((segment) => segment.text).join('')).toBe(text);
  // Each answer is 0.3 s, and not a sample is between two of them.
  for (const [index, { startSeconds, endSeconds }] of segments.entries()) {
    expect(startSeconds).toBeCloseTo(index * 0.3, 9);
    expect(endSeconds).toBeCloseTo((index + 1) * 0.3, 9);
  }
  speech.close();
});
