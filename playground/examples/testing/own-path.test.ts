import { smallestHandlers } from '@cuelight/msw';
import { setupServer } from 'msw/node';
import { afterAll, beforeEach, expect, test } from 'vitest';

const { handlers, account } = smallestHandlers({ baseUrl: '/api/smallest', firstByteMs: 0, speed: Infinity });
const server = setupServer(...handlers);
server.listen();
beforeEach(() => account.control({ reset: true, foreign: { slots: 0 }, faults: [] }));
afterAll(() => server.close());

test('texts that are said one after the other never meet the limit', async () => {
  for (const text of ['One.', 'Two.', 'Three.']) await (await speak(text)).arrayBuffer();
  expect(account.journal()).toMatchObject({ peakOffered: 1, counts: { done: 3, refused: 0 } });
  expect(account.journal().entries.map(({ text }) => text)).toEqual(['One.', 'Two.', 'Three.']);
});

test('a broken connection is an error', async () => {
  account.control({ faults: [{ body: 'cut', afterBytes: 4096 }] });
  await expect(speak('One.').then((answer) => answer.arrayBuffer())).rejects.toThrow(TypeError);
});

/** Stands for your app, whose own server adds the key and forwards. */
function speak(text: string): Promise<Response> {
  return fetch('http://localhost/api/smallest/waves/v1/tts/live', {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ text, voice_id: 'tone' }),
  });
}
