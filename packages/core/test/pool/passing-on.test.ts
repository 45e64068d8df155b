import { describe, expect, test } from 'vitest';
import type { GrantMessage, Message } from '../../src/pool/protocol.ts';
import { failingTask, poolScene, type OpenTab, type Scene } from './support/scene.ts';

const MESSAGE_MS = 10;
const LOCK_MS = 1;

/** Of two slots one is contended. Messages are slow and locks are quick, so that what takes time are messages. */
function slowScene(
  arrivals: (message: unknown, from: string, to: string) => readonly number[] = () => [0],
): Scene & { readonly posted: readonly Message[] } {
  const posted: Message[] = [];
  const scene = poolScene(
    { limit: 2 },
    {
      browser: {
        delayMs: (hop) => (hop === 'message' ? MESSAGE_MS : LOCK_MS),
        arrivals,
        // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- the pool's own
        onPost: (message) => posted.push(message as Message),
      },
    },
  );
  return { ...scene, posted };
}

/** A conductor that has one long job, and two tabs. */
async function threeTabs(scene: Scene): Promise<readonly [OpenTab, OpenTab, OpenTab]> {
  const tabs = [scene.open(), scene.open(), scene.open()] as const;
  tabs[0].pool.run(scene.account.task('long', 5000, 1, { tab: tabs[0].tab }));
  await scene.pass(20);
  return tabs;
}

function say(scene: Scene, { tab, pool }: OpenTab, name: string, durationMs = 100): void {
  pool.run(scene.account.task(name, durationMs, 1, { tab }));
}

/** From the end of one job to the start of the next, on the contended slot. */
function gaps(scene: Scene): readonly number[] {
  const contended = scene.account.journal.filter(({ name }) => name !== 'long');
  const visits = contended.toSorted((left, right) => left.startedAtMs - right.startedAtMs);
  return visits.slice(1).map(({ startedAtMs }, index) => startedAtMs - (visits[index]?.endedAtMs ?? NaN));
}

describe('a tab that passes its slot on', () => {
  test('hands it over in one message and a lock, not two messages [T24]', async () => {
    const scene = slowScene();
    const [, second, third] = await threeTabs(scene);
    for (let job = 0; job < 3; job += 1) {
      say(scene, second, `b.${job}`);
      say(scene, third, `c.${job}`);
    }
    await scene.pass(1000);
    expect(scene.account.started.slice(1)).toEqual(['b.0', 'c.0', 'b.1', 'c.1', 'b.2', 'c.2']);
    for (const gapMs of gaps(scene)) expect(gapMs).toBeLessThan(2 * MESSAGE_MS);
    expect(scene.account.peak).toBe(2);
  });

  test('to itself needs neither message nor lock [T24]', async () => {
    const scene = slowScene();
    const [, second] = await threeTabs(scene);
    for (let job = 0; job < 3; job += 1) say(scene, second, `b.${job}`);
    await scene.pass(1000);
    expect(gaps(scene)).toEqual([0, 0]);
  });

  test('keeps it to itself where its job was refused: what becomes of it is for the conductor to say [G1, T24]', async () => {
    const scene = slowScene();
    const [, second, third] = await threeTabs(scene);
    const { task, tries } = failingTask('overloaded', { retryAfterMs: 500 });
    second.pool.run(task);
    say(scene, third, 'c.0');
    await scene.pass(300);
    expect(tries()).toBe(1);
    expect(scene.account.started).toEqual(['long']);
    const done = scene.posted.filter((message) => message.type === 'done');
    expect(done.map(({ passedTo }) => passedTo)).toEqual([null]);
  });

  test('passes on nothing of a term that is over [T7, T24]', async () => {
    const scene = slowScene();
    const [first, second, third] = await threeTabs(scene);
    say(scene, second, 'b.0', 400);
    say(scene, third, 'c.0');
    await scene.pass(200);
    expect(scene.posted.some(({ type }) => type === 'next')).toBe(true);
    first.tab.crash();
    await scene.pass(50);
    const before = scene.posted.length;
    await scene.pass(1000);
    expect(scene.account.started).toEqual(['long', 'b.0', 'c.0']);
    const later = scene.posted.slice(before).filter((message) => message.type === 'done');
    expect(later.every(({ passedTo }) => passedTo === null)).toBe(true);
  });
});

describe('a tab that is passed a slot', () => {
  test('takes it once, though the message comes twice [T6, T24]', async () => {
    const scene = slowScene((message) => (isDone(message) ? [0, 5, 60] : [0]));
    const [, second, third] = await threeTabs(scene);
    for (let job = 0; job < 4; job += 1) {
      say(scene, second, `b.${job}`, 30);
      say(scene, third, `c.${job}`, 30);
    }
    await scene.pass(2000);
    expect(new Set(scene.account.started).size).toBe(9);
    expect(scene.account.started).toHaveLength(9);
    expect(scene.account.peak).toBe(2);
  });

  test('is granted it by the conductor where that message is lost [T6, T24]', async () => {
    const scene = slowScene((message, _, to) => (isDone(message) && to === 'tab3' ? [] : [0]));
    const [, second, third] = await threeTabs(scene);
    say(scene, second, 'b.0');
    say(scene, third, 'c.0');
    await scene.pass(5000);
    expect(scene.account.started).toEqual(['long', 'b.0', 'c.0']);
  });

  test('and stands still does not take it: another gets it [Y9]', async () => {
    const scene = slowScene();
    const [, second, third] = await threeTabs(scene);
    say(scene, second, 'b.0');
    say(scene, third, 'c.0');
    say(scene, second, 'b.1');
    await scene.pass(80);
    third.tab.freeze({ warned: false });
    await scene.pass(9000);
    expect(scene.account.started).toEqual(['long', 'b.0', 'b.1']);
  });

  test('says nothing of who is next while it is alone [T1]', async () => {
    const scene = slowScene();
    const only = scene.open();
    for (let job = 0; job < 3; job += 1) say(scene, only, `a.${job}`);
    await scene.pass(1000);
    expect(scene.posted.map(({ type }) => type)).not.toContain('next' satisfies Message['type']);
    expect(scene.posted.filter((message): message is GrantMessage => message.type === 'grant')).toEqual([]);
  });
});

function isDone(message: unknown): boolean {
  return typeof message === 'object' && message !== null && 'type' in message && message.type === 'done';
}
