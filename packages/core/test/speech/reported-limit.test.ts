import { describe, expect, it, vi } from 'vitest';
import type { Provider } from '../../src/providers/provider.ts';
import { audioAnswer, errorAnswer, FakeService, LiveBody, type Answering } from './support/fake-service.ts';
import { settle } from './support/settle.ts';
import { setStage, type Stage } from './support/stage.ts';

function entitlements(slots: unknown): Answering {
  const body = { plan_code: 'pro', max_concurrent_generations: slots, max_queued_generations: 5 };
  return () => Response.json(body);
}

function watched(stage: Stage): ReturnType<typeof vi.spyOn> {
  return vi.spyOn(stage.pool, 'reportLimit');
}

const fromHeaders: Provider['limits']['fromHeaders'] = (header) => {
  const slots = Number(header('maximum-concurrent-requests'));
  return slots > 0 ? { slots } : null;
};

describe('a limit that is to be found', () => {
  it('is asked of the account once, before the first text, and told to the pool', async () => {
    const service = new FakeService(entitlements(20));
    const stage = setStage(service, { limit: 'auto' });
    const reports = watched(stage);
    stage.speech.say('One.', { voice: 'nova' });
    await settle();
    stage.speech.say('Two.', { voice: 'nova' });
    await settle();
    expect(service.requests.map(({ method, url }) => [method, url])).toEqual([
      ['GET', '/api/breeze/v1/entitlements'],
    ]);
    expect(reports.mock.calls).toEqual([[20]]);
  });

  it.each([
    ['is refused', errorAnswer(503, {})],
    ['is a web page', (): Response => new Response('<html>', { headers: { 'content-type': 'text/html' } })],
    ['makes no sense', entitlements('many')],
  ])('is asked again with the next text where the answer %s', async (_what, answer) => {
    const service = new FakeService(answer, entitlements(6));
    const stage = setStage(service, { limit: 'auto' });
    const reports = watched(stage);
    stage.speech.say('One.', { voice: 'nova' });
    await settle();
    expect(reports.mock.calls).toEqual([]);
    stage.speech.clip('Two.', { voice: 'nova' });
    await settle();
    expect(reports.mock.calls).toEqual([[6]]);
  });

  it('is not asked for where it is given', async () => {
    const service = new FakeService();
    setStage(service, { limit: 4 }).speech.say('One.', { voice: 'nova' });
    await settle();
    expect(service.requests).toEqual([]);
  });

  it('is no longer waited for when the client is closed', async () => {
    const service = new FakeService(() => new Promise(() => undefined));
    const stage = setStage(service, { limit: 'auto' });
    stage.speech.say('One.', { voice: 'nova' });
    await settle();
    stage.speech.close();
    expect(service.requests[0]?.signal.aborted).toBe(true);
    await settle();
    expect(stage.clock.pending).toBe(0);
  });
});

describe('a limit in the headers of answers', () => {
  it.each([200, 429])('is told to the pool from an answer with status %i', async (status) => {
    const body = new LiveBody();
    const headers = { 'maximum-concurrent-requests': '10' };
    const service = new FakeService(() => new Response(body.stream, { status, headers }));
    const stage = setStage(service, {}, { fromHeaders });
    const reports = watched(stage);
    stage.speech.say('One.', { voice: 'nova' });
    stage.job().start();
    await settle();
    body.end();
    await settle();
    expect(reports.mock.calls).toEqual([[10]]);
  });

  it.each([
    ['2.5', [[2]]],
    ['1000000', [[1000]]],
    ['0.5', []],
    ['Infinity', [[1000]]],
  ])('of %s comes to %j', async (value, reported) => {
    const headers = { 'maximum-concurrent-requests': value };
    const stage = setStage(new FakeService(() => new Response('', { headers })), {}, { fromHeaders });
    const reports = watched(stage);
    stage.speech.say('One.', { voice: 'nova' });
    stage.job().start();
    await settle();
    expect(reports.mock.calls).toEqual(reported);
  });

  it('is not missed where it is hidden', async () => {
    const body = new LiveBody();
    const stage = setStage(new FakeService(audioAnswer(body)), {}, { fromHeaders });
    const reports = watched(stage);
    stage.speech.say('One.', { voice: 'nova' });
    stage.job().start();
    await settle();
    expect(reports.mock.calls).toEqual([]);
  });
});

describe('while the account is full', () => {
  it.each([
    ['busy', /free 3, starter 6, creator 10, pro 20/, 'https://docs.breezeblue.ai/reference/rate-limits'],
    ['rate-window', /Too many requests/, 'https://docs.breezeblue.ai/reference/rate-limits'],
    ['unauthorized', /Check the API key.*retryNow/, null],
    ['offline', /network connection/, null],
  ] as const)(
    'the snapshot says what %s means, and where to read how the limit is raised',
    (kind, advice, link) => {
      const stage = setStage(new FakeService());
      expect(stage.speech.getState().obstacle).toBeNull();
      stage.pool.change({ gate: { kind, opensAtMs: 5, attempt: 3 } });
      expect(stage.speech.getState().obstacle).toEqual({ kind, advice: expect.stringMatching(advice), link });
    },
  );
});
