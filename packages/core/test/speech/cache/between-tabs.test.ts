import { describe, expect, test } from 'vitest';
import { setTabs, type CachedTab, type CachedTabs } from '../support/cached-tabs.ts';
import { audioAnswer, errorAnswer, LiveBody, type Answering } from '../support/fake-service.ts';

const SAY = { voice: 'nova' };
const audio: Answering = () => new Response(Uint8Array.of(5, 0));

interface Pair {
  readonly tabs: CachedTabs;
  readonly first: CachedTab;
  readonly second: CachedTab;
  /** Of the first request. */
  readonly body: LiveBody;
}

/** Two tabs that want the same clip, the first of which is being answered. */
async function bothAsk(...later: readonly Answering[]): Promise<Pair> {
  const body = new LiveBody();
  const tabs = setTabs([audioAnswer(body), ...later]);
  const [first, second] = [tabs.open(), tabs.open()];
  first.speech.say('One.', SAY);
  await tabs.settle();
  body.write(1, 0);
  second.speech.say('One.', SAY);
  await tabs.settle();
  return { tabs, first, second, body };
}

/** Of clips, not of the pool. */
function claims({ browser }: CachedTabs): readonly string[] {
  return browser.locks.held().filter((name) => name.startsWith('cuelight:clip:'));
}

describe('two tabs that ask for the same clip', () => {
  test('make one request, and the second hears it as soon as it is stored', async () => {
    const { tabs, first, second, body } = await bothAsk();
    expect([first.heard(), second.heard()]).toEqual([[1, 0], []]);
    expect(claims(tabs)).toHaveLength(1);
    body.write(2, 0);
    body.end();
    await tabs.settle();
    expect([first.heard(), second.heard()]).toEqual([
      [1, 0, 2, 0],
      [1, 0, 2, 0],
    ]);
    expect(tabs.service.requests).toHaveLength(1);
    expect(second.speech.cache.getState()).toMatchObject({ shared: 1, savedRequests: 1, misses: 0 });
    expect(claims(tabs)).toEqual([]);
  });

  test('at the very same moment make one request, too', async () => {
    const tabs = setTabs([audio]);
    const all = Array.from({ length: 4 }, () => tabs.open());
    for (const { speech } of all) speech.say('One.', SAY);
    await tabs.settle();
    expect(all.map(({ heard }) => heard())).toEqual(all.map(() => [5, 0]));
    expect(tabs.service.requests).toHaveLength(1);
  });

  test('leave the slot of the one that waits to others', async () => {
    const { tabs, second, body } = await bothAsk(audio, audio);
    second.speech.say('Two.', SAY);
    second.speech.say('Three.', SAY);
    await tabs.settle();
    expect([second.heard(0), second.heard(1), second.heard(2)]).toEqual([[], [5, 0], [5, 0]]);
    expect(tabs.service.requests).toHaveLength(3);
    body.end();
    await tabs.settle();
    expect(second.heard(0)).toEqual([1, 0]);
  });

  test.each<[string, (tab: CachedTab) => void]>([
    ['dies', ({ tab }) => tab.crash()],
    ['is left', ({ tab }) => tab.navigateAway()],
    ['is frozen', ({ tab }) => tab.freeze()],
    ['cancels', ({ speech }) => speech.stop()],
    ['is closed', ({ speech }) => speech.close()],
  ])('have the second take over where the first %s', async (_what, leave) => {
    const { tabs, first, second } = await bothAsk(audio);
    leave(first);
    await tabs.clock.advance(5000);
    expect(second.heard()).toEqual([5, 0]);
    expect(tabs.service.requests).toHaveLength(2);
    expect(tabs.clips.keys).toHaveLength(1);
  });

  test('have the second take over where the first fails', async () => {
    const { tabs, second, body } = await bothAsk(audio);
    body.breakOff();
    await tabs.settle();
    expect(second.heard()).toEqual([5, 0]);
  });

  test('ask in the lane of the most urgent, also of one who came while another tab was asking', async () => {
    const { tabs, first, second } = await bothAsk();
    second.speech.say('One.', { ...SAY, lane: 'interactive' });
    second.pool.pause();
    first.speech.stop();
    await tabs.settle();
    expect(second.pool.getState().waiting).toEqual({ interactive: 1, normal: 0, background: 0 });
  });

  test('do not wait for ever for a page that was suspended without a word', async () => {
    const { tabs, first, second } = await bothAsk(audio);
    first.tab.suspend();
    await tabs.clock.advance(30_000);
    expect(second.heard()).toEqual([5, 0]);
  });

  test('hear what is stored where there are no locks to take turns by, too', async () => {
    const body = new LiveBody();
    const tabs = setTabs([audioAnswer(body), audio]);
    const [first, second] = [tabs.open({ locks: 'none' }), tabs.open({ locks: 'none' })];
    first.speech.say('One.', SAY);
    await tabs.clock.advance(5000);
    body.write(1, 0);
    body.end();
    second.speech.say('One.', SAY);
    await tabs.clock.advance(5000);
    expect([first.heard(), second.heard()]).toEqual([
      [1, 0],
      [1, 0],
    ]);
    expect(tabs.service.requests).toHaveLength(1);
  });

  test('leave a refusal to whoever tries first', async () => {
    const busy = errorAnswer(429, { code: 'GENERATION_CONCURRENCY_EXCEEDED', detail: 'Full.' });
    const tabs = setTabs([busy, audio]);
    const [first, second] = [tabs.open(), tabs.open()];
    first.speech.say('One.', SAY);
    second.speech.say('One.', SAY);
    await tabs.clock.advance(60_000);
    expect([first.heard(), second.heard()]).toEqual([
      [5, 0],
      [5, 0],
    ]);
    expect(tabs.service.requests).toHaveLength(2);
  });
});

describe('a tab', () => {
  test('hears what another one has asked for while it waited for its turn', async () => {
    const body = new LiveBody();
    const tabs = setTabs([audioAnswer(body), audio]);
    const [first, second] = [tabs.open({ limit: 1 }), tabs.open({ limit: 1 })];
    first.speech.say('Long.', SAY);
    await tabs.settle();
    first.speech.say('One.', SAY);
    second.speech.say('One.', SAY);
    await tabs.settle();
    body.write(1, 0);
    body.end();
    await tabs.settle();
    expect(second.heard()).toEqual([5, 0]);
    expect(tabs.service.requests).toHaveLength(2);
  });

  test('that has its clips holds no lock, has no timer, and does not listen to its page', async () => {
    const { tabs, first, second, body } = await bothAsk();
    body.end();
    await tabs.clock.advance(5000);
    expect(tabs.browser.locks.held()).toEqual([]);
    expect(tabs.browser.locks.pending).toBe(0);
    for (const { speech, tab } of [first, second]) {
      speech.close();
      expect(tab.listeners).toBe(0);
    }
    await tabs.clock.advance(5000);
    expect(tabs.clock.pending).toBe(0);
  });

  test('that is left while it waits for another stands in no queue, and goes on when it comes back', async () => {
    const { tabs, second, body } = await bothAsk();
    second.tab.navigateAway();
    await tabs.settle();
    expect(tabs.browser.locks.pendingOf(second.tab.id)).toBe(0);
    body.end();
    await tabs.settle();
    second.tab.comeBack();
    await tabs.clock.advance(5000);
    expect(second.heard()).toEqual([1, 0]);
    expect(tabs.service.requests).toHaveLength(1);
  });
});
