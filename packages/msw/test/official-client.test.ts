import {
  BreezeBlueAuthenticationError,
  BreezeBlueClient,
  BreezeBlueInsufficientCreditsError,
  BreezeBlueNotFoundError,
  BreezeBlueRateLimitError,
  BreezeBlueServiceUnavailableError,
  BreezeBlueUpstreamError,
  BreezeBlueValidationError,
} from '@breeze.blue/sdk';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { type Simulator, startSimulator } from '../src/server.ts';
import { codedSamples } from '../src/voices/code.ts';
import { samplesOf } from './support/sound.ts';

/** `@breeze.blue/sdk`, made by the provider for its own service, knows nothing of simulators. */
describe("Breeze's own client", () => {
  let simulator: Simulator;
  let client: BreezeBlueClient;
  beforeEach(async () => {
    simulator = await startSimulator({ provider: 'breeze', voice: 'code', firstByteMs: 0, speed: Infinity });
    client = new BreezeBlueClient({ apiKey: 'brz_simulated', baseUrl: simulator.url });
  });
  afterEach(() => simulator.close());

  test('streams speech and converts it, and finds the id of the history item', async () => {
    const streamed = await client.textToSpeech.stream('code', { text: 'Hello.' }, { outputFormat: 'pcm' });
    expect(streamed).toMatchObject({
      contentType: 'audio/pcm',
      historyItemId: expect.stringMatching(/^hist_/),
    });
    expect(samplesOf(await streamed.bytes())).toEqual(codedSamples('Hello.', 24_000));
    const whole = await client.textToSpeech.convert('code', { text: 'Hello.' }, { outputFormat: 'wav' });
    expect(Buffer.from(await whole.bytes()).toString('latin1', 0, 4)).toBe('RIFF');
  });

  test('reads the catalogue', async () => {
    const { voices } = await client.voices.search({ search: 'nora' });
    expect(voices.map(({ name }) => name)).toEqual(['Nora']);
    expect(await client.voices.get(voices[0]?.voiceId ?? '')).toMatchObject({ name: 'Nora' });
    expect(await client.models.list()).toMatchObject([{ modelId: 'breeze-tts-2' }]);
    expect(await client.account.balance()).toMatchObject({ balance: expect.any(Number), topups: [] });
  });

  test.each([
    [
      'a full account',
      { foreign: { slots: 3 } },
      BreezeBlueRateLimitError,
      'GENERATION_CONCURRENCY_EXCEEDED',
    ],
    ['a storm', { overloaded: true }, BreezeBlueServiceUnavailableError, 'GENERATION_CAPACITY_EXCEEDED'],
    [
      'no credit',
      { creditCharacters: 0 },
      BreezeBlueInsufficientCreditsError,
      'BILLING_INSUFFICIENT_CREDITS',
    ],
    ['a failure', { faults: [{ code: 'GENERATION_FAILED' }] }, BreezeBlueUpstreamError, 'GENERATION_FAILED'],
    ['a time-out', { faults: [{ status: 504 }] }, BreezeBlueUpstreamError, 'UPSTREAM_TIMEOUT'],
  ] as const)('knows %s', async (_name, change, kind, code) => {
    simulator.control(change);
    const failure = await failureOf(client, 'code', 'Hello.');
    expect(failure).toBeInstanceOf(kind);
    expect(failure).toMatchObject({ code });
  });

  test('knows an unknown voice, a wrong text and a wrong key', async () => {
    const stranger = new BreezeBlueClient({ apiKey: 'brz_wrong', baseUrl: simulator.url });
    expect(await failureOf(client, 'voc_none', 'Hello.')).toBeInstanceOf(BreezeBlueNotFoundError);
    expect(await failureOf(client, 'code', 'x'.repeat(1001))).toBeInstanceOf(BreezeBlueValidationError);
    expect(await failureOf(stranger, 'code', 'Hello.')).toBeInstanceOf(BreezeBlueAuthenticationError);
  });
});

function failureOf(client: BreezeBlueClient, voice: string, text: string): Promise<unknown> {
  return client.textToSpeech
    .stream(voice, { text }, { outputFormat: 'pcm' })
    .catch((error: unknown) => error);
}
