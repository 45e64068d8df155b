import { createPoolOn } from '../../../src/pool/create-pool.ts';
import type { Pool } from '../../../src/pool/types.ts';
import { breeze, type BreezeOptions } from '../../../src/providers/breeze/breeze.ts';
import { checkCacheOptions, type CacheOptions } from '../../../src/speech/cache/cache-options.ts';
import { openCacheOn } from '../../../src/speech/cache/open-cache.ts';
import { SpeechClient } from '../../../src/speech/speech.ts';
import {
  VirtualBrowser,
  type VirtualBrowserOptions,
  type VirtualTabOptions,
} from '../../../src/testing/virtual-browser.ts';
import { VirtualClips } from '../../../src/testing/virtual-clips.ts';
import { VirtualClock } from '../../../src/testing/virtual-clock.ts';
import type { VirtualTab } from '../../../src/testing/virtual-tab.ts';
import { FakePlayer } from './fake-player.ts';
import { FakeService, type Answering } from './fake-service.ts';

export interface CachedTab {
  readonly tab: VirtualTab;
  readonly pool: Pool;
  readonly player: FakePlayer;
  readonly speech: SpeechClient;
  /** What the n-th track has received. */
  readonly heard: (index?: number) => readonly number[];
}

export interface CachedTabs {
  readonly browser: VirtualBrowser;
  readonly clock: VirtualClock;
  readonly clips: VirtualClips;
  readonly service: FakeService;
  open(options?: TabOptions): CachedTab;
  /** Lets everything happen that takes no time to speak of. */
  settle(): Promise<void>;
}

export interface TabOptions extends VirtualTabOptions {
  readonly cache?: CacheOptions;
  readonly provider?: BreezeOptions;
  readonly limit?: number;
  /** @default 'works' */
  readonly digest?: 'works' | 'none';
}

/** Turns of the microtask queue that Node's streams need from a request to the end of its answer, and some. */
const LONG_ANSWER = 200;

/** Tabs of one app with one storage, on one account. */
export function setTabs(answers: readonly Answering[], options: VirtualBrowserOptions = {}): CachedTabs {
  const clock = new VirtualClock({ microtaskTurns: LONG_ANSWER });
  const browser = new VirtualBrowser({ ...options, clock });
  const clips = new VirtualClips(clock);
  const service = new FakeService(...answers);
  return {
    browser,
    clock,
    clips,
    service,
    open: ({ cache = {}, provider: given = {}, limit = 3, digest = 'works', ...tabOptions } = {}) => {
      const tab = browser.openTab(tabOptions);
      const { platform } = tab;
      const provider = breeze({ ...given, fetch: service.fetch });
      const pool = createPoolOn(platform, 'speech', { limit });
      const player = new FakePlayer();
      const checked = checkCacheOptions('test', cache);
      const cachePlatform = {
        ...platform,
        loadClips: async () => clips.forTab(),
        digest: async (text: string) => (digest === 'none' ? null : fakeHash(text)),
      };
      const speech = new SpeechClient({
        provider,
        pool,
        player,
        clock: platform.clock,
        openCache: openCacheOn(cachePlatform, provider, checked),
        cacheMode: checked.mode,
      });
      return {
        tab,
        pool,
        player,
        speech,
        heard: (index = 0) => player.tracks[index]?.bytes ?? missing(`There is no track ${index}.`),
      };
    },
    settle: () => clock.advance(100),
  };
}

/** Short, and of the text alone. */
function fakeHash(text: string): string {
  let hash = 7;
  for (let index = 0; index < text.length; index += 1) hash = (hash * 31 + text.charCodeAt(index)) % 2 ** 32;
  return hash.toString(16);
}

function missing(because: string): never {
  throw new Error(because);
}
