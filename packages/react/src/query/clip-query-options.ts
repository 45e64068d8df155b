import { CuelightError, type Clip, type ClipFormat, type ClipOptions, type Speech } from '@cuelight/core';
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
  /** Of any length, unless a format is named: then as long as the provider takes it at once. */
  readonly text: string;
  /**
   * One of the provider's own: it is not kept by Cuelight's cache, and asked for again after a reload.
   * @default 'wav', put together from what the cache has or gets
   */
  readonly format?: ClipFormat;
}

export type ClipQueryKey = readonly ['cuelight', 'clip', pool: string, Omit<ClipRequest, 'lane'>];

/**
 * One text as audio with an address, asked for in its turn among what is said, unless the cache has it. It never gets
 * stale, and the pool is the one that tries again. In a browser only: on a server the query fails, so that what suspends for it is left to
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
      const { bytes, ...clip } = await fetchClip(speech, text, { ...options, signal });
      const url = URL.createObjectURL(new Blob([bytes], { type: clip.mediaType }));
      revokeWithQuery(client.getQueryCache(), queryKey, url);
      return { url, ...clip };
    },
    staleTime: Infinity,
    retry: never,
    // A clip that is stored needs no network, and the pool waits for it itself.
    networkMode: 'always',
  };
}

/** As `say` would ask for it, or in a format that `say` has no use for. */
async function fetchClip(speech: Speech, text: string, options: ClipOptions): Promise<Clip> {
  if (options.format !== undefined) return speech.clip(text, options).finished;
  const preparation = speech.prepare(text, { lane: 'normal', ...options });
  const bytes = await preparation.toWav();
  return { bytes, format: 'wav', mediaType: 'audio/wav', warnings: preparation.warnings };
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
