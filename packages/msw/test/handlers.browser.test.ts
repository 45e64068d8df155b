import { setupWorker } from 'msw/browser';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { codedSamples, smallestHandlers } from '../src/index.ts';

const { handlers, account } = smallestHandlers({
  baseUrl: '/api/smallest',
  voice: 'code',
  firstByteMs: 0,
  speed: Infinity,
});
const worker = setupWorker(...handlers);
beforeAll(async () => {
  await worker.start({ quiet: true });
});
afterAll(() => worker.stop());

function speak(text: string): Promise<Response> {
  return fetch('/api/smallest/waves/v1/tts', {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ text, voice_id: 'code', sample_rate: 24_000, output_format: 'pcm' }),
  });
}

test('a page hears every sample, and is refused while another device holds the slot', async () => {
  const spoken = await speak('Hello.');
  expect(new Int16Array(await spoken.arrayBuffer())).toEqual(codedSamples('Hello.', 24_000));
  account.control({ foreign: { slots: 1 } });
  expect((await speak('Hello.')).status).toBe(429);
  account.control({ foreign: { slots: 0 } });
  expect((await speak('Hello.')).status).toBe(200);
  expect(account.journal()).toMatchObject({ peakOffered: 1, counts: { requests: 3, refused: 1 } });
});

test('a broken connection is an error in a page too', async () => {
  account.control({ faults: [{ times: 1, body: 'cut', afterBytes: 2000 }] });
  const response = await fetch('/api/smallest/waves/v1/tts/live', {
    method: 'POST',
    body: JSON.stringify({ text: 'Hello.', voice_id: 'code' }),
  });
  await expect(response.text()).rejects.toThrow(TypeError);
});
