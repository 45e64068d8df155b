import { breezeHandlers } from '@cuelight/msw';
import { setupServer } from 'msw/node';
import { afterAll, expect, onTestFinished, test, vi } from 'vitest';

const quick = { firstByteMs: 0, speed: Infinity };
const breeze = breezeHandlers({ ...quick, faults: [{ onRequest: 2, foreign: { slots: 3, forMs: 800 } }] });
const server = setupServer(...breeze.handlers);
server.listen();
afterAll(() => server.close());

test('the 2nd call gets 429, and 800 ms later the account is free again', async () => {
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'performance'] });
  onTestFinished(() => void vi.useRealTimers());
  expect((await speak('One.')).status).toBe(200);
  expect((await speak('Two.')).status).toBe(429);
  vi.advanceTimersByTime(800);
  expect((await speak('Two.')).status).toBe(200);
});

/** Stands for your app. */
function speak(text: string): Promise<Response> {
  return fetch('https://api.breeze.blue/v1/text-to-speech/tone/stream?output_format=pcm', {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ text }),
  });
}
