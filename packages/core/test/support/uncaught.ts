import { onTestFinished } from 'vitest';

/** Collects what is thrown and caught by nobody, until the test ends; else it would count as a failure of the run. */
export function catchUncaught(): readonly unknown[] {
  return collect('uncaughtException');
}

/** Collects the errors of promises that nobody handles, until the test ends. */
export function catchUnhandledRejections(): readonly unknown[] {
  return collect('unhandledRejection');
}

function collect(event: 'uncaughtException' | 'unhandledRejection'): readonly unknown[] {
  const errors: unknown[] = [];
  const before = process.rawListeners(event);
  process.removeAllListeners(event);
  process.on(event, (error: unknown) => errors.push(error));
  onTestFinished(async () => {
    await untilReported();
    process.removeAllListeners(event);
    // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- they were listeners of this event
    for (const listener of before) process.on(event, listener as (error: unknown) => void);
  });
  return errors;
}

/** What was thrown so far has been reported after this. */
export function untilReported(): Promise<void> {
  return new Promise((resolve) => {
    setImmediate(resolve);
  });
}
