import type { CuelightError } from '../errors.ts';
import type { Report } from './pure/commands.ts';
import type { QueuedTrack } from './queued-track.ts';
import type { TrackSnapshot } from './types.ts';

/**
 * The tracks of a player that are not over, in the order in which they were opened, and how the others have ended. What
 * becomes of one is told its engine; it is shown when the player says so.
 */
export class TrackQueue implements Iterable<QueuedTrack> {
  readonly #tracks = new Set<QueuedTrack>();
  /** Of those that are over and have not shown it yet. */
  readonly #endings: { readonly track: QueuedTrack; readonly snapshot: TrackSnapshot }[] = [];
  #lastId = 0;

  get size(): number {
    return this.#tracks.size;
  }

  /** The one that is heard or waited for. */
  get head(): QueuedTrack | undefined {
    return this.#tracks.values().next().value;
  }

  [Symbol.iterator](): Iterator<QueuedTrack> {
    return this.#tracks.values();
  }

  has(track: QueuedTrack): boolean {
    return this.#tracks.has(track);
  }

  /** Whether any of them is of this rate. */
  needs(sampleRateHz: number): boolean {
    return [...this].some((track) => track.format.sampleRateHz === sampleRateHz);
  }

  add(track: QueuedTrack): void {
    this.#tracks.add(track);
    track.id = ++this.#lastId;
    track.isOpened = false;
    track.showAsWaiting();
  }

  seek(track: QueuedTrack, frame: number): void {
    track.seek(++this.#lastId, frame);
  }

  note(report: Report): void {
    const track = [...this].find(({ id }) => id === report.track);
    if (track === undefined) return;
    track.note(report);
    if (report.type !== 'ended') return;
    // The engine has let go of it.
    track.isOpened = false;
    this.end(track, { state: 'ended' });
  }

  /** Takes it out, once. */
  end(track: QueuedTrack, snapshot: TrackSnapshot): void {
    if (!this.#tracks.delete(track)) return;
    track.leave();
    this.#endings.push({ track, snapshot });
  }

  /** What has nothing to say needs no turn, and no click, to say it. */
  endEmpty(): void {
    for (let { head } = this; head?.isEmpty === true; { head } = this) this.end(head, { state: 'ended' });
  }

  /** Another engine goes on where the one that was lost got to, or there is none. */
  startAnew(sampleRateHz: number, error: CuelightError | null): void {
    for (const track of this.#tracks) {
      if (track.format.sampleRateHz !== sampleRateHz) continue;
      track.isOpened = false;
      if (error === null) track.goTo(track.head.playedFrames);
      else this.end(track, { state: 'failed', error });
    }
  }

  /** One by one: a listener that throws, or calls the player, must not make another track miss its end. */
  showEndings(): void {
    for (let ending = this.#endings.shift(); ending !== undefined; ending = this.#endings.shift()) {
      ending.track.end(ending.snapshot);
    }
  }
}
