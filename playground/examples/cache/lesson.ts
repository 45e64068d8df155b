import { breeze, createSpeech } from '@cuelight/core';

const speech = createSpeech({ provider: breeze(), cache: { storageBytes: 500e6 } });

/** While there is time: what the lesson will say, without a sound and behind everything that is said meanwhile. */
export async function prepareLesson(
  lesson: string,
  voice: string,
  onProgress: (part: number) => void,
): Promise<void> {
  const preparation = speech.prepare(lesson, { voice });
  const stop = preparation.subscribe(({ progress }) => onProgress(progress));
  await preparation.finished.finally(stop);
}

/** Without a network, too. */
export function teach(lesson: string, voice: string): Promise<void> {
  return speech.say(lesson, { voice, cache: 'only' }).finished;
}

/** A voice that came out badly. */
export function sayDifferently(text: string, voice: string): Promise<void> {
  return speech.say(text, { voice, cache: 'reload' }).finished;
}

/** Nothing of one user is left for the next. */
export async function signOut(): Promise<void> {
  speech.stop();
  await speech.cache.clear();
}
