import { breeze, createSpeech, type Speech } from '@cuelight/core';
import { breezeHandlers } from '@cuelight/msw';
import { QueryClient, QueryClientProvider, useQuery, useSuspenseQuery } from '@tanstack/react-query';
import { cleanup, configure, render, renderHook, screen, waitFor } from '@testing-library/react';
import { setupServer } from 'msw/node';
import { Suspense, type ReactElement, type ReactNode } from 'react';
import { afterAll, afterEach, beforeEach, expect, test, vi } from 'vitest';
import { clipQueryOptions, entitlementsQueryOptions, voicesQueryOptions } from '../src/query.ts';
import { Boundary } from './support/boundary.tsx';

const { handlers, account } = breezeHandlers({ voice: 'tone', firstByteMs: 0, speed: Infinity });
const server = setupServer(...handlers);
server.listen();
afterAll(() => server.close());

// A busy machine is slow, not wrong.
configure({ asyncUtilTimeout: 8000 });

const provider = breeze({ baseUrl: 'https://api.breeze.blue' });
const HELLO = { text: 'Hello.', voice: 'tone' };

let client: QueryClient;
let speech: Speech;
const revoked: string[] = [];

beforeEach(() => {
  account.control({ reset: true, foreign: { slots: 0 }, faults: [] });
  client = new QueryClient();
  speech = createSpeech({ provider });
  vi.spyOn(URL, 'revokeObjectURL').mockImplementation((url) => void revoked.push(url));
});

afterEach(() => {
  cleanup();
  client.clear();
  speech.close();
  revoked.length = 0;
  vi.restoreAllMocks();
});

test('a clip has an address, and is asked for once, also under StrictMode', async () => {
  const options = clipQueryOptions(speech, HELLO);
  const { result } = renderHook(() => [useQuery(options), useQuery(options)], {
    wrapper,
    reactStrictMode: true,
  });
  await waitFor(() => expect(result.current[0]?.status).toBe('success'));
  expect(result.current[0]?.data).toMatchObject({ format: 'wav', mediaType: 'audio/wav', warnings: [] });
  expect(result.current[0]?.data?.url).toMatch(/^blob:/);
  expect(result.current[1]?.data).toBe(result.current[0]?.data);
  expect(account.journal().counts.requests).toBe(1);
});

test('a clip that the cache has is not asked for again, whatever becomes of the query', async () => {
  const options = clipQueryOptions(speech, HELLO);
  await client.fetchQuery(options);
  client.clear();
  await client.fetchQuery(options);
  expect(account.journal().counts.requests).toBe(1);
  expect(speech.cache.getState()).toMatchObject({ misses: 1, hits: 1 });
});

test('a format of the provider is asked for as it is', async () => {
  const clip = await client.fetchQuery(clipQueryOptions(speech, { ...HELLO, format: 'wav' }));
  expect(clip).toMatchObject({ format: 'wav', mediaType: 'audio/wav' });
  expect(speech.cache.getState()).toMatchObject({ misses: 0 });
});

test('its address is good as long as the query is in the cache', async () => {
  const options = clipQueryOptions(speech, HELLO);
  const { url } = await client.fetchQuery(options);
  await client.prefetchQuery(clipQueryOptions(speech, { ...HELLO, text: 'Another one.' }));
  expect(revoked).toEqual([]);
  client.removeQueries({ queryKey: options.queryKey });
  expect(revoked).toEqual([url]);
});

test('an address is revoked when another clip has taken its place, and not before', async () => {
  const options = clipQueryOptions(speech, HELLO);
  const before = await client.fetchQuery(options);
  const refetched = client.refetchQueries({ queryKey: options.queryKey });
  expect(revoked).toEqual([]);
  await refetched;
  expect(client.getQueryData(options.queryKey)?.url).not.toBe(before.url);
  expect(revoked).toEqual([before.url]);
});

test('who is next in line does not make it another clip', () => {
  const { queryKey } = clipQueryOptions(speech, HELLO);
  expect(clipQueryOptions(speech, { ...HELLO, lane: 'background' }).queryKey).toEqual(queryKey);
  expect(clipQueryOptions(speech, { ...HELLO, format: 'mp3' }).queryKey).not.toEqual(queryKey);
  const elsewhere = createSpeech({ provider: breeze({ account: 'another' }) });
  expect(clipQueryOptions(elsewhere, HELLO).queryKey).not.toEqual(queryKey);
});

test('what nobody looks at any more is not fetched to its end', async () => {
  account.control({ hold: true });
  const { unmount } = renderHook(() => useQuery(clipQueryOptions(speech, HELLO)), { wrapper });
  await waitFor(() => expect(account.journal().inFlight).toBe(1));
  unmount();
  account.control({ hold: false });
  await waitFor(() => expect(account.journal()).toMatchObject({ inFlight: 0, counts: { aborted: 1 } }));
});

test('a refusal is left to the pool; what it cannot cure is the error of the query', async () => {
  account.control({ faults: [{ status: 404, code: 'RESOURCE_NOT_FOUND' }] });
  await expect(client.fetchQuery(clipQueryOptions(speech, HELLO))).rejects.toMatchObject({ code: 'invalid' });
  expect(account.journal().counts.requests).toBe(1);
});

test('voices and entitlements suspend, and are there when they have been prefetched', async () => {
  const app = (
    <Suspense fallback="One moment.">
      <Account />
    </Suspense>
  );
  const { unmount } = render(app, { wrapper });
  expect(screen.getByText('One moment.')).toBeDefined();
  expect(await screen.findByText('voices, 3 at once')).toBeDefined();
  unmount();
  render(app, { wrapper });
  expect(screen.queryByText('One moment.')).toBeNull();
});

test('an error reaches the error boundary, with its code', async () => {
  vi.spyOn(console, 'error').mockReturnValue();
  account.control({ faults: [{ path: '/v1/voices', status: 401 }] });
  const caught: unknown[] = [];
  render(
    <Boundary onError={(error) => caught.push(error)}>
      <Suspense>
        <Voices />
      </Suspense>
    </Boundary>,
    { wrapper },
  );
  await waitFor(() => expect(caught).toMatchObject([{ code: 'unauthorized' }]));
});

function wrapper({ children }: { readonly children: ReactNode }): ReactNode {
  return <QueryClientProvider client={client}>{children}</QueryClientProvider>;
}

function Account(): ReactElement {
  const { data: voices } = useSuspenseQuery(voicesQueryOptions(provider));
  const { data: limit } = useSuspenseQuery(entitlementsQueryOptions(provider));
  return (
    <p>
      {voices.length > 0 ? 'voices' : 'none'}, {limit?.slots} at once
    </p>
  );
}

function Voices(): ReactNode {
  return useSuspenseQuery(voicesQueryOptions(provider)).data.length;
}
