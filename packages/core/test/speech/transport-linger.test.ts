import { describe, expect, it } from 'vitest';
import { smallest } from '../../src/providers/smallest/smallest.ts';
import { transfer } from '../../src/speech/transport.ts';
import { FakeService, LiveBody } from './support/fake-service.ts';
import { VirtualClock } from '../../src/testing/virtual-clock.ts';
import { settle } from './support/settle.ts';

const FRAMES = Buffer.from(
  `data: {"audio":"${Buffer.alloc(256).toString('base64')}"}\n\ndata: {"done":true}\n\n`,
);

interface Lingering {
  readonly clock: VirtualClock;
  readonly body: LiveBody;
  readonly cancel: () => void;
  log: string[];
}

/** An answer whose audio is complete, on a connection that is still open. */
async function complete(): Promise<Lingering> {
  const clock = new VirtualClock();
  const body = new LiveBody();
  const controller = new AbortController();
  const service = new FakeService(
    () => new Response(body.stream, { headers: { 'content-type': 'text/event-stream' } }),
  );
  const provider = smallest({ fetch: service.fetch });
  const lingering: Lingering = { clock, body, cancel: () => controller.abort(), log: [] };
  transfer({
    provider,
    request: provider.toRequest({ text: 'Hello.', voice: 'magnus' }),
    doing: 'speak',
    signal: controller.signal,
    clock,
    createReader: (contentType) => provider.createReader(contentType),
    longestBytes: 1000,
    onBytes: (bytes) => lingering.log.push(`audio ${bytes.length}`),
    onComplete: () => lingering.log.push('complete'),
  }).then(
    () => lingering.log.push('over'),
    (error: unknown) => lingering.log.push(String(error)),
  );
  await settle();
  body.write(...FRAMES);
  await settle();
  return lingering;
}

describe('when the audio is complete and the connection still open', () => {
  it('the audio counts as complete at once, the request as under way', async () => {
    const { log } = await complete();
    expect(log).toEqual(['audio 256', 'complete']);
  });

  it('the request is over when the service closes it', async () => {
    const { log, body, clock } = await complete();
    body.end();
    await settle();
    expect(log).toEqual(['audio 256', 'complete', 'over']);
    expect(body.isCancelled).toBe(false);
    expect(clock.pending).toBe(0);
  });

  it('we close it after a second', async () => {
    const { log, body, clock } = await complete();
    await clock.advance(999);
    expect(body.isCancelled).toBe(false);
    await clock.advance(1);
    expect(log).toEqual(['audio 256', 'complete', 'over']);
    expect(body.isCancelled).toBe(true);
  });

  it('nothing that still happens to the connection makes it a failure', async () => {
    const broken = await complete();
    broken.body.breakOff();
    const cancelled = await complete();
    cancelled.cancel();
    const talkative = await complete();
    talkative.body.write(...FRAMES);
    talkative.body.end();
    await settle();
    for (const { log } of [broken, cancelled, talkative])
      expect(log).toEqual(['audio 256', 'complete', 'over']);
  });
});
