import type { Job, JobSnapshot } from '@cuelight/core/pool';

/** Says in a line of text where a job stands. Returns the undo. */
export function show(job: Job<unknown>, line: HTMLElement): () => void {
  const update = (now: JobSnapshot): void => {
    line.textContent = now.state === 'waiting' ? placeOf(now) : now.state;
  };
  update(job.getState());
  return job.subscribe(update);
}

function placeOf({ queuePosition, startsInMs }: Extract<JobSnapshot, { state: 'waiting' }>): string {
  if (queuePosition === undefined) return 'waiting';
  const place = `number ${queuePosition} in line`;
  return startsInMs === undefined ? place : `${place}, starts in ${Math.ceil(startsInMs / 1000)} s`;
}
