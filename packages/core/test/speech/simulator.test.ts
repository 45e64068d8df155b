import { codedSamples, startSimulator, type ServerOptions, type Simulator } from '@cuelight/msw/server';
import { describe, expect, onTestFinished, test } from 'vitest';
import { browserClock } from '../../src/platform/clock.ts';
import { createPool } from '../../src/pool/create-pool.ts';
import type { Pool } from '../../src/pool/types.ts';
import { breeze } from '../../src/providers/breeze/breeze.ts';
import type { Provider } from '../../src/providers/provider.ts';
import { smallest } from '../../src/providers/smallest/smallest.ts';
import { SpeechClient } from '../../src/speech/speech.ts';
import type { Speech, Utterance, UtteranceSnapshot } from '../../src/speech/types.ts';
import { FakePlayer, type FakeTrack } from './support/fake-player.ts';

const QUICK = { voice: 'code', firstByteMs: 1, speed: 1000 } as const;

interface Scene {
  readonly simulator: Simulator;
  readonly provider: Provider;
  readonly speech: Speech;
  readonly pool: Pool;
  readonly player: FakePlayer;
}

async function scene(
  provider: 'breeze' | 'smallest',
  options: Partial<ServerOptions> = {},
  headers: Record<string, string> = {},
  apiKey: { apiKey?: string } = {},
): Promise<Scene> {
  const simulator = await startSimulator({ provider, ...QUICK, ...options });
  onTestFinished(() => simulator.close());
  const connection = { baseUrl: simulator.url, headers: () => headers, ...apiKey };
  const adapter = provider === 'breeze' ? breeze(connection) : smallest(connection);
  const pool = createPool(provider, { limit: adapter.limits.slots, mode: 'single' });
  const player = new FakePlayer();
  const speech = new SpeechClient({ provider: adapter, pool, player, clock: browserClock() });
  onTestFinished(() => speech.close());
  return { simulator, provider: adapter, speech, pool, player };
}

/** Resolves when the utterance waits to be sent again. */
async function refused(utterance: Utterance): Promise<UtteranceSnapshot> {
  const isRefused = (): boolean => {
    const state = utterance.getState();
    return state.phase === 'queued' && state.retry !== null;
  };
  await expect.poll(isRefused, { interval: 5 }).toBe(true);
  return utterance.getState();
}

/** Resolves when all audio of the track has come. */
async function received(shown: Scene, index: number): Promise<FakeTrack> {
  const track = shown.player.tracks[index];
  if (track === undefined) throw new Error(`There is no track ${index}.`);
  await expect.poll(() => track.isFinished, { interval: 5, timeout: 10_000 }).toBe(true);
  return track;
}

function samplesOf(track: FakeTrack): number[] {
  return [...new Int16Array(Uint8Array.from(track.bytes).buffer)];
}

test('breeze, asked what the account allows, is used to the full and no further', async () => {
  const simulator = await startSimulator({ provider: 'breeze', plan: 'pro', ...QUICK });
  onTestFinished(() => simulator.close());
  const provider = breeze({ baseUrl: simulator.url, limit: 'auto' });
  const pool = createPool('auto', { limit: provider.limits.slots, mode: 'single' });
  const player = new FakePlayer();
  const speech = new SpeechClient({ provider, pool, player, clock: browserClock() });
  onTestFinished(() => speech.close());
  simulator.control({ hold: true });
  for (let text = 0; text < 30; text += 1) speech.say(`Sentence number ${text}.`, { voice: 'code' });
  await expect.poll(() => simulator.journal().inFlight, { interval: 5 }).toBe(20);
  simulator.control({ hold: false });
  await expect.poll(() => simulator.journal().counts.done, { interval: 5, timeout: 10_000 }).toBe(30);
  expect(simulator.journal()).toMatchObject({ peakOffered: 20, counts: { refused: 0 } });
});

