import { describe, expect, test } from 'vitest';
import { createDerivedStore, guarded } from '../src/store.ts';
import { settleMicrotasks } from '../src/testing/virtual-clock.ts';
import { catchUncaught, untilReported } from './support/uncaught.ts';

describe('a derived store', () => {
  test('derives nothing while nobody looks, and keeps the identity of a snapshot that is the same [S10]', () => {
    let derived = 0;
    let count = 1;
    const store = createDerivedStore({ count: 0 }, () => {
      derived += 1;
      return { count };
    });
    for (let change = 0; change < 5; change += 1) store.changed();
    expect(derived).toBe(0);
    const first = store.getState();
    store.changed();
    expect(store.getState()).toBe(first);
    count = 2;
    store.changed();
    expect(store.getState()).toEqual({ count: 2 });
    expect(store.getInitialState()).toEqual({ count: 0 });
  });

  test('tells of any number of changes once, and changes its snapshot only together with that [S10]', async () => {
    let count = 0;
    const store = createDerivedStore({ count: 0 }, () => ({ count }));
    const told: number[] = [];
    const undo = store.subscribe((state) => told.push(state.count));
    count = 1;
    store.changed();
    count = 2;
    store.changed();
    expect(store.getState()).toEqual({ count: 0 });
    await settleMicrotasks();
    expect(told).toEqual([2]);
    undo();
    undo();
    expect(store.isObserved).toBe(false);
  });
});

describe('a listener that throws', () => {
  test('is reported as uncaught, and harms neither the other listeners nor the caller [S9]', async () => {
    const uncaught = catchUncaught();
    const error = new Error('of the listener');
    let count = 0;
    const store = createDerivedStore({ count }, () => ({ count }));
    const told: number[] = [];
    store.subscribe(() => {
      throw error;
    });
    store.subscribe((state) => told.push(state.count));
    count = 1;
    store.changed();
    expect(() => store.flush()).not.toThrow();
    expect(told).toEqual([1]);
    expect(() =>
      guarded(() => {
        throw error;
      })(),
    ).not.toThrow();
    await untilReported();
    expect(uncaught).toEqual([error, error]);
  });
});
