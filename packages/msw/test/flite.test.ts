import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, test, vi } from 'vitest';
import { type Simulator, startSimulator } from '../src/server.ts';
import { Flite, findFlite } from '../src/voices/flite.ts';
import { createSpeaker } from '../src/voices/speak.ts';
import { failureOf, postJson, voicesIn } from './support/http.ts';
import { rms, samplesOf } from './support/sound.ts';

const TEXT = 'One voice at a time, across every tab.';

const temporary: string[] = [];

let simulator: Simulator;

beforeAll(async () => {
  simulator = await startSimulator({ provider: 'breeze', firstByteMs: 0, speed: Infinity });
});
afterEach(() => {
  vi.unstubAllEnvs();
  for (const directory of temporary.splice(0)) rmSync(directory, { recursive: true });
});
afterAll(() => simulator.close());

async function speak(text: string, voice: string): Promise<Int16Array> {
  const url = `${simulator.url}/v1/text-to-speech/${voice}/stream?output_format=pcm`;
  const response = await postJson(url, { text });
  expect(response.status).toBe(200);
  return samplesOf(new Uint8Array(await response.arrayBuffer()));
}

// Real speech takes real time, and more of it where the cores are busy.
describe('Flite', { timeout: 30_000 }, () => {
  test('is who speaks where nothing else is asked for: about three seconds, and no silence', async () => {
    const voices = await voicesIn(await fetch(`${simulator.url}/v1/voices`), 'voice_id');
    for (const voice of voices) {
      const samples = await speak(TEXT, voice);
      expect(samples.length / 24_000).toBeGreaterThan(2.5);
      expect(samples.length / 24_000).toBeLessThan(4);
      expect(rms(samples)).toBeGreaterThan(0.03);
      expect(rms(samples)).toBeLessThan(0.3);
    }
  });

  test('says sentence after sentence, and says the same again', async () => {
    const [first, second] = [
      await speak('The first one.', 'voc_8k2mq4vd7x'),
      await speak('And the second one.', 'voc_8k2mq4vd7x'),
    ];
    const both = await speak('The first one. And the second one.', 'voc_8k2mq4vd7x');
    expect(both).toEqual(Int16Array.from([...first, ...second]));
  });

  test('leaves what it cannot read to the tone voice', async () => {
    const samples = await speak('你好，世界。', 'voc_8k2mq4vd7x');
    expect(rms(samples)).toBeGreaterThan(0.03);
  });

  test('serves several at once, and rejects what is under way when it is closed', async () => {
    const flite = new Flite(findFlite() ?? '');
    const waves = await Promise.all([flite.speak('slt', 'One.'), flite.speak('awb', 'Two, a longer one.')]);
    expect(waves[1]?.samples.length).toBeGreaterThan(waves[0]?.samples.length ?? Infinity);
    const failure = failureOf(flite.speak('slt', 'Three.'));
    await flite.close();
    await flite.close();
    expect(await failure).toMatchObject({ message: 'the voice was closed' });
  });

  test('leaves no file behind', async () => {
    const own = ownTemporaryDirectory();
    const flite = new Flite(findFlite() ?? '');
    await flite.speak('slt', 'One.');
    expect(readdirSync(own).length).toBe(1);
    await flite.close();
    expect(readdirSync(own)).toEqual([]);
  });

  test('that breaks fails the request, leaves no file, and is started again by the next one', async () => {
    const own = ownTemporaryDirectory();
    const speaker = createSpeaker('flite', new Flite('/nowhere/flite.wasm'));
    const utterance = {
      provider: 'breeze',
      voice: 'voc_8k2mq4vd7x',
      text: TEXT,
      sampleRateHz: 24_000,
    } as const;
    for (let attempt = 0; attempt < 2; attempt += 1) {
      const first = speaker(utterance)[Symbol.asyncIterator]().next();
      await expect(first).rejects.toThrow('ENOENT');
      expect(readdirSync(own)).toEqual([]);
    }
  });
});

/** Nothing else writes there: other tests run beside this one. */
function ownTemporaryDirectory(): string {
  const directory = mkdtempSync(join(tmpdir(), 'flite-test-'));
  temporary.push(directory);
  vi.stubEnv('TMPDIR', directory);
  return directory;
}
