import { breeze, createSpeech } from '@cuelight/core';

/** On a server: nothing is heard, and time passes as if. */
const speech = createSpeech({
  provider: breeze({ baseUrl: 'https://speech.example.com' }),
  player: { engine: 'silent' },
});

/** A long text as one WAVE file, made as fast as the account allows; in step with the clock after 22 minutes of it. */
export async function audiobook(text: string, voice: string): Promise<Uint8Array> {
  const utterance = speech.say(text, { voice, lookAheadSeconds: Infinity });
  const file = await utterance.toWav();
  utterance.cancel();
  return file;
}

type Write = (samples: Int16Array) => Promise<void>;

/** The same, sample by sample: for an encoder, a phone line, a file on disk. */
export async function stream(text: string, voice: string, write: Write): Promise<void> {
  const { audio } = speech.say(text, { voice });
  for await (const samples of audio) await write(samples);
}
