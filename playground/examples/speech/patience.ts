import { CuelightError, type Speech } from '@cuelight/core';

/** A hint that nobody needs to hear late, and that is not to cost twice. */
export async function hint(speech: Speech, text: string): Promise<'heard' | 'not heard'> {
  const retry = { withinMs: 5000, billedAgain: 0 };
  try {
    await speech.say(text, { voice: 'voc_8k2mq4vd7x', lane: 'background', retry }).finished;
    return 'heard';
  } catch (error) {
    if (CuelightError.is(error) && (error.retryable || error.code === 'cancelled')) return 'not heard';
    throw error;
  }
}