describe.each(['breeze', 'smallest'] as const)('%s, simulated over HTTP', (provider) => {
  test('speaks: the track has every sample of the text, in order', async () => {
    const shown = await scene(provider);
    shown.speech.say('One voice at a time.', { voice: 'code' });
    const track = await received(shown, 0);
    expect(samplesOf(track)).toEqual([...codedSamples('One voice at a time.', track.format.sampleRateHz)]);
  });

  test('is asked for no more at once than it allows, whatever is said', async () => {
    const shown = await scene(provider);
    shown.simulator.control({ hold: true });
    const texts = Array.from({ length: 12 }, (_, number) => `Sentence number ${number}.`);
    for (const text of texts) shown.speech.say(text, { voice: 'code' });
    await expect
      .poll(() => shown.simulator.journal().inFlight, { interval: 5 })
      .toBe(shown.provider.limits.slots);
    shown.simulator.control({ hold: false });
    await Promise.all(texts.map((_, index) => received(shown, index)));
    const journal = shown.simulator.journal();
    expect(journal.peakOffered).toBe(shown.provider.limits.slots);
    expect(journal.entries.map(({ outcome }) => outcome)).toEqual(texts.map(() => 'done'));
  });

  test('says what is wrong with a voice that is not there, and the next text is spoken', async () => {
    const shown = await scene(provider);
    const wrong = shown.speech.say('Nobody says this.', { voice: 'nobody' });
    shown.speech.say('Somebody says this.', { voice: 'code' });
    await expect(wrong.finished).rejects.toMatchObject({
      code: 'invalid',
      message: expect.stringContaining('nobody'),
    });
    expect(wrong.getState()).toMatchObject({ phase: 'failed', error: { code: 'invalid' } });
    const track = await received(shown, 1);
    expect(track.bytes.length).toBeGreaterThan(0);
  });

  test('stops at a wrong key with one clear error, and goes on when it is mended', async () => {
    const headers: Record<string, string> = { authorization: 'Bearer wrong' };
    const shown = await scene(provider, {}, headers);
    const texts = ['With a wrong key.', 'With a wrong key too.'];
    const said = texts.map((text) => shown.speech.say(text, { voice: 'code' }));
    const phases = (): string[] => said.map((utterance) => utterance.getState().phase).toSorted();
    // Both may have been in flight: the first answer tells, the other waits.
    await expect.poll(phases, { interval: 5 }).toEqual(['failed', 'queued']);
    const failed = said.findIndex((utterance) => utterance.getState().phase === 'failed');
    expect(said[failed]?.getState()).toMatchObject({
      error: { code: 'unauthorized', details: { status: 401 } },
    });
    expect(shown.pool.getState().gate).toMatchObject({ kind: 'unauthorized', opensAtMs: null });
    delete headers['authorization'];
    shown.speech.retryNow();
    await received(shown, 1 - failed);
  });

  test('is waited for while another device has its slots, and nothing is lost', async () => {
    const shown = await scene(provider);
    shown.simulator.control({ foreign: { slots: shown.simulator.journal().limit } });
    const seen: UtteranceSnapshot[] = [];
    const utterance = shown.speech.say('After the other device.', { voice: 'code' });
    utterance.subscribe((state) => seen.push(state));
    await expect
      .poll(() => seen.some((state) => 'retry' in state && state.retry !== null), { interval: 5 })
      .toBe(true);
    expect(seen.find((state) => 'retry' in state && state.retry !== null)).toMatchObject({
      phase: 'queued',
      retry: { attempt: 2, reason: { code: 'busy' } },
    });
    shown.simulator.control({ foreign: { slots: 0 } });
    shown.speech.retryNow();
    await received(shown, 0);
    await expect.poll(() => shown.pool.getState().gate, { interval: 5 }).toBeNull();
  });

  test('is left alone once an utterance is cancelled', async () => {
    const shown = await scene(provider, { speed: 1 });
    const utterance = shown.speech.say('A long sentence that nobody wants to hear to its end.', {
      voice: 'code',
    });
    await expect.poll(() => shown.player.tracks[0]?.bytes.length, { interval: 5 }).toBeGreaterThan(0);
    utterance.cancel();
    await expect(utterance.finished).rejects.toMatchObject({ code: 'cancelled' });
    await expect.poll(() => shown.simulator.journal().entries[0]?.outcome, { interval: 5 }).toBe('aborted');
  });

  test('takes a key the way the provider sends it', async () => {
    const apiKey = provider === 'breeze' ? 'brz_simulated' : 'sk_simulated';
    const shown = await scene(provider, { requireKey: true }, {}, { apiKey });
    shown.speech.say('With the right key.', { voice: 'code' });
    await received(shown, 0);
    expect(shown.simulator.journal().counts).toMatchObject({ done: 1, refused: 0 });
  });

  test('is told from a full account when it is short of capacity itself', async () => {
    const shown = await scene(provider);
    shown.simulator.control({ overloaded: true });
    const utterance = shown.speech.say('After the storm.', { voice: 'code' });
    expect(await refused(utterance)).toMatchObject({ retry: { reason: { code: 'overloaded' } } });
    shown.simulator.control({ overloaded: false });
    shown.speech.retryNow();
    await received(shown, 0);
  });

  test('is waited for when it goes away in the middle, and what was heard stays', async () => {
    const shown = await scene(provider, { speed: 1 });
    const utterance = shown.speech.say('A long sentence that breaks off somewhere in the middle.', {
      voice: 'code',
    });
    await expect.poll(() => shown.player.tracks[0]?.bytes.length, { interval: 5 }).toBeGreaterThan(0);
    await shown.simulator.close();
    const isRetried = (): boolean => {
      const state = utterance.getState();
      return state.phase === 'buffering' && state.retry !== null;
    };
    await expect.poll(isRetried, { interval: 5 }).toBe(true);
    expect(shown.player.tracks[0]?.isFinished).toBe(false);
  });

  test('is offline when nothing answers, and the text keeps its place', async () => {
    const shown = await scene(provider);
    await shown.simulator.close();
    const utterance = shown.speech.say('When the network is back.', { voice: 'code' });
    expect(await refused(utterance)).toMatchObject({ retry: { reason: { code: 'offline' } } });
  });
});
