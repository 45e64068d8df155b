import { breeze, createSpeech } from '@cuelight/core';
import PQueue from 'p-queue';
import pRetry from 'p-retry';
import { clipsByHand } from './text.ts';

/** One text at a service, from the call on. */
export interface Spoken {
  /** Until something is heard, or could be for the first time. */
  readonly firstSoundMs: number;
  /** Until all of its audio is there. */
  readonly allAudioMs: number;
  readonly audioBytes: number;
}

export interface Contender {
  readonly name: string;
  /** `onlyFirst`: it is over with its first sound. */
  readonly speak: (url: string, limit: number, text: string, onlyFirst: boolean) => Promise<Spoken>;
}

const BEST_CHARACTERS = 250;

/** A player without a device, that takes its time as one with a device does. */
export const cuelight: Contender = {
  name: '@cuelight/core',
  speak: async (url, limit, text, onlyFirst) => {
    const startedAt = performance.now();
    const speech = createSpeech({
      provider: breeze({ baseUrl: url, limit }),
      player: { engine: 'silent' },
      cache: { mode: 'off' },
    });
    const utterance = speech.say(text, { voice: 'code', lookAheadSeconds: Infinity });
    const heard = once((done) => utterance.subscribe(({ phase }) => phase === 'speaking' && done()));
    await Promise.race([heard, utterance.finished]);
    const firstSoundMs = performance.now() - startedAt;
    const hasAll = (): boolean => utterance.playback.getState().durationSeconds !== null;
    if (!onlyFirst) await once((done) => utterance.playback.subscribe(() => hasAll() && done()));
    const allAudioMs = performance.now() - startedAt;
    const audioBytes = utterance.playback.getState().bufferedSeconds * 48_000;
    speech.close();
    return { firstSoundMs, allAudioMs, audioBytes };
  },
};

/** Clips of the best length through a queue of the right width, each tried again if refused, joined at the end. */
export const byHand: Contender = {
  name: 'p-queue + p-retry + concatenation',
  speak: async (url, limit, text, onlyFirst) => {
    const startedAt = performance.now();
    const queue = new PQueue({ concurrency: limit });
    let firstSoundMs = Number.NaN;
    const clips = clipsByHand(text, BEST_CHARACTERS).slice(0, onlyFirst ? 1 : undefined);
    const parts = await Promise.all(
      clips.map((clip, index) =>
        queue.add(async () => {
          const bytes = await pRetry(async () => ask(url, clip), { retries: 6 });
          if (index === 0) firstSoundMs = performance.now() - startedAt;
          return bytes;
        }),
      ),
    );
    const audio = Buffer.concat(parts.map((part) => new Uint8Array(part)));
    return { firstSoundMs, allAudioMs: performance.now() - startedAt, audioBytes: audio.length };
  },
};

/** Why the service does not take the whole text in one request; `null`: it does. */
export async function refusalOfWhole(url: string, text: string): Promise<string | null> {
  const answer = await request(url, text);
  if (answer.ok) return null;
  await answer.body?.cancel();
  return `refused with ${answer.status}`;
}

async function ask(url: string, text: string): Promise<ArrayBuffer> {
  const answer = await request(url, text);
  if (!answer.ok) throw new Error(`${answer.status}`);
  return answer.arrayBuffer();
}

function request(url: string, text: string): Promise<Response> {
  return fetch(`${url}/v1/text-to-speech/code/stream?output_format=pcm`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ text }),
  });
}

function once(listen: (done: () => void) => () => void): Promise<void> {
  return new Promise((resolve) => {
    const stop = listen(() => {
      resolve();
      queueMicrotask(() => stop());
    });
  });
}
