/**
 * Clips that outlive the page, shared by the tabs of one origin. Everything in it is only ever a help: it never throws
 * and never rejects, and where nothing can be stored it reads as empty.
 */
export interface ClipStore {
  /** The bytes of a clip, which counts as used now; `null` where there is none that is whole and not too old. */
  read(key: string): Promise<Uint8Array<ArrayBuffer> | null>;
  /**
   * Keeps a clip, in place of the one before under that key, and lets go of what is too old or has not been used for
   * longest, so that all of them together fit. Resolves to whether it is kept.
   */
  write(clip: NewClip, bounds: ClipBounds): Promise<boolean>;
  /** What is kept of that owner; `null` where nothing can be stored. */
  usage(owner: string): Promise<ClipUsage | null>;
  /** Lets go of all that is kept of that owner. */
  clear(owner: string): Promise<void>;
  /** Lets go of the store. What is asked of it later opens it again. Works twice. */
  close(): void;
}

export interface NewClip {
  readonly key: string;
  /** Whose clip it is: what is cleared together. */
  readonly owner: string;
  readonly bytes: Uint8Array<ArrayBuffer>;
  /** From now on, by the calendar of the machine. */
  readonly keepForMs: number;
}

export interface ClipBounds {
  /** Of the audio of all owners together. */
  readonly totalBytes: number;
}

export interface ClipUsage {
  readonly clips: number;
  readonly bytes: number;
}

/** What a store knows of a clip without its audio. */
export interface ClipEntry {
  readonly key: string;
  readonly owner: string;
  readonly bytes: number;
  readonly storedAtMs: number;
  readonly usedAtMs: number;
  readonly expiresAtMs: number;
}

/** However small they are: so many are looked through when one is stored. */
const MOST_CLIPS = 5000;

/**
 * What has to go so that one more clip of `neededBytes` fits into `totalBytes`: what is too old, then what was not used
 * for longest. `null` where it cannot fit at all.
 */
export function clipsToEvict(
  entries: readonly ClipEntry[],
  neededBytes: number,
  { totalBytes }: ClipBounds,
  nowMs: number,
): readonly string[] | null {
  if (neededBytes > totalBytes) return null;
  const isTooOld = (entry: ClipEntry): boolean => isExpired(entry, nowMs);
  const evicted = entries.filter(isTooOld);
  const kept = entries.filter((entry) => !isTooOld(entry));
  let leftBytes = totalBytes - neededBytes - kept.reduce((sum, { bytes }) => sum + bytes, 0);
  let leftClips = MOST_CLIPS - 1 - kept.length;
  for (const entry of kept.toSorted((left, right) => left.usedAtMs - right.usedAtMs)) {
    if (leftBytes >= 0 && leftClips >= 0) break;
    evicted.push(entry);
    leftBytes += entry.bytes;
    leftClips += 1;
  }
  return evicted.map(({ key }) => key);
}

/** Also what was stored at a time that has not come yet: the calendar was wrong then or is now. */
export function isExpired({ storedAtMs, expiresAtMs }: ClipEntry, nowMs: number): boolean {
  return nowMs >= expiresAtMs || nowMs < storedAtMs;
}

/** What is known of a clip that is stored now. */
export function entryOf({ key, owner, bytes, keepForMs }: NewClip, nowMs: number): ClipEntry {
  const expiresAtMs = nowMs + keepForMs;
  return { key, owner, bytes: bytes.length, storedAtMs: nowMs, usedAtMs: nowMs, expiresAtMs };
}

/** `null` for what is no entry: what is stored may have been written by anybody on this origin. */
export function decodeEntry(value: unknown): ClipEntry | null {
  if (typeof value !== 'object' || value === null) return null;
  const read = (name: string): unknown => Object.getOwnPropertyDescriptor(value, name)?.value;
  const [key, owner] = [read('key'), read('owner')];
  const [bytes, storedAtMs] = [read('bytes'), read('storedAtMs')];
  const [usedAtMs, expiresAtMs] = [read('usedAtMs'), read('expiresAtMs')];
  if (typeof key !== 'string' || typeof owner !== 'string') return null;
  if (!isAmount(bytes) || !isAmount(storedAtMs) || !isAmount(usedAtMs) || !isAmount(expiresAtMs)) return null;
  return { key, owner, bytes, storedAtMs, usedAtMs, expiresAtMs };
}

function isAmount(value: unknown): value is number {
  return typeof value === 'number' && value >= 0 && value < Infinity;
}
