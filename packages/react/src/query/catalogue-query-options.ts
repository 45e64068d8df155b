import {
  askLimit,
  listVoices,
  type CuelightError,
  type Provider,
  type ReportedLimit,
  type Voice,
  type VoiceOptions,
} from '@cuelight/core';
import { tagged, type CuelightQueryOptions } from './query-options.ts';

/** Begins with what all queries of Cuelight and all of one kind have in common: to invalidate them together. */
export type CatalogueQueryKey<Kind extends string> = readonly ['cuelight', Kind, Account, Query];

/** What tells one account from another; never its key. */
interface Account {
  readonly provider: string;
  readonly baseUrl: string;
  readonly account: string;
}

type Query = Omit<VoiceOptions, 'signal'>;

const VOICES_STALE_AFTER_MS = 600_000;
const ENTITLEMENTS_STALE_AFTER_MS = 60_000;
const MOST_RETRIES = 2;

/**
 * The voices that `say` takes. They are fresh for ten minutes, and asked for again twice where that may help.
 * The query fails with the `CuelightError` of `listVoices`.
 */
export function voicesQueryOptions(
  provider: Provider,
  query: Query = {},
): CuelightQueryOptions<CatalogueQueryKey<'voices'>, Voice[]> {
  return {
    queryKey: tagged(['cuelight', 'voices', accountOf(provider), query]),
    queryFn: ({ signal }) => listVoices(provider, { ...query, signal }),
    staleTime: VOICES_STALE_AFTER_MS,
    retry: mayHelp,
  };
}

/**
 * What the account says it allows, `null` where the provider does not tell. Fresh for a minute, and asked for again
 * twice where that may help. The query fails with the `CuelightError` of `askLimit`.
 */
export function entitlementsQueryOptions(
  provider: Provider,
): CuelightQueryOptions<CatalogueQueryKey<'entitlements'>, ReportedLimit | null> {
  return {
    queryKey: tagged(['cuelight', 'entitlements', accountOf(provider), {}]),
    queryFn: ({ signal }) => askLimit(provider, { signal }),
    staleTime: ENTITLEMENTS_STALE_AFTER_MS,
    retry: mayHelp,
  };
}

function accountOf({ id, connection }: Provider): Account {
  return { provider: id, baseUrl: connection.baseUrl, account: connection.account };
}

/** Nothing else repeats these requests. */
function mayHelp(failures: number, error: CuelightError): boolean {
  return failures < MOST_RETRIES && error.retryable;
}
