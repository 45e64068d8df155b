import { startSimulator } from '@cuelight/msw/server';
import { expect, test } from 'vitest';

test('Breeze Free takes three at once, and refuses the fourth', async () => {
  const breeze = await startSimulator({ provider: 'breeze', plan: 'free' });
  const speak = (text: string) =>
    fetch(`${breeze.url}/v1/text-to-speech/tone/stream?output_format=pcm`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ text }),
    });

  const answers = await Promise.all(['One.', 'Two.', 'Three.', 'Four.'].map(speak));
  expect(answers.filter(({ status }) => status === 429)).toHaveLength(1);
  expect(breeze.journal()).toMatchObject({ peakInFlight: 3, peakOffered: 4, counts: { refused: 1 } });
  await breeze.close();
});
