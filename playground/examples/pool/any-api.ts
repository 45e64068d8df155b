import { createPool, CuelightError } from '@cuelight/core/pool';

const pool = createPool('images', { limit: 'auto' });

export function draw(prompt: string): Promise<Blob> {
  const job = pool.run(async ({ signal }) => {
    const response = await fetch('/api/images', { method: 'POST', body: prompt, signal });
    const allowed = Number(response.headers.get('x-concurrency-limit'));
    if (allowed > 0) pool.reportLimit(allowed);
    if (response.status === 429) {
      throw new CuelightError('busy', { doing: 'draw an image', because: 'the account is at its limit' });
    }
    return response.blob();
  });
  return job.finished;
}
