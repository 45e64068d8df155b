import { beforeEach, expect, test, vi } from 'vitest';
import { loadWorklet } from '../../src/audio/worklet/load-worklet.ts';
import { VirtualClock } from '../../src/testing/virtual-clock.ts';

const warn = vi.spyOn(console, 'warn');
beforeEach(() => void warn.mockReturnValue());

test('a file that nobody answers for keeps no page silent: the own copy is taken after 5 seconds', async () => {
  const asked: string[] = [];
  const addModule = (url: string): Promise<void> => {
    asked.push(url.replace(/:.*/, ':'));
    return url === '/hangs.js' ? new Promise(() => undefined) : Promise.resolve();
  };
  const clock = new VirtualClock();
  // @ts-expect-error of a context only its worklets are looked at
  const loaded = loadWorklet({ audioWorklet: { addModule } }, '/hangs.js', clock);
  await clock.advance(4999);
  expect(asked).toEqual(['/hangs.js']);
  await clock.advance(1);
  await expect(loaded).resolves.toBeUndefined();
  expect(asked).toEqual(['/hangs.js', 'blob:']);
  expect(warn).toHaveBeenCalledWith(expect.stringContaining('does not come from workletUrl "/hangs.js"'));
  expect(clock.pending).toBe(0);
});
