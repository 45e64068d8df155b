import { CuelightError, isOver, type Utterance } from '@cuelight/core';
import { createStore, type StoreApi } from 'zustand/vanilla';

/** What was said in this tab, in order; also what was refused at the door. */
export type Said =
  | { readonly key: number; readonly type: 'utterance'; readonly utterance: Utterance }
  | { readonly key: number; readonly type: 'refused'; readonly text: string; readonly error: CuelightError };

const MOST_KEPT = 200;

export const said: StoreApi<readonly Said[]> = createStore<readonly Said[]>(() => []);

let nextKey = 1;

/** Notes what `say` gives, or why it would not. */
export function note(text: string, say: () => Utterance): void {
  const key = nextKey;
  nextKey += 1;
  try {
    add({ key, type: 'utterance', utterance: say() });
  } catch (error) {
    if (!CuelightError.is(error)) throw error;
    add({ key, type: 'refused', text, error });
  }
}

export function forgetWhatIsOver(): void {
  said.setState((all) => all.filter((one) => !isPast(one)), true);
}

export function isPast(one: Said): boolean {
  return one.type === 'refused' || isOver(one.utterance.getState());
}

function add(one: Said): void {
  said.setState((all) => {
    const next = [...all, one];
    const oldest = next.length > MOST_KEPT ? next.find(isPast) : undefined;
    return oldest === undefined ? next : next.filter((kept) => kept !== oldest);
  }, true);
}
