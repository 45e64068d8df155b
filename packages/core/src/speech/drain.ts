import type { Cut } from './cut.ts';

/**
 * Reads a body to its end as fast as it comes. Resolves when the body is over: `broken` if it broke off by itself,
 * `cut` if we ended it. An error of `onBytes` ends it too and is passed on.
 */
export async function drain(
  body: ReadableStream<Uint8Array> | null,
  cut: Cut,
  onBytes: (bytes: Uint8Array) => void,
): Promise<'ended' | 'broken' | 'cut'> {
  if (body === null) return 'ended';
  const reader = body.getReader();
  try {
    while (cut.cause === null) {
      const step = await cut.before(reader.read());
      if (step.type === 'error') return 'broken';
      if (step.type === 'cut') break;
      if (step.value.done) return 'ended';
      onBytes(step.value.value);
    }
    return 'cut';
  } finally {
    // Does nothing to a body that is over. Otherwise it closes the connection.
    await cut.windUp(reader.cancel());
  }
}
