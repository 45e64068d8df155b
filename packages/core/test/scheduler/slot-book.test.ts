import { describe, expect, test } from 'vitest';
import { SlotBook } from '../../src/scheduler/slot-book.ts';

const TAB = { tabId: 'tab', grant: 'term/1' };

describe('a slot whose tab was written off', () => {
  test('is free, and its lock is to be taken by force as long as somebody holds it [L11]', () => {
    const book = new SlotBook(2);
    book.claim([0], TAB, 0);
    book.writeOff('tab');
    expect(book.free(0)).toEqual([0, 1]);
    expect(book.writtenOff([0, 1])).toEqual([0]);
    book.census(new Set([0]), 0);
    expect(book.writtenOff([0, 1])).toEqual([0]);
  });

  test('is one like any other once its lock was let go: whoever holds it then is not robbed [L11]', () => {
    const book = new SlotBook(1);
    book.claim([0], TAB, 0);
    book.writeOff('tab');
    book.census(new Set(), 0);
    expect(book.writtenOff([0])).toEqual([]);
    book.census(new Set([0]), 0);
    expect(book.free(0)).toEqual([]);
    expect(book.hasUnknownOwners).toBe(true);
  });

  test('that it had not taken up yet is taken by force from nobody: the census tells who has it [L11]', () => {
    const book = new SlotBook(1);
    book.give([0], TAB, 0);
    book.writeOff('tab');
    expect(book.free(0)).toEqual([]);
    book.census(new Set(), 0);
    expect(book.free(0)).toEqual([0]);
    expect(book.writtenOff([0])).toEqual([]);
  });
});
