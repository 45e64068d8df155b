import type { CuelightError } from '../../errors.ts';
import type { Undo } from '../../platform/clock.ts';
import type { JobSnapshot } from '../../pool/types.ts';
import { LANES, type Lane } from '../../scheduler/lane.ts';
import type { ClipJob, ClipOrigin, ClipSink, ClipSource, SegmentRequest } from '../clip-source.ts';
import { asSpeechError } from '../speech-error.ts';
import { Audience } from './audience.ts';
import type { Claim } from './claim.ts';
import { Listening, type Heard } from './listening.ts';
import type { Place } from './shelf.ts';

export interface TakeParts {
  readonly request: SegmentRequest;
  /** Asks the provider. */
  readonly network: ClipSource;
  /** `null` where clips are kept in memory alone. */
  readonly place: Place | null;
  /** Asked for anew, whatever is stored or under way in other tabs. */
  readonly isAnew: boolean;
  /** It was found in storage. */
  readonly onFound: (bytes: Uint8Array<ArrayBuffer>) => void;
  /** It came whole from the provider. Resolves when it is kept. */
  readonly onBrought: (bytes: Uint8Array<ArrayBuffer>) => Promise<void>;
  /** Nobody can join it any more. Called once. */
  readonly onOver: () => void;
}

/** How often it waits for other tabs that ask for the same clip and do not bring it, before it asks whatever they do. */
const MOST_WAITS = 3;

/** Another tab is asking. */
const ELSEWHERE: JobSnapshot = { state: 'running', attempt: 1 };

/**
 * One clip on its way to all in this tab who want it. It takes its place in the queue at once and looks into the storage
 * meanwhile; nothing is sent before it is certain that it is neither stored nor being asked for by another tab. Ends
 * when everybody has left, too.
 */
export class Take implements Heard {
  readonly #parts: TakeParts;
  readonly #audience = new Audience();
  readonly #observers: Set<() => void> = new Set();
  readonly #gone = new AbortController();
  #lane: Lane;
  #job: ClipJob | null = null;
  #stopObserving: Undo | null = null;
  /** Rises with each request: what becomes of those before is nobody's business. */
  #number = 0;
  #isOver = false;
  #hasLooked = false;
  #waits = 0;
  #claim: Claim | null = null;

  constructor(parts: TakeParts) {
    this.#parts = parts;
    this.#lane = parts.request.lane;
  }

