import { breeze } from '@cuelight/core';
import { act, cleanup, render } from '@testing-library/react';
import type { ReactNode } from 'react';
import { renderToString } from 'react-dom/server';
import { afterEach, expect, test, vi } from 'vitest';
import { SpeechProvider } from '../src/index.ts';
import { Status } from './support/status.tsx';

afterEach(() => {
  cleanup();
  vi.useRealTimers();
  vi.restoreAllMocks();
});

test('what a server has rendered is hydrated without a warning, then shows the present', async () => {
  vi.useFakeTimers();
  const told = vi.spyOn(console, 'error').mockReturnValue();
  const container = document.createElement('div');
  container.innerHTML = renderToString(app());
  document.body.append(container);
  render(app(), { container, hydrate: true });
  await act(async () => {});
  expect(told).not.toHaveBeenCalled();
  expect(container.textContent).toBe(
    'idle 0 of 3, idle, 10 seconds, no retry, 0 texts at 0 s, 0 hits, silent',
  );
});

function app(): ReactNode {
  return (
    <SpeechProvider provider={breeze()}>
      <Status />
    </SpeechProvider>
  );
}
