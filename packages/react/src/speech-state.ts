import type { IdleSnapshot, UtteranceSnapshot } from '@cuelight/core';

/** What a phase has nothing to say about. */
interface Nothing {
  readonly queuePosition?: undefined;
  readonly startsInMs?: undefined;
  readonly retry: null;
  readonly error: null;
}

type WithEveryField<Snapshot> = Snapshot extends unknown ? Snapshot & Omit<Nothing, keyof Snapshot> : never;

/**
 * What a component knows of the text it said last: `idle` before there is one, then the utterance's snapshot.
 * Every field is there in every phase, so that it can be taken apart at once; `phase` narrows the others:
 * `queuePosition` and `startsInMs` while `queued`, `retry` until it is over, `error` where it `failed`.
 */
export type SpeechState = WithEveryField<IdleSnapshot | UtteranceSnapshot>;

export function speechState(snapshot: IdleSnapshot | UtteranceSnapshot): SpeechState {
  return { retry: null, error: null, ...snapshot };
}
