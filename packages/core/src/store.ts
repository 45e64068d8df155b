import type { StoreApi } from 'zustand/vanilla';

/**
 * What every observable thing of Cuelight is: a zustand vanilla store that cannot be written.
 * `getState()` gives an immutable snapshot with a stable identity between changes, `subscribe`
 * returns its undo. React reads it with zustand's `useStore(thing, selector)`.
 */
export type ReadonlyStore<T> = Pick<StoreApi<T>, 'getState' | 'getInitialState' | 'subscribe'>;
