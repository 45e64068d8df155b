/** Looks again and again until what it reads is as wanted. For use outside of tests, too. */
export async function until<T>(read: () => T | Promise<T>, isSo: (value: T) => boolean): Promise<T> {
  const deadlineMs = performance.now() + LONGEST_WAIT_MS;
  for (;;) {
    // oxlint-disable-next-line no-await-in-loop -- one look after the other is the point
    const value = await read();
    if (isSo(value)) return value;
    if (performance.now() > deadlineMs) {
      throw new Error(`After ${LONGEST_WAIT_MS} ms it was still otherwise: ${JSON.stringify(value)}`);
    }
    // oxlint-disable-next-line no-await-in-loop
    await new Promise((resolve) => setTimeout(resolve, LOOK_EVERY_MS));
  }
}

const LONGEST_WAIT_MS = 30_000;
const LOOK_EVERY_MS = 10;
