import { expect, test } from 'vitest';
import type { ClipStore, NewClip } from '../../src/platform/clip-store.ts';

export interface ClipStoreUnderTest {
  /** Two tabs' views of the same store, which is empty. */
  readonly tabs: readonly [ClipStore, ClipStore];
  /** The machine's calendar goes on. */
  readonly passTime: (ms: number) => void;
  /** Puts something into the store that need not be a clip. */
  readonly plant: (key: string, entry: unknown, audio: unknown) => Promise<void>;
}

const ROOM = { totalBytes: 100 };

function clip(key: string, length: number, more: Partial<NewClip> = {}): NewClip {
  return { key, owner: 'ours', bytes: new Uint8Array(length).fill(length), keepForMs: 1000, ...more };
}

/** What every store of clips must do, virtual or real. */
export function clipStoreContract(open: () => Promise<ClipStoreUnderTest>): void {
  test('what was never stored is absent', async () => {
    const { tabs } = await open();
    expect(await tabs[0].read('absent')).toBeNull();
    expect(await tabs[0].usage('ours')).toEqual({ clips: 0, bytes: 0 });
  });

  test('a clip is read by every tab, byte for byte, and is a copy', async () => {
    const { tabs } = await open();
    const kept = Uint8Array.of(9, 1, 2, 255, 9).subarray(1, 4);
    expect(await tabs[0].write({ ...clip('a', 0), bytes: kept }, ROOM)).toBe(true);
    kept.fill(0);
    const read = await tabs[1].read('a');
    expect(read).toEqual(Uint8Array.of(1, 2, 255));
    read?.fill(0);
    expect(await tabs[0].read('a')).toEqual(Uint8Array.of(1, 2, 255));
  });

  test('a clip replaces the one before under its key', async () => {
    const { tabs } = await open();
    await tabs[0].write(clip('a', 60), ROOM);
    await tabs[1].write(clip('a', 70), ROOM);
    expect((await tabs[0].read('a'))?.length).toBe(70);
    expect(await tabs[0].usage('ours')).toEqual({ clips: 1, bytes: 70 });
  });

  test('the clip that was not used for longest makes room for another', async () => {
    const { tabs, passTime } = await open();
    for (const key of ['a', 'b', 'c']) {
      await tabs[0].write(clip(key, 30), ROOM);
      passTime(1);
    }
    await tabs[1].read('a');
    // The mark that it was used may come after its bytes: this is asked after it.
    await tabs[1].usage('ours');
    passTime(1);
    await tabs[0].write(clip('d', 30), ROOM);
    const left = await Promise.all(
      ['a', 'b', 'c', 'd'].map(async (key) => (await tabs[0].read(key)) !== null),
    );
    expect(left).toEqual([true, false, true, true]);
    expect(await tabs[1].usage('ours')).toEqual({ clips: 3, bytes: 90 });
  });

  test('a clip that is larger than all the room is not kept, and nothing goes for it', async () => {
    const { tabs } = await open();
    await tabs[0].write(clip('a', 30), ROOM);
    expect(await tabs[0].write(clip('b', 101), ROOM)).toBe(false);
    expect(await tabs[0].usage('ours')).toEqual({ clips: 1, bytes: 30 });
  });

  test('a clip is gone when its time is over, and takes no room', async () => {
    const { tabs, passTime } = await open();
    await tabs[0].write(clip('a', 60), ROOM);
    passTime(999);
    expect(await tabs[0].read('a')).not.toBeNull();
    await tabs[0].write(clip('b', 30), ROOM);
    passTime(1);
    expect(await tabs[0].read('a')).toBeNull();
    await tabs[0].write(clip('c', 70), ROOM);
    expect(await tabs[0].usage('ours')).toEqual({ clips: 2, bytes: 100 });
  });

  test('a clip from a time that has not come yet is gone: a calendar was wrong', async () => {
    const { tabs, passTime } = await open();
    await tabs[0].write(clip('a', 60), ROOM);
    passTime(-1);
    expect(await tabs[0].read('a')).toBeNull();
  });

  test('owners are apart in what is counted and cleared, and share the room', async () => {
    const { tabs, passTime } = await open();
    await tabs[0].write(clip('a', 60), ROOM);
    passTime(1);
    await tabs[0].write(clip('b', 30, { owner: 'theirs' }), ROOM);
    expect(await tabs[0].usage('theirs')).toEqual({ clips: 1, bytes: 30 });
    passTime(1);
    await tabs[0].write(clip('c', 20, { owner: 'theirs' }), ROOM);
    expect(await tabs[0].usage('ours')).toEqual({ clips: 0, bytes: 0 });
    await tabs[0].write(clip('d', 40), ROOM);
    await tabs[1].clear('theirs');
    expect(await tabs[0].read('b')).toBeNull();
    expect(await tabs[0].usage('theirs')).toEqual({ clips: 0, bytes: 0 });
    expect(await tabs[0].usage('ours')).toEqual({ clips: 1, bytes: 40 });
  });

  test.each<[string, unknown, unknown]>([
    ['no entry', { key: 'a', name: 'something else' }, new ArrayBuffer(4)],
    ['an entry with text for numbers', entry({ bytes: '4' }), new ArrayBuffer(4)],
    ['an entry with a length below zero', entry({ bytes: -4 }), new ArrayBuffer(4)],
    ['an entry for ever', entry({ expiresAtMs: Number.POSITIVE_INFINITY }), new ArrayBuffer(4)],
    ['audio of another length', entry({ bytes: 4 }), new ArrayBuffer(3)],
    ['no audio', entry({ bytes: 4 }), undefined],
    ['text for audio', entry({ bytes: 4 }), 'four'],
    ['audio without an entry', undefined, new ArrayBuffer(4)],
  ])('what is no clip is not read, and goes: %s', async (_what, planted, audio) => {
    const { tabs, plant } = await open();
    await plant('a', planted, audio);
    expect(await tabs[0].read('a')).toBeNull();
    await tabs[0].write(clip('b', 100), ROOM);
    expect(await tabs[0].usage('ours')).toEqual({ clips: 1, bytes: 100 });
    expect(await tabs[1].read('a')).toBeNull();
  });

  test('what is no clip takes no room either when nobody reads it', async () => {
    const { tabs, plant } = await open();
    await plant('a', { key: 'a', junk: true }, new ArrayBuffer(4));
    await tabs[0].write(clip('b', 100), ROOM);
    expect(await tabs[0].usage('ours')).toEqual({ clips: 1, bytes: 100 });
  });

  test('a store that was closed opens again', async () => {
    const { tabs } = await open();
    await tabs[0].write(clip('a', 3), ROOM);
    tabs[0].close();
    tabs[0].close();
    expect(await tabs[0].read('a')).toEqual(Uint8Array.of(3, 3, 3));
  });
}

/** As one would stand there, but for what is given. */
function entry(given: Readonly<Record<string, unknown>>): unknown {
  return { key: 'a', owner: 'ours', bytes: 4, storedAtMs: 0, usedAtMs: 0, expiresAtMs: 4e12, ...given };
}
