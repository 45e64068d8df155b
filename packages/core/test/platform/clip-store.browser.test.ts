import { deleteDB, openDB, type IDBPDatabase } from 'idb';
import { describe, expect, onTestFinished, test, vi } from 'vitest';
import { browserClock, type Clock } from '../../src/platform/clock.ts';
import { IndexedClipStore } from '../../src/platform/indexed-clip-store.ts';
import { quietLifecycle, type LifecycleEvent } from '../../src/platform/lifecycle.ts';
import { clipStoreContract } from './clip-store.contract.ts';

const NAME = 'cuelight-clips';
const BYTES = Uint8Array.of(1, 2, 3);
const CLIP = { key: 'a', owner: 'ours', bytes: BYTES, keepForMs: 60_000 };
const ROOM = { totalBytes: 1000 };

/** A store whose database is gone when the test is over. */
function store(clock: Clock = browserClock()): IndexedClipStore {
  const opened = new IndexedClipStore(clock, quietLifecycle);
  onTestFinished(async () => {
    opened.close();
    await deleteDB(NAME);
  });
  return opened;
}

async function openRaw(version = 1): Promise<IDBPDatabase> {
  const raw = await openDB(NAME, version);
  onTestFinished(() => raw.close());
  return raw;
}

describe('the IndexedDB of this browser', () => {
  clipStoreContract(async () => {
    let passedMs = 0;
    const clock = { ...browserClock(), wallNow: () => 1_700_000_000_000 + passedMs };
    const tabs = [store(clock), store(clock)] as const;
    return {
      tabs,
      passTime: (ms) => {
        passedMs += ms;
      },
      plant: async (key, entry, audio) => {
        await tabs[0].usage('ours');
        const raw = await openRaw();
        if (entry !== undefined) await raw.put('entries', entry);
        if (audio !== undefined) await raw.put('audio', audio, key);
        raw.close();
      },
    };
  });

  test('a page that is about to be left has no database open', async () => {
    const listeners: ((event: LifecycleEvent) => void)[] = [];
    const opened = new IndexedClipStore(browserClock(), {
      isVisible: () => true,
      subscribe: (listener) => {
        listeners.push(listener);
        return () => {};
      },
    });
    const closed = vi.spyOn(IDBDatabase.prototype, 'close');
    onTestFinished(async () => {
      closed.mockRestore();
      opened.close();
      await deleteDB(NAME);
    });
    await opened.write(CLIP, ROOM);
    expect(closed).not.toHaveBeenCalled();
    for (const tell of listeners) tell('leave');
    expect(closed).toHaveBeenCalledOnce();
    expect(await opened.read('a')).toEqual(BYTES);
  });

  test('another version of the app can change the database, and this one goes on without', async () => {
    const opened = store();
    await opened.write(CLIP, ROOM);
    const newer = await openRaw(2);
    expect(newer.version).toBe(2);
    expect(await opened.read('a')).toBeNull();
    expect(await opened.write(CLIP, ROOM)).toBe(false);
    expect(await opened.usage('ours')).toBeNull();
    await opened.clear('ours');
  });

  test('a database that a page does not let go of holds nobody up', async () => {
    const deaf = await openDB(NAME, 1);
    // Waits behind it, and everybody else behind this.
    const deleting = deleteDB(NAME);
    deleting.catch(() => undefined);
    const timers: (() => void)[] = [];
    const clock: Clock = {
      ...browserClock(),
      setTimer: (_delayMs, callback) => {
        timers.push(callback);
        return () => {};
      },
    };
    const opened = store(clock);
    const reading = opened.read('a');
    for (const timeUp of timers) timeUp();
    expect(await reading).toBeNull();
    expect(await opened.write(CLIP, ROOM)).toBe(false);
    deaf.close();
    await deleting;
  });

  test.each<[string, () => void]>([
    ['missing', () => void vi.stubGlobal('indexedDB', undefined)],
    [
      'refused by the settings of the browser',
      () =>
        void vi.spyOn(indexedDB, 'open').mockImplementation(() => {
          throw new DOMException('Access is denied for this document.', 'SecurityError');
        }),
    ],
  ])('where IndexedDB is %s, nothing is kept and nothing throws', async (_what, spoil) => {
    onTestFinished(() => {
      vi.unstubAllGlobals();
      vi.restoreAllMocks();
    });
    spoil();
    const opened = new IndexedClipStore(browserClock(), quietLifecycle);
    expect(await opened.write(CLIP, ROOM)).toBe(false);
    expect(await opened.read('a')).toBeNull();
    expect(await opened.usage('ours')).toBeNull();
    await opened.clear('ours');
    opened.close();
  });

  test('where the disk is full, half of what is kept makes room', async () => {
    const opened = store();
    for (const key of ['a', 'b', 'c', 'd']) await opened.write({ ...CLIP, key }, ROOM);
    fillDisk(1);
    expect(await opened.write({ ...CLIP, key: 'e' }, ROOM)).toBe(true);
    expect(await opened.usage('ours')).toEqual({ clips: 3, bytes: 9 });
  });

  test('where the disk stays full, nothing more is stored until it is cleared, and what is there is read', async () => {
    const opened = store();
    await opened.write(CLIP, ROOM);
    await opened.write({ ...CLIP, key: 'b' }, ROOM);
    const puts = fillDisk(Number.POSITIVE_INFINITY);
    expect(await opened.write({ ...CLIP, key: 'c' }, ROOM)).toBe(false);
    const tries = puts.mock.calls.length;
    expect(await opened.write({ ...CLIP, key: 'd' }, ROOM)).toBe(false);
    expect(puts.mock.calls.length).toBe(tries);
    vi.restoreAllMocks();
    expect(await opened.usage('ours')).toEqual({ clips: 1, bytes: 3 });
    await opened.clear('ours');
    expect(await opened.write(CLIP, ROOM)).toBe(true);
  });
});

/** So many clips cannot be stored. */
function fillDisk(times: number): ReturnType<typeof vi.spyOn> {
  let left = times;
  // oxlint-disable-next-line typescript/unbound-method -- it is called on a store below
  const { put } = IDBObjectStore.prototype;
  const spy = vi.spyOn(IDBObjectStore.prototype, 'put').mockImplementation(function (
    this: IDBObjectStore,
    ...values: [value: unknown, key?: IDBValidKey]
  ) {
    if (this.name === 'audio' && left > 0) {
      left -= 1;
      throw new DOMException('The disk is full.', 'QuotaExceededError');
    }
    return put.apply(this, values);
  });
  onTestFinished(() => void vi.restoreAllMocks());
  return spy;
}
