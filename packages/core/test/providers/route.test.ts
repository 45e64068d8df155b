import { breezeHandlers } from '@cuelight/msw';
import { setupServer } from 'msw/node';
import { expect, it, onTestFinished, vi } from 'vitest';
import { forward } from '../../../../playground/examples/server/route.ts';
import { createSpeech } from '../../src/client.ts';
import { breeze } from '../../src/providers/breeze/breeze.ts';

// The route that docs/providers.md shows, between a client and the service.

it('adds the key and passes on what streams in, and a refusal with its headers', async () => {
  vi.stubEnv('BREEZE_API_KEY', 'brz_simulated');
  const simulated = breezeHandlers({ requireKey: true, firstByteMs: 0, speed: Infinity, voice: 'tone' });
  const server = setupServer(...simulated.handlers);
  server.listen();
  const provider = breeze({
    baseUrl: 'http://app.example/api/breeze',
    fetch: (input, init) => forward(new Request(input, init)),
  });
  const speech = createSpeech({ provider, player: { engine: 'silent' } });
  onTestFinished(() => {
    speech.close();
    server.close();
    vi.unstubAllEnvs();
  });

  const file = await speech.say('Hello.', { voice: 'tone' }).toWav();
  expect(file.byteLength).toBeGreaterThan(10_000);

  simulated.account.control({ faults: [{ status: 503, retryAfterS: 2 }] });
  const refused = await forward(
    new Request('http://app.example/api/breeze/v1/text-to-speech/tone/stream', {
      method: 'POST',
      body: JSON.stringify({ text: 'Hello.' }),
    }),
  );
  expect([refused.status, refused.headers.get('retry-after')]).toEqual([503, '2']);
});
