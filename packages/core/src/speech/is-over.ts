import type { Phase } from './types.ts';

/** Whether nothing more will happen to an utterance: it is done, has failed or was cancelled. */
export function isOver({ phase }: { readonly phase: Phase }): boolean {
  return phase === 'done' || phase === 'failed' || phase === 'cancelled';
}
