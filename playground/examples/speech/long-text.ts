import type { Speech, Utterance } from '@cuelight/core';

/** Reads a page aloud, and tells where in it the voice is. */
export function readAloud(speech: Speech, page: string, show: (from: number, to: number) => void): Utterance {
  const utterance = speech.say(page, { voice: 'voc_8k2mq4vd7x', language: 'en' });
  utterance.subscribe(({ segment }) => {
    if (segment !== null) show(segment.start, segment.end);
  });
  return utterance;
}
