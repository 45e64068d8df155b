import {
  BodyReader,
  createClassifier,
  resolveConnection,
  type ConnectionOptions,
  type Provider,
} from '@cuelight/core';

/** Requests at once, for each family of models by itself. */
const SLOTS = { rapid: 4, studio: 2 };

export interface ChorusOptions extends ConnectionOptions {
  readonly family: keyof typeof SLOTS;
}

/** Chorus, a service that does not exist: what is odd about it, some real service has. */
export function chorus(options: ChorusOptions): Provider {
  const { family } = options;
  const connection = resolveConnection(options, {
    doing: 'set up Chorus',
    proxyUrl: '/api/chorus',
    serviceUrl: 'https://api.chorus.example',
    keyHeaders: (apiKey) => ({ authorization: `Bearer ${apiKey}` }),
  });
  const limits: Provider['limits'] = {
    slots: SLOTS[family],
    usesServerQueue: false,
    explanation: `Chorus runs ${SLOTS[family]} ${family} requests of an account at once; a larger plan has more.`,
    link: 'https://chorus.example/limits',
    // The other family has a limit of its own, and so a pool of its own.
    scope: family,
    windows: [
      { perMs: 1000, requests: 20 },
      { perMs: 60_000, characters: 35_000 },
    ],
    fromHeaders: (header) => {
      const slots = Number(header('maximum-concurrent-requests'));
      return slots >= 1 ? { slots } : null;
    },
  };
  return {
    id: 'chorus',
    name: 'Chorus',
    limits,
    maxCharacters: 2000,
    bestCharacters: 250,
    releaseLagMs: 250,
    format: { encoding: 's16le', sampleRateHz: 22_050, channels: 1 },
    clipFormats: ['wav', 'mp3'],
    connection,
    weight: () => 1,
    countCharacters: (text) => text.length,
    billedCharacters: (text) => new TextEncoder().encode(text).length,
    toRequest: ({ text, voice, speed }, clip) => ({
      method: 'POST',
      path: `/speak/${encodeURIComponent(voice)}?model=${family}&as=${clip ?? 'pcm'}`,
      headers: { 'content-type': 'text/plain' },
      body: text,
      warnings: speed === undefined || speed === 1 ? [] : [`Chorus has one speed: ${speed} was left out.`],
    }),
    createReader: (contentType, format = 'pcm') => new BodyReader({ contentType, format }),
    classify: createClassifier({
      name: 'Chorus',
      baseUrl: connection.baseUrl,
      limits,
      codes: [[/^concurrency_limited$/, 'busy']],
      // Errors may be plain text, which stands in `message` then.
      explain: ({ message }) => {
        if (/at once/i.test(message ?? '')) return { kind: 'busy' };
        if (/balance/i.test(message ?? '')) return { kind: 'out-of-credit', because: 'the account is empty' };
        return undefined;
      },
    }),
  };
}
