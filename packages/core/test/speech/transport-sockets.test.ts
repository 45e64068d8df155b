import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { afterEach, describe, expect, it } from 'vitest';
import { browserClock } from '../../src/platform/clock.ts';
import { breeze } from '../../src/providers/breeze/breeze.ts';
import { transfer } from '../../src/speech/transport.ts';
import { Deferred } from './support/deferred.ts';

// The platform's own fetch and real connections: what the other tests take for granted of them.

const servers: Server[] = [];

afterEach(() => {
  for (const server of servers.splice(0)) {
    server.closeAllConnections();
    server.close();
  }
});

async function serve(handle: (request: IncomingMessage, response: ServerResponse) => void): Promise<string> {
  const server = createServer(handle);
  servers.push(server);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('The server has no port.');
  return `http://127.0.0.1:${address.port}`;
}

function speak(baseUrl: string, onAudio: (bytes: Uint8Array) => void, signal?: AbortSignal): Promise<void> {
  const provider = breeze({ baseUrl });
  return transfer({
    provider,
    request: provider.toRequest({ text: 'Hello.', voice: 'voc_1' }),
    doing: 'speak',
    signal: signal ?? new AbortController().signal,
    clock: browserClock(),
    createReader: (contentType) => provider.createReader(contentType),
    longestBytes: 1_000_000,
    onBytes: onAudio,
    onComplete: () => undefined,
  });
}

const PCM = Buffer.alloc(9600, 1);

describe('over real connections', () => {
  it('an answer arrives whole', async () => {
    const baseUrl = await serve((_request, response) => response.end(PCM));
    let received = 0;
    await speak(baseUrl, (bytes) => {
      received += bytes.length;
    });
    expect(received).toBe(PCM.length);
  });

  it('a cancelled request closes the connection', async () => {
    const controller = new AbortController();
    const closed = new Deferred<void>();
    const baseUrl = await serve((_request, response) => {
      response.on('close', () => closed.resolve());
      response.write(PCM);
    });
    const spoken = speak(baseUrl, () => controller.abort(), controller.signal);
    await expect(spoken).rejects.toMatchObject({ code: 'cancelled' });
    await closed.promise;
  });

  it('a connection cut in the middle is a truncated answer', async () => {
    const baseUrl = await serve((_request, response) => {
      response.write(PCM, () => response.destroy());
    });
    await expect(speak(baseUrl, () => undefined)).rejects.toMatchObject({ code: 'truncated' });
  });

  it('a port where nobody listens is offline', async () => {
    const baseUrl = await serve(() => undefined);
    await new Promise((resolve) => servers.pop()?.close(resolve));
    await expect(speak(baseUrl, () => undefined)).rejects.toMatchObject({ code: 'offline' });
  });

  it('a refusal is read with its body', async () => {
    const baseUrl = await serve((_request, response) => {
      response.writeHead(404, { 'content-type': 'application/json' });
      response.end(JSON.stringify({ ok: false, code: 'RESOURCE_NOT_FOUND', detail: 'Voice not found.' }));
    });
    await expect(speak(baseUrl, () => undefined)).rejects.toMatchObject({
      code: 'invalid',
      details: { status: 404, providerCode: 'RESOURCE_NOT_FOUND' },
    });
  });
});
