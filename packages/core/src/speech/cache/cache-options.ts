import { choiceOption, invalidOption, numberOption, objectOption } from '../../options.ts';

/**
 * `default`: what is kept is heard, what is not is asked for and kept. `reload`: asked for again, and kept in place of
 * what was. `only`: heard from the cache or not at all. `off`: the cache is left alone.
 */
export type CacheMode = 'default' | 'reload' | 'only' | 'off';

export interface CacheOptions {
  /** Of what is said without a mode of its own. @default 'default' */
  readonly mode?: CacheMode;
  /** Whether clips outlive the page, for all tabs of the origin; else each tab keeps its own. @default true */
  readonly persist?: boolean;
  /** Bytes of audio that this tab keeps at hand, 0 to 1e9. @default 32 MB, about 11 minutes */
  readonly memoryBytes?: number;
  /** Bytes of audio that the origin stores, 0 to 1e10; the browser may allow less. @default 128 MB, about 45 minutes */
  readonly storageBytes?: number;
  /** For how long a clip is kept, in milliseconds, 1000 at least. @default 30 days */
  readonly keepForMs?: number;
}

export type CheckedCacheOptions = Required<CacheOptions>;

const MODES: readonly CacheMode[] = ['default', 'reload', 'only', 'off'];

/** @throws CuelightError `invalid-option` */
export function checkCacheOptions(doing: string, given: CacheOptions = {}): CheckedCacheOptions {
  objectOption(doing, 'cache', given);
  const { persist = true } = given;
  if (typeof persist !== 'boolean') throw invalidOption(doing, 'cache.persist', persist, 'true or false');
  return {
    mode: checkCacheMode(doing, 'cache.mode', given.mode, 'default'),
    persist,
    memoryBytes: numberOption(doing, 'cache.memoryBytes', given.memoryBytes, 32e6, { min: 0, max: 1e9 }),
    storageBytes: numberOption(doing, 'cache.storageBytes', given.storageBytes, 128e6, { min: 0, max: 1e10 }),
    keepForMs: numberOption(doing, 'cache.keepForMs', given.keepForMs, 30 * DAY_MS, { min: 1000, max: 1e13 }),
  };
}

const DAY_MS = 86_400_000;

/** @throws CuelightError `invalid-option` */
export function checkCacheMode(
  doing: string,
  option: string,
  given: unknown,
  fallback: CacheMode,
): CacheMode {
  return choiceOption(doing, option, given, MODES, fallback);
}
