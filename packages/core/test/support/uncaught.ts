import { onTestFinished } from 'vitest';

/** Collects what is thrown and caught by nobody, until the test ends; else it would count as a failure of the run. */
export function catchUncaught(): readonly unknown[] {
  const errors: unknown[] = [];
  const before = process.listeners('uncaughtException');
  process.removeAllListeners('uncaughtException');
  process.on('uncaughtException', (error) => errors.push(error));
  onTestFinished(async () => {
    await untilReported();
    process.removeAllListeners('uncaughtException');
    for (const listener of before) process.on('uncaughtException', listener);
  });
  return errors;
}

/** What was thrown so far has been reported after this. */
export function untilReported(): Promise<void> {
  return new Promise((resolve) => {
    setImmediate(resolve);
  });
}
