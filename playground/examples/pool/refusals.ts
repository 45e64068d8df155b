import { createPool, CuelightError } from '@cuelight/core/pool';

const pool = createPool('images', { limit: 'auto', maxLimit: 20 });

export function draw(prompt: string): Promise<Blob> {
  return pool.run(({ signal }) => ask(prompt, signal)).finished;
}

async function ask(prompt: string, signal: AbortSignal): Promise<Blob> {
  const response = await fetch('/api/images', { method: 'POST', body: prompt, signal });
  if (response.ok) return response.blob();
  const seconds = Number(response.headers.get('retry-after'));
  throw new CuelightError(response.status === 429 ? 'busy' : 'transient', {
    doing: 'draw an image',
    because: `the image service answered ${response.status}`,
    details: { status: response.status, ...(seconds > 0 && { retryAfterMs: 1000 * seconds }) },
  });
}
