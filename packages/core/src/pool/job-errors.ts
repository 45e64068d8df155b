import { CuelightError } from '../errors.ts';
import type { PoolJob } from './job.ts';

/** `reason`: what the user's signal was aborted with, or an error that says it already. */
export function cancelledError(job: PoolJob, reason: unknown): CuelightError {
  if (CuelightError.is(reason)) return reason;
  return new CuelightError('cancelled', {
    doing: `finish ${job.id}`,
    because: 'it was cancelled',
    cause: reason,
  });
}

/** The task is told so; the job waits for its next turn. */
export function cutError(job: PoolJob): CuelightError {
  return new CuelightError('ambiguous', {
    doing: `finish ${job.id}`,
    because: 'the page was frozen, cached or closed while it ran',
    advice: 'It is sent again when the page returns.',
  });
}

export function tooWideError(job: PoolJob, limit: number): CuelightError {
  const { weight } = job;
  return new CuelightError('weight-over-limit', {
    doing: `run ${job.id}`,
    because: `its weight of ${weight} is over the limit, which was lowered to ${limit}, so it could never run`,
    details: { weight, limit },
  });
}
