interface MemoryClip {
  readonly bytes: Uint8Array<ArrayBuffer>;
  readonly expiresAtMs: number;
}

export interface MemoryBounds {
  readonly totalBytes: number;
  readonly keepForMs: number;
}

/** Clips that this tab has at hand. What was not used for longest goes first when there are too many bytes. */
export class MemoryClips {
  readonly #bounds: MemoryBounds;
  /** Those used last are last. */
  readonly #clips: Map<string, MemoryClip> = new Map();
  #bytes = 0;

  constructor(bounds: MemoryBounds) {
    this.#bounds = bounds;
  }

  get clips(): number {
    return this.#clips.size;
  }

  get bytes(): number {
    return this.#bytes;
  }

  /** Not a copy: it must not be changed. `nowMs` on a clock that never goes back. */
  get(key: string, nowMs: number): Uint8Array<ArrayBuffer> | null {
    const clip = this.#clips.get(key);
    if (clip === undefined) return null;
    this.#remove(key, clip);
    if (nowMs >= clip.expiresAtMs) return null;
    this.#add(key, clip);
    return clip.bytes;
  }

  put(key: string, bytes: Uint8Array<ArrayBuffer>, nowMs: number): void {
    const before = this.#clips.get(key);
    if (before !== undefined) this.#remove(key, before);
    if (bytes.length > this.#bounds.totalBytes) return;
    this.#add(key, { bytes, expiresAtMs: nowMs + this.#bounds.keepForMs });
    for (const [oldest, clip] of this.#clips) {
      if (this.#bytes <= this.#bounds.totalBytes) break;
      this.#remove(oldest, clip);
    }
  }

  clear(): void {
    this.#clips.clear();
    this.#bytes = 0;
  }

  #add(key: string, clip: MemoryClip): void {
    this.#clips.set(key, clip);
    this.#bytes += clip.bytes.length;
  }

  #remove(key: string, clip: MemoryClip): void {
    this.#clips.delete(key);
    this.#bytes -= clip.bytes.length;
  }
}
