import { expect, test } from 'vitest';
import type { SmallStorage } from '../../src/platform/storage.ts';

export interface StorageUnderTest {
  /** Two tabs' views of the same storage, which is empty. */
  readonly tabs: readonly [SmallStorage, SmallStorage];
  /** Reading and writing is refused from now on, as by the user's settings. */
  readonly block: () => void;
}

/** More characters than a browser keeps for an origin. */
const TOO_MANY = 6 * 1024 * 1024;

/** What every small storage must do, virtual or real. */
export function storageContract(open: () => StorageUnderTest): void {
  test('what was never stored is absent', () => {
    expect(open().tabs[0].get('absent')).toBeNull();
  });

  test('the last value stored under a key is read by every tab', () => {
    const [first, second] = open().tabs;
    first.set('epoch', '1');
    second.set('epoch', '2');
    first.set('other', '3');
    expect([first.get('epoch'), second.get('epoch')]).toEqual(['2', '2']);
    expect(second.get('other')).toBe('3');
  });

  test.each([
    ['an empty text', 'key', ''],
    ['letters beyond the first plane, and halves of them', 'clé 🔑', '🎧\ud83c\u0000'],
    ['the name of a method', 'getItem', 'text'],
    ['the name of the prototype', '__proto__', '{"a":1}'],
    ['the name of a property', 'length', '-1'],
    ['a very long text', 'long', 'x'.repeat(100_000)],
  ])('hostile content comes back as it is: %s', (_what, key, value) => {
    const [first, second] = open().tabs;
    expect(second.get(key)).toBeNull();
    first.set(key, value);
    expect(second.get(key)).toBe(value);
  });

  test('what does not fit is not stored, nothing throws, and what was there stays', () => {
    const [storage] = open().tabs;
    storage.set('kept', 'before');
    storage.set('kept', 'x'.repeat(TOO_MANY));
    storage.set('large', 'x'.repeat(TOO_MANY));
    expect(storage.get('kept')).toBe('before');
    expect(storage.get('large')).toBeNull();
    storage.set('kept', 'after');
    expect(storage.get('kept')).toBe('after');
  });

  test('a storage that is refused reads as empty, and nothing throws', () => {
    const { tabs, block } = open();
    const [storage] = tabs;
    storage.set('key', 'value');
    block();
    expect(storage.get('key')).toBeNull();
    expect(() => storage.set('key', 'other')).not.toThrow();
    expect(storage.get('key')).toBeNull();
  });
}
