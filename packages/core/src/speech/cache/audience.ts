import type { CuelightError } from '../../errors.ts';
import type { ClipOrigin } from '../clip-source.ts';
import { joined } from '../joined.ts';
import type { HeardSoFar, Listening } from './listening.ts';

/** All in this tab who want one clip. Each hears it from its first byte on, whenever it came, and ends once. */
export class Audience {
  readonly #listeners: Set<Listening> = new Set();
  #soFar: HeardSoFar = { hasBegun: false, pieces: [], isComplete: false };

  get isEmpty(): boolean {
    return this.#listeners.size === 0;
  }

  get hasBegun(): boolean {
    return this.#soFar.hasBegun;
  }

  join(listening: Listening): void {
    this.#listeners.add(listening);
    queueMicrotask(() => listening.catchUp(this.#soFar));
  }

  leave(listening: Listening): void {
    this.#listeners.delete(listening);
  }

  /** Where it comes from, as it turns out. */
  comesFrom(origin: ClipOrigin): void {
    for (const listening of this.#listeners) listening.origin = origin;
  }

  began(): void {
    this.#soFar = { hasBegun: true, pieces: [], isComplete: false };
    for (const listening of this.#listeners) listening.began();
  }

  received(bytes: Uint8Array): void {
    this.#soFar.pieces.push(bytes);
    for (const listening of this.#listeners) listening.received(bytes);
  }

  completed(): void {
    this.#soFar = { ...this.#soFar, isComplete: true };
    for (const listening of this.#listeners) listening.completed();
  }

  /** All that was received of this take. */
  whole(): Uint8Array<ArrayBuffer> {
    return joined(this.#soFar.pieces);
  }

  /** Some may want another try and others not, for whom it fails. `false`: nobody is left. */
  mayRetry(error: CuelightError): boolean {
    for (const listening of this.#listeners) {
      if (listening.mayRetry(error)) continue;
      this.#listeners.delete(listening);
      listening.fail(error);
    }
    return !this.isEmpty;
  }

  end(): void {
    for (const listening of this.#listeners) {
      listening.catchUp(this.#soFar);
      listening.end();
    }
  }

  fail(error: CuelightError): void {
    for (const listening of this.#listeners) listening.fail(error);
  }
}
