import { createStore, type StoreApi } from 'zustand/vanilla';

/**
 * What every observable thing of Cuelight is: a zustand vanilla store that cannot be written.
 * `getState()` gives an immutable snapshot with a stable identity between changes, `subscribe`
 * returns its undo. React reads it with zustand's `useStore(thing, selector)`, which calls `subscribe` by itself,
 * apart from its object: in a class it has to be bound.
 */
export type ReadonlyStore<T> = Pick<StoreApi<T>, 'getState' | 'getInitialState' | 'subscribe'>;

/** A store whose snapshot is derived on demand: nothing is computed while nobody looks. */
export interface DerivedStore<T> extends ReadonlyStore<T> {
  /** What the snapshot is derived from has changed. Listeners hear of it once, in a microtask. */
  changed(): void;
  /** Tells listeners now, if anything changed: for the last words of something that ends. */
  flush(): void;
  readonly isObserved: boolean;
}

/**
 * `derive` gives plain data; a snapshot equal to the one before keeps its identity and is not told.
 * `initial` is what server rendering and hydration see.
 */
export function createDerivedStore<T>(initial: T, derive: () => T): DerivedStore<T> {
  const store = createStore<T>(() => initial);
  let isStale = true;
  let isScheduled = false;
  let listeners = 0;

  function flush(): void {
    isScheduled = false;
    if (!isStale) return;
    isStale = false;
    const next = derive();
    if (!isSame(store.getState(), next)) store.setState(next, true);
  }

  return {
    getState: () => {
      // While somebody listens, a snapshot changes only together with a notification.
      if (listeners === 0) flush();
      return store.getState();
    },
    getInitialState: store.getInitialState,
    subscribe: (listener) => {
      if (listeners === 0) flush();
      const undo = store.subscribe(guarded(listener));
      let isSubscribed = true;
      listeners += 1;
      return () => {
        if (isSubscribed) listeners -= 1;
        isSubscribed = false;
        undo();
      };
    },
    changed: () => {
      isStale = true;
      if (listeners === 0 || isScheduled) return;
      isScheduled = true;
      queueMicrotask(flush);
    },
    flush,
    get isObserved() {
      return listeners > 0;
    },
  };
}

/**
 * A listener's own error is reported as uncaught and goes no further: neither the other listeners nor whatever made
 * the change may suffer from it.
 */
export function guarded<Parameters extends readonly unknown[]>(
  listener: (...parameters: Parameters) => void,
): (...parameters: Parameters) => void {
  return (...parameters) => {
    try {
      listener(...parameters);
    } catch (error) {
      queueMicrotask(() => {
        throw error;
      });
    }
  };
}

/** Equality of plain data; anything else by identity. */
function isSame(left: unknown, right: unknown): boolean {
  if (Object.is(left, right)) return true;
  if (!isPlain(left) || !isPlain(right)) return false;
  const leftKeys = Object.keys(left);
  if (leftKeys.length !== Object.keys(right).length) return false;
  return leftKeys.every((key) => key in right && isSame(left[key], right[key]));
}

function isPlain(value: unknown): value is Record<string, unknown> {
  if (typeof value !== 'object' || value === null) return false;
  const prototype: unknown = Object.getPrototypeOf(value);
  return prototype === Object.prototype || prototype === Array.prototype;
}
