import type { CuelightError, Provider, ReportedLimit, Speech, Voice } from '@cuelight/core';
import {
  clipQueryOptions,
  entitlementsQueryOptions,
  voicesQueryOptions,
  type ClipAudio,
} from '@cuelight/react/query';
import { useQuery, useSuspenseQuery, type QueryClient } from '@tanstack/react-query';
import { expectTypeOf } from 'vitest';

/** Compiled by `npm run check`, never run: each `@ts-expect-error` fails where there is no error. */

declare const speech: Speech;
declare const provider: Provider;
declare const client: QueryClient;

export function DataAndErrorsAreTyped(): void {
  const { data, error } = useQuery(clipQueryOptions(speech, { text: 'Hello.', voice: 'nora' }));
  expectTypeOf(data).toEqualTypeOf<ClipAudio | undefined>();
  expectTypeOf(error).toEqualTypeOf<CuelightError | null>();
  expectTypeOf(useSuspenseQuery(voicesQueryOptions(provider)).data).toEqualTypeOf<Voice[]>();
  expectTypeOf(
    useSuspenseQuery(entitlementsQueryOptions(provider)).data,
  ).toEqualTypeOf<ReportedLimit | null>();
}

export function TheyCanBeSpreadAndChanged(): void {
  const names = useQuery({
    ...voicesQueryOptions(provider),
    enabled: false,
    select: (voices) => voices.map(({ name }) => name),
  });
  expectTypeOf(names.data).toEqualTypeOf<string[] | undefined>();
}

export async function TheyWorkWithoutAComponent(): Promise<void> {
  await client.prefetchQuery(voicesQueryOptions(provider));
  expectTypeOf(await client.ensureQueryData(voicesQueryOptions(provider))).toEqualTypeOf<Voice[]>();
  const { queryKey } = clipQueryOptions(speech, { text: 'Hello.', voice: 'nora', format: 'mp3' });
  expectTypeOf(client.getQueryData(queryKey)).toEqualTypeOf<ClipAudio | undefined>();
}

export function WhatAClipNeeds(): void {
  // @ts-expect-error: there is no voice
  clipQueryOptions(speech, { text: 'Hello.' });
  // @ts-expect-error: no such format
  clipQueryOptions(speech, { text: 'Hello.', voice: 'nora', format: 'midi' });
  // @ts-expect-error: TanStack Query has a signal of its own
  clipQueryOptions(speech, { text: 'Hello.', voice: 'nora', signal: new AbortController().signal });
}
