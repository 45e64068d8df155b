import { CuelightError, type ClipFormat, type ClipOptions, type Speech } from '@cuelight/core';
import { revokeWithQuery } from './object-urls.ts';
import { tagged, type CuelightQueryOptions } from './query-options.ts';

/** A text that can be played: `<audio src={url} />`. */
export interface ClipAudio {
  /** Of an object in memory: good until the query leaves the cache of TanStack Query, or has another clip. */
  readonly url: string;
  readonly format: ClipFormat;
  readonly mediaType: string;
  /** Options that the provider could not honour, for people. */
  readonly warnings: readonly string[];
}

interface ClipRequest extends Omit<ClipOptions, 'signal'> {
  readonly text: string;
}

export type ClipQueryKey = readonly ['cuelight', 'clip', pool: string, Omit<ClipRequest, 'lane'>];

/**
 * One text as audio with an address, asked for in its turn among what is said. It never gets stale, and the pool is
 * the one that tries again. In a browser only: on a server the query fails, so that what suspends for it is left to
 * the browser.
 *
 * The query fails with the `CuelightError` of `speech.clip`.
 *
 * @example
 * const { data } = useQuery(clipQueryOptions(speech, { text: 'One voice at a time.', voice }));
 * return <audio src={data?.url} controls />;
 */
export function clipQueryOptions(
  speech: Speech,
  request: ClipRequest,
): CuelightQueryOptions<ClipQueryKey, ClipAudio> {
  // Who else waits does not change the clip.
  const { lane: _lane, ...content } = request;
  const { text, ...options } = request;
  return {
    queryKey: tagged(['cuelight', 'clip', speech.pool.name, content]),
    queryFn: async ({ client, queryKey, signal }) => {
      checkBrowser();
      const { bytes, format, mediaType, warnings } = await speech.clip(text, { ...options, signal }).finished;
      const url = URL.createObjectURL(new Blob([bytes], { type: mediaType }));
      revokeWithQuery(client.getQueryCache(), queryKey, url);
      return { url, format, mediaType, warnings };
    },
    staleTime: Infinity,
    retry: never,
    // A clip that is stored needs no network, and the pool waits for it itself.
    networkMode: 'always',
  };
}

function never(): boolean {
  return false;
}

function checkBrowser(): void {
  if ('document' in globalThis) return;
  throw new CuelightError('no-audio', {
    doing: 'make a clip with an address',
    because: 'there is no page here',
    advice: 'Ask for it in a browser; on a server, prefetch voices and entitlements only.',
  });
}
