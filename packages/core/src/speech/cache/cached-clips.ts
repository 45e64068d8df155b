import { CuelightError } from '../../errors.ts';
import type { Clock } from '../../platform/clock.ts';
import type { Random } from '../../platform/random.ts';
import type { JobSnapshot } from '../../pool/types.ts';
import type { Provider } from '../../providers/provider.ts';
import type { ClipJob, ClipOrigin, ClipSink, ClipSource, SegmentRequest } from '../clip-source.ts';
import { CacheCounts } from './cache-counts.ts';
import type { CacheMode, CheckedCacheOptions } from './cache-options.ts';
import type { ClearedMark } from './cleared-mark.ts';
import { clipKey } from './clip-key.ts';
import { Listening, type Heard } from './listening.ts';
import { MemoryClips } from './memory-clips.ts';
import type { Place, Shelf } from './shelf.ts';
import { Take } from './take.ts';
import type { CacheStatistics, ClipCache } from './types.ts';

export interface CachedClipsParts {
  readonly provider: Provider;
  readonly clock: Clock;
  readonly random: Random;
  /** Asks the provider. */
  readonly network: ClipSource;
  /** `null` where nothing is stored. */
  readonly shelf: Shelf | null;
  readonly mark: ClearedMark;
  readonly options: Pick<CheckedCacheOptions, 'memoryBytes' | 'keepForMs'>;
}

type Bytes = Uint8Array<ArrayBuffer>;

const BYTES_PER_SAMPLE = 2;
/** Of what is being looked for, or is there. */
const AT_ONCE: JobSnapshot = { state: 'waiting', estimated: true, waitsFor: 'turn', retry: null };

/** Brings clips that were brought before without asking the provider again, and keeps those that it brings. */
export class CachedClips implements ClipCache {
  readonly #parts: CachedClipsParts;
  readonly #memory: MemoryClips;
  readonly #counts = new CacheCounts();
  /** Under way in this tab, and to be joined. */
  readonly #takes: Map<string, Take> = new Map();
  /** What the memory is of. */
  #mark: string;

  constructor(parts: CachedClipsParts) {
    this.#parts = parts;
    const { memoryBytes, keepForMs } = parts.options;
    this.#memory = new MemoryClips({ totalBytes: memoryBytes, keepForMs });
    this.#mark = '';
  }

  readonly getState: ClipCache['getState'] = () => this.#counts.store.getState();
  readonly getInitialState: ClipCache['getInitialState'] = () => this.#counts.store.getInitialState();
  readonly subscribe: ClipCache['subscribe'] = (listener) => this.#counts.store.subscribe(listener);

  /** `isCounted`: whether what it gives is something saved. */
  source(mode: CacheMode, isCounted = true): ClipSource {
    if (mode === 'off') return this.#parts.network;
    return {
      fetch: (request, sink) => {
        const job = this.#fetch(request, sink, mode);
        if (!isCounted) return job;
        job.finished.then(
          () => this.#counts.heard(job.origin, this.#parts.provider.billedCharacters(request.request.text)),
          (error: unknown) => {
            if (CuelightError.is(error) && error.code === 'not-cached') this.#counts.missed();
          },
        );
        return job;
      },
    };
  }

  async stats(): Promise<CacheStatistics> {
    this.#heedMark();
    const { clips, bytes } = this.#memory;
    const stored = (await this.#parts.shelf?.usage()) ?? null;
    return { ...this.getState(), ...(stored ?? { clips, bytes }), isStored: stored !== null };
  }

  async clear(): Promise<void> {
    const { mark, clock, random, shelf } = this.#parts;
    mark.change(clock.wallNow(), random());
    this.#heedMark();
    await shelf?.clear();
  }

  /** Works twice. */
  close(): void {
    this.#memory.clear();
    this.#parts.shelf?.close();
  }

  #fetch(request: SegmentRequest, sink: ClipSink, mode: CacheMode): ClipJob {
    const key = clipKey(this.#parts.provider, request.request);
    this.#heedMark();
    const isAnew = mode === 'reload';
    const atHand = isAnew ? null : this.#memory.get(key, this.#parts.clock.now());
    if (atHand !== null) return hear(Promise.resolve(atHand), request, sink, 'memory');
    const place = this.#parts.shelf?.place(key) ?? null;
    if (mode === 'only') return hear(this.#findStored(key, place), request, sink, 'storage');
    const underWay = isAnew ? undefined : this.#takes.get(key);
    return (underWay ?? this.#begin(key, request, place, isAnew)).join(sink, request);
  }

  async #findStored(key: string, place: Place | null): Promise<Bytes | null> {
    const mark = this.#mark;
    const bytes = (await place?.read()) ?? null;
    if (bytes !== null) this.#remember(key, bytes, mark);
    return bytes;
  }

  #begin(key: string, request: SegmentRequest, place: Place | null, isAnew: boolean): Take {
    const mark = this.#mark;
    const take = new Take({
      request,
      network: this.#parts.network,
      place,
      isAnew,
      onFound: (bytes) => this.#remember(key, bytes, mark),
      onBrought: async (bytes) => {
        const isSpoiled = bytes.length === 0 || bytes.length % BYTES_PER_SAMPLE !== 0;
        if (isSpoiled || !this.#remember(key, bytes, mark)) return;
        await place?.write(bytes);
        // Cleared while it was being stored, perhaps a moment too early for it.
        if (!this.#isSince(mark)) await this.#parts.shelf?.clear();
      },
      onOver: () => {
        if (this.#takes.get(key) === take) this.#takes.delete(key);
      },
    });
    take.start();
    this.#takes.set(key, take);
    return take;
  }

  /** `false` where the cache was cleared since it was asked for. */
  #remember(key: string, bytes: Bytes, mark: string): boolean {
    if (!this.#isSince(mark)) return false;
    this.#memory.put(key, bytes, this.#parts.clock.now());
    return true;
  }

  #isSince(mark: string): boolean {
    this.#heedMark();
    return mark === this.#mark;
  }

  /** Some tab may have cleared the cache. */
  #heedMark(): void {
    const mark = this.#parts.mark.current();
    if (mark === this.#mark) return;
    this.#mark = mark;
    this.#memory.clear();
  }
}

/** Hears what is kept, or fails where nothing is. */
function hear(
  finding: Promise<Bytes | null>,
  { doing }: SegmentRequest,
  sink: ClipSink,
  origin: ClipOrigin,
): ClipJob {
  const heard: Heard = { getState: () => AT_ONCE, observe: () => () => {}, left: () => {} };
  const listening = new Listening(heard, sink, origin, doing);
  void finding.then((bytes) => {
    if (bytes === null) {
      const because = 'its audio is not in the cache, and cache is "only"';
      listening.fail(new CuelightError('not-cached', { doing, because }));
      return;
    }
    listening.catchUp({ hasBegun: true, pieces: [bytes], isComplete: true });
    listening.end();
  });
  return listening;
}
