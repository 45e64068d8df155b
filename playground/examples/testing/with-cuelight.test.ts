import { breeze, createSpeech } from '@cuelight/core';
import { breezeHandlers } from '@cuelight/msw';
import { setupServer } from 'msw/node';
import { afterAll, expect, test } from 'vitest';

const { handlers, account } = breezeHandlers({
  baseUrl: '/api/breeze',
  firstByteMs: 0,
  speed: Infinity,
  faults: [{ onRequest: 2, foreign: { slots: 3, forMs: 100 } }],
});
const server = setupServer(...handlers);
server.listen();
afterAll(() => server.close());

test('a text that is refused waits, and is heard when the account is free again', async () => {
  const provider = breeze({ baseUrl: 'http://localhost/api/breeze' });
  const speech = createSpeech({ provider, player: { engine: 'silent' } });
  const refusals: string[] = [];
  speech.on('refused', ({ code }) => refusals.push(code));
  await speech.say('One.', { voice: 'tone' }).finished;
  await speech.say('Two.', { voice: 'tone' }).finished;
  expect(refusals).toContain('busy');
  expect(account.journal().counts).toMatchObject({ done: 2, failed: 0 });
  speech.close();
});
