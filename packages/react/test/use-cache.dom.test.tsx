import { act, cleanup, renderHook } from '@testing-library/react';
import type { ReactNode } from 'react';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { SpeechProvider, useCache } from '../src/index.ts';
import { createFakeSpeech, type FakeSpeech } from './support/fake-speech.ts';

let speech: FakeSpeech;
beforeEach(() => {
  speech = createFakeSpeech();
});
afterEach(cleanup);

test('what is kept is counted on mounting and with each request', async () => {
  const { result } = renderHook(() => useCache(), { wrapper });
  expect(result.current).toMatchObject({ hits: 0, kept: null });
  await act(async () => {});
  expect(result.current.kept).toEqual({ clips: 0, bytes: 0, isStored: true });
  await act(async () => speech.cacheStore.setState({ misses: 1 }));
  expect(result.current).toMatchObject({ misses: 1, kept: { clips: 1, bytes: 1000 } });
  await act(async () => speech.cacheStore.setState({ hits: 1, savedCharacters: 42 }));
  expect(result.current).toMatchObject({ hits: 1, savedCharacters: 42, kept: { clips: 1 } });
});

test('after it was cleared it is counted anew', async () => {
  const { result } = renderHook(() => useCache(), { wrapper });
  await act(async () => speech.cacheStore.setState({ misses: 3 }));
  expect(result.current.kept?.clips).toBe(3);
  const { clear } = result.current;
  await act(() => clear());
  expect(result.current.kept?.clips).toBe(0);
  expect(result.current.clear).toBe(clear);
});

function wrapper({ children }: { readonly children: ReactNode }): ReactNode {
  return <SpeechProvider speech={speech}>{children}</SpeechProvider>;
}
