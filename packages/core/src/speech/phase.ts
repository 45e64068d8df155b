import type { TrackSnapshot } from '../audio/types.ts';
import type { CuelightError } from '../errors.ts';
import type { JobSnapshot } from '../pool/types.ts';
import type { SegmentSnapshot, UtteranceSnapshot } from './types.ts';

/** How an utterance ended. */
export type Outcome =
  | { readonly phase: 'done'; readonly warnings: readonly string[] }
  | { readonly phase: 'failed'; readonly error: CuelightError }
  | { readonly phase: 'cancelled' };

/** How much of its audio has arrived. */
export type Arrived = 'nothing' | 'some' | 'all';

export interface UtteranceState {
  readonly text: string;
  readonly voice: string;
  readonly progress: number;
  readonly segment: SegmentSnapshot | null;
  readonly attempts: number;
  readonly mayBeBilledAgain: number;
  /** `null` while it has not been queued. */
  readonly job: JobSnapshot | null;
  readonly arrived: Arrived;
  readonly track: TrackSnapshot | null;
  readonly outcome: Outcome | null;
}

/**
 * What an utterance looks like from outside. Its outcome decides; then, once audio is there, its track, whatever
 * the request is doing; before that, its job.
 */
export function utteranceSnapshot(state: UtteranceState): UtteranceSnapshot {
  const { job, arrived, track, outcome, ...said } = state;
  if (outcome !== null) return { ...said, ...outcome };
  const retry = job?.state === 'waiting' ? job.retry : null;
  if (arrived !== 'nothing') return { ...said, retry, phase: heardPhase(track) };
  if (job !== null && job.state !== 'waiting') return { ...said, retry, phase: 'requesting' };
  return {
    ...said,
    retry,
    phase: 'queued',
    ...(job?.queuePosition === undefined ? {} : { queuePosition: job.queuePosition }),
    ...(job?.startsInMs === undefined ? {} : { startsInMs: job.startsInMs }),
  };
}

function heardPhase(track: TrackSnapshot | null): 'buffering' | 'speaking' | 'paused' | 'blocked' {
  switch (track?.state) {
    case 'paused':
    case 'blocked':
      return track.state;
    // A track that is over is about to give the utterance its outcome: no other phase in between.
    case 'playing':
    case 'ended':
    case 'stopped':
    case 'failed':
      return 'speaking';
    case 'waiting':
    case 'buffering':
    case undefined:
      return 'buffering';
  }
}
