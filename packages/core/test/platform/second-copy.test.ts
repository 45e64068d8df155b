import { afterEach, beforeEach, expect, test, vi } from 'vitest';

beforeEach(() => {
  vi.spyOn(console, 'warn').mockReturnValue();
  Reflect.deleteProperty(globalThis, Symbol.for('cuelight.copy'));
});
afterEach(() => {
  vi.unstubAllGlobals();
  vi.restoreAllMocks();
});

test('a page with one copy of the library is not warned, however many clients it has', async () => {
  vi.stubGlobal('document', {});
  const warnOfSecondCopy = await loadCopy();
  warnOfSecondCopy();
  warnOfSecondCopy();
  expect(console.warn).not.toHaveBeenCalled();
});

test('a page with several copies is warned once, and told what to do', async () => {
  vi.stubGlobal('document', {});
  const copies = [await loadCopy(), await loadCopy(), await loadCopy()];
  for (const warnOfSecondCopy of [...copies, ...copies]) warnOfSecondCopy();
  expect(console.warn).toHaveBeenCalledTimes(1);
  expect(console.warn).toHaveBeenCalledWith(expect.stringContaining("resolve.dedupe: ['@cuelight/core']"));
});

test('a server may have several copies', async () => {
  for (const warnOfSecondCopy of [await loadCopy(), await loadCopy()]) warnOfSecondCopy();
  expect(console.warn).not.toHaveBeenCalled();
});

async function loadCopy(): Promise<() => void> {
  vi.resetModules();
  return (await import('../../src/platform/second-copy.ts')).warnOfSecondCopy;
}
