import type { Speech, Utterance } from '@cuelight/core';

/** Speaks what a language model writes, as it writes it. */
export function answer(speech: Speech, question: string): Utterance {
  return speech.say(tokens(question), { voice: 'voc_8k2mq4vd7x', lane: 'interactive' });
}

async function* tokens(question: string): AsyncGenerator<string, void, undefined> {
  const asking = new AbortController();
  try {
    const response = await fetch('/api/answer', { method: 'POST', body: question, signal: asking.signal });
    const reader = response.body?.pipeThrough(new TextDecoderStream()).getReader();
    for (let bit = await reader?.read(); bit?.done === false; bit = await reader?.read()) yield bit.value;
  } finally {
    // Reached when the text is over, and when nobody wants to hear more of it.
    asking.abort();
  }
}
