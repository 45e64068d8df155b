import { createPool, type Job } from '@cuelight/core/pool';

/** Three requests at once, over all tabs of the app. */
const pool = createPool('images', { limit: 3 });

export function draw(prompt: string): Job<Blob> {
  return pool.run(async ({ signal }) => {
    const response = await fetch('/api/images', { method: 'POST', body: prompt, signal });
    if (!response.ok) throw new Error(`The image service answered ${response.status}.`);
    return response.blob();
  });
}