  /** @throws CuelightError what the pool refuses at once. */
  start(): void {
    this.#ask();
    if (!this.#parts.isAnew) void this.#look();
  }

  /** One more who wants it; from its first byte, whenever that was. */
  join(sink: ClipSink, { doing, lane }: SegmentRequest): ClipJob {
    const listening = new Listening(this, sink, this.#audience.isEmpty ? 'network' : 'shared', doing);
    this.#audience.join(listening);
    if (LANES.indexOf(lane) < LANES.indexOf(this.#lane)) this.#hurry(lane);
    return listening;
  }

  getState(): JobSnapshot {
    return this.#job?.getState() ?? ELSEWHERE;
  }

  observe(changed: () => void): Undo {
    // One entry for each call, whoever calls.
    const entry = (): void => changed();
    this.#observers.add(entry);
    this.#stopObserving ??= this.#observeJob();
    return () => {
      this.#observers.delete(entry);
      if (this.#observers.size > 0) return;
      this.#stopObserving?.();
      this.#stopObserving = null;
    };
  }

  left(listening: Listening): void {
    this.#audience.leave(listening);
    if (!this.#audience.isEmpty) return;
    const job = this.#job;
    this.#over();
    job?.cancel();
  }

  #ask(): void {
    const { network, request, place } = this.#parts;
    this.#number += 1;
    const number = this.#number;
    const isCurrent = (): boolean => number === this.#number && !this.#isOver;
    const job = network.fetch(
      { ...request, lane: this.#lane },
      {
        ...(place !== null && { maySend: () => this.#maySend(place, isCurrent) }),
        began: () => {
          if (isCurrent()) this.#audience.began();
        },
        received: (bytes) => {
          if (isCurrent()) this.#audience.received(bytes);
        },
        completed: () => {
          if (isCurrent()) this.#completed();
        },
        mayRetry: (error) => isCurrent() && this.#mayRetry(error),
      },
    );
    this.#useJob(job);
    job.finished.then(
      () => {
        if (isCurrent()) this.#end();
      },
      (error: unknown) => {
        if (isCurrent()) this.#fail(error);
      },
    );
  }

  /** Somebody waits for it who goes before those who waited until now. */
  #hurry(lane: Lane): void {
    const before = this.#job;
    // Another tab is asking: if this one has to ask after all, it is in that lane.
    if (before === null) this.#lane = lane;
    if (this.#isOver || before?.getState().state !== 'waiting') return;
    const laneBefore = this.#lane;
    this.#lane = lane;
    try {
      this.#ask();
    } catch {
      // There is no room in the queue for another place: it keeps the one that it has.
      this.#lane = laneBefore;
      this.#number -= 1;
      return;
    }
    before.cancel();
  }

  async #look(): Promise<void> {
    const bytes = (await this.#parts.place?.read()) ?? null;
    this.#hasLooked = true;
    if (bytes !== null && !this.#isOver && !this.#audience.hasBegun) this.#found(bytes, 'storage');
  }

  async #maySend(place: Place, isCurrent: () => boolean): Promise<boolean> {
    const { isAnew } = this.#parts;
    this.#release();
    const claim = await place.claim();
    if (!isCurrent()) {
      if (claim !== 'taken') claim?.release();
      return false;
    }
    if (claim !== 'taken') this.#claim = claim;
    else if (!isAnew && this.#waits < MOST_WAITS) {
      void this.#waitForOther(place);
      return false;
    }
    if (isAnew) return true;
    const origin = this.#hasLooked ? 'shared' : 'storage';
    const bytes = await place.read();
    if (bytes !== null && isCurrent()) this.#found(bytes, origin);
    return isCurrent();
  }

  /** Without a slot or a place in the queue, which are of use to others meanwhile. */
  async #waitForOther(place: Place): Promise<void> {
    this.#waits += 1;
    this.#number += 1;
    this.#useJob(null);
    this.#audience.comesFrom('shared');
    // Perhaps a page that stands still with a request: from now on it counts for nothing.
    if (!(await place.free(this.#gone.signal))) this.#waits = MOST_WAITS;
    const bytes = this.#isOver ? null : await place.read();
    if (this.#isOver) return;
    if (bytes !== null) {
      this.#found(bytes, 'shared');
      return;
    }
    this.#audience.comesFrom('network');
    try {
      this.#ask();
    } catch (error) {
      this.#fail(error);
    }
  }

  #found(bytes: Uint8Array<ArrayBuffer>, origin: ClipOrigin): void {
    this.#parts.onFound(bytes);
    const job = this.#job;
    this.#audience.comesFrom(origin);
    this.#audience.began();
    this.#audience.received(bytes);
    this.#audience.completed();
    this.#end();
    job?.cancel();
  }

  #completed(): void {
    this.#audience.completed();
    const bytes = this.#audience.whole();
    const claim = this.#claim;
    this.#claim = null;
    // Whoever waits for it in another tab finds it stored as soon as it can look.
    void this.#parts.onBrought(bytes).finally(() => claim?.release());
  }

  #mayRetry(error: CuelightError): boolean {
    this.#release();
    const isWanted = this.#audience.mayRetry(error);
    // From now on, whoever wants it begins anew.
    if (!isWanted) this.#over();
    return isWanted;
  }

  #end(): void {
    this.#over();
    this.#audience.end();
  }

  #fail(error: unknown): void {
    this.#over();
    this.#audience.fail(asSpeechError(error, this.#parts.request.doing));
  }

  /** Works twice. */
  #over(): void {
    if (this.#isOver) return;
    this.#isOver = true;
    this.#release();
    this.#gone.abort();
    this.#stopObserving?.();
    this.#parts.onOver();
  }

  #release(): void {
    this.#claim?.release();
    this.#claim = null;
  }

  #useJob(job: ClipJob | null): void {
    this.#job = job;
    this.#stopObserving?.();
    this.#stopObserving = this.#observers.size === 0 ? null : this.#observeJob();
    this.#changed();
  }

  #observeJob(): Undo {
    return this.#job?.subscribe(() => this.#changed()) ?? ((): void => {});
  }

  #changed(): void {
    for (const changed of this.#observers) changed();
  }
}
