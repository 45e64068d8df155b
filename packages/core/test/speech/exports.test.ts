import { describe, expect, onTestFinished, test } from 'vitest';
import { createPlayer } from '../../src/audio/create-player.ts';
import { browserClock } from '../../src/platform/clock.ts';
import { createPool } from '../../src/pool/create-pool.ts';
import { breeze } from '../../src/providers/breeze/breeze.ts';
import { SpeechClient } from '../../src/speech/speech.ts';
import type { Utterance, UtteranceAudio } from '../../src/index.ts';
import { audioAnswer, FakeService, LiveBody, type Answering } from './support/fake-service.ts';

const SAY = { voice: 'nova' };
const audio: Answering = () => new Response(Uint8Array.of(1, 0, 2, 0, 3, 0));

const refusal: Answering = () =>
  new Response(JSON.stringify({ code: 'RESOURCE_NOT_FOUND' }), { status: 404 });

/** A client whose player makes no sound, as on a server. */
function client(...answers: readonly Answering[]): SpeechClient {
  const provider = breeze({ fetch: new FakeService(...answers).fetch });
  const speech = new SpeechClient({
    provider,
    pool: createPool('exports', { limit: 1, mode: 'single' }),
    player: createPlayer({ engine: 'silent', expectedSampleRateHz: provider.format.sampleRateHz }),
    clock: browserClock(),
  });
  onTestFinished(() => speech.close());
  return speech;
}

async function all(read: UtteranceAudio): Promise<number[]> {
  const samples: number[] = [];
  for await (const piece of read) samples.push(...piece);
  return samples;
}

describe('the audio of an utterance', () => {
  test('is read as it arrives, with its rate, on a server too; by several, each from its beginning', async () => {
    const body = new LiveBody();
    const utterance = client(audioAnswer(body)).say('One.', SAY);
    expect([utterance.audio.sampleRateHz, utterance.audio.channels]).toEqual([24_000, 1]);
    const reader = utterance.audio[Symbol.asyncIterator]();
    const first = reader.next();
    body.write(1, 0);
    expect((await first).value).toEqual(Int16Array.of(1));
    const second = all(utterance.audio);
    body.write(2, 0);
    body.end();
    expect((await reader.next()).value).toEqual(Int16Array.of(2));
    expect((await reader.next()).done).toBe(true);
    expect(await second).toEqual([1, 2]);
  });

  test('that is read slowly, or left in the middle, holds no slot', async () => {
    const speech = client(audio, audio);
    const slow = speech.say('One.', SAY).audio[Symbol.asyncIterator]();
    await slow.next();
    await slow.return?.(undefined);
    expect(await all(speech.say('Two.', SAY).audio)).toEqual([1, 2, 3]);
  });

  test('is one WAVE file, of all parts of a dialogue', async () => {
    const speech = client(audio, audio);
    const utterance = speech.say([{ text: 'One.' }, { text: 'Two.', voice: 'other' }], SAY);
    const file = await utterance.toWav();
    expect(new TextDecoder().decode(file.subarray(0, 4))).toBe('RIFF');
    expect(new DataView(file.buffer).getUint32(24, true)).toBe(24_000);
    expect([...new Int16Array(file.buffer, 44)]).toEqual([1, 2, 3, 1, 2, 3]);
  });

  test.each<[string, readonly Answering[], string]>([
    ['at once', [refusal], 'invalid'],
    ['in the middle', [audio, refusal], 'invalid'],
  ])('ends with what the utterance fails with %s', async (_when, answers, code) => {
    const said = (): Utterance => client(...answers).say([{ text: 'One.' }, { text: 'Two.' }], SAY);
    await expect(said().toWav()).rejects.toMatchObject({ code });
    await expect(all(said().audio)).rejects.toMatchObject({ code });
  });

  test('ends with the utterance if that is cancelled, before it began too', async () => {
    const speech = client(audioAnswer(new LiveBody()));
    const utterance = speech.say('One.', SAY);
    const [file, read] = [utterance.toWav(), all(utterance.audio)];
    utterance.cancel();
    await expect(file).rejects.toMatchObject({ code: 'cancelled' });
    await expect(read).rejects.toMatchObject({ code: 'cancelled' });
    const never = speech.say('Two.', { ...SAY, signal: AbortSignal.abort() });
    await expect(never.toWav()).rejects.toMatchObject({ code: 'cancelled' });
    await expect(all(never.audio)).rejects.toMatchObject({ code: 'cancelled' });
    expect(() => never.toMediaStream()).toThrow(expect.objectContaining({ code: 'cancelled' }));
  });

  test('is no stream for calls where there is no Web Audio', () => {
    const utterance = client(audio).say('One.', SAY);
    expect(() => utterance.toMediaStream()).toThrow(expect.objectContaining({ code: 'no-audio' }));
  });
});
