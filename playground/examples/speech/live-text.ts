import type { Speech, Utterance } from '@cuelight/core';

/** Speaks what a language model writes, as it writes it. */
export function answer(speech: Speech, question: string): Utterance {
  const asking = new AbortController();
  const text = tokens(question, asking.signal);
  const utterance = speech.say(text, { voice: 'voc_8k2mq4vd7x', lane: 'interactive' });
  const end = (): void => asking.abort();
  utterance.finished.then(end, end);
  return utterance;
}

async function* tokens(question: string, signal: AbortSignal): AsyncGenerator<string, void, undefined> {
  const response = await fetch('/api/answer', { method: 'POST', body: question, signal });
  const reader = response.body?.pipeThrough(new TextDecoderStream()).getReader();
  for (let bit = await reader?.read(); bit?.done === false; bit = await reader?.read()) yield bit.value;
}
