import { act } from '@testing-library/react';
import { afterEach, beforeEach, vi } from 'vitest';
import { describeHooks } from './support/hooks-suite.tsx';

// Time passes when a test waits for something.
beforeEach(() => void vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'performance', 'Date'] }));
afterEach(() => void vi.useRealTimers());

// Nothing is heard, but time passes as if.
describeHooks(waitFor, { player: { engine: 'silent' } });

const STEP_MS = 10;
const MOST_STEPS = 2000;

async function waitFor(check: () => void): Promise<void> {
  for (let step = 1; step < MOST_STEPS; step += 1) {
    try {
      check();
      return;
    } catch {
      // Not yet.
    }
    // oxlint-disable-next-line no-await-in-loop -- one moment after the other
    await act(() => vi.advanceTimersByTimeAsync(STEP_MS));
  }
  check();
}
