import type { Platform } from '../../platform/platform.ts';
import type { LockRequest, HeldLock } from '../../platform/locks.ts';
import type { Message } from '../../pool/protocol.ts';
import type { Job, Pool } from '../../pool/types.ts';
import type { Lane } from '../../scheduler/lane.ts';
import type { VirtualTab } from '../virtual-tab.ts';

/** How one run of a task ended. `cut`: its signal was aborted; `gone`: its page is. */
export type RunEnd = 'done' | 'refused' | 'failed' | 'cut' | 'gone';

export interface Run {
  readonly startedAtMs: number;
  end: RunEnd | null;
  /** What the provider said, where it refused. */
  refusal: { readonly kind: string; readonly retryAfterMs: number | undefined } | null;
  isAborted: boolean;
  /** Cut short because the page or the pool goes: nobody waits for its end. */
  isCut: boolean;
}

/** A job as whoever asked for it sees it. */
export interface SimulatedJob {
  /** Over all tabs, in the order in which they were accepted. */
  readonly number: number;
  readonly page: Page;
  readonly name: string;
  readonly lane: Lane;
  readonly weight: number;
  readonly durationMs: number;
  readonly addedAtMs: number;
  readonly runs: Run[];
  /** `null` only while it is being accepted. */
  handle: Job<string> | null;
  settled: 'done' | 'failed' | 'cancelled' | null;
  /** Nobody wants it any more: it was cancelled or cleared, or its pool is closed. */
  isUnwanted: boolean;
}

/** One page with its pool. Another page may be at the same place later. */
export interface Page {
  readonly place: number;
  readonly tab: VirtualTab;
  /** `null` while none is open: a closed pool is replaced with the next job. */
  pool: Pool | null;
  /** Counts the pools of this page, so that what one said is not held against the next. */
  pools: number;
  limit: number;
  isPaused: boolean;
  /** `silently`: it has not said so yet. */
  conducts: 'not' | 'silently' | 'openly';
  /** It has no locks, or may be refused them. */
  mayLackLocks: boolean;
  readonly jobs: SimulatedJob[];
}

export function isRunning(job: SimulatedJob): boolean {
  return job.runs.at(-1)?.end === null;
}

/** Its tab takes part without locks, so that messages alone have to tell who is there. */
export function isDegraded(page: Page): boolean {
  return page.mayLackLocks && page.pool?.getState().mode === 'degraded';
}

export function isConductor(page: Page): boolean {
  return page.pool?.getState().role === 'conductor';
}

/** What can be seen of a page from outside. */
export interface PageObserver {
  posted(message: Message, page: Page): void;
  heard(message: Message, page: Page): void;
  asksForLock(name: string, page: Page, how: LockRequest['how']): void;
}

/** The page's platform, with somebody listening. */
export function observed(platform: Platform, page: Page, observer: PageObserver): Platform {
  const { openChannel, locks } = platform;
  return {
    ...platform,
    openChannel:
      openChannel === null
        ? null
        : (name, onMessage) => {
            // A channel that is opened only to test the other one tells the pool nothing.
            let isTester = false;
            const channel = openChannel(name, (message) => {
              if (!isTester) observer.heard(asMessage(message), page);
              onMessage(message);
            });
            return {
              get undelivered() {
                return channel.undelivered;
              },
              post: (message) => {
                isTester ||= typeof message === 'object' && message !== null && 'id' in message;
                observer.posted(asMessage(message), page);
                channel.post(message);
              },
              close: () => channel.close(),
            };
          },
    locks:
      locks === null
        ? null
        : {
            request: (name: string, request: LockRequest): Promise<HeldLock | null> => {
              observer.asksForLock(name, page, request.how);
              return locks.request(name, request);
            },
            heldNames: (prefix) => locks.heldNames(prefix),
          },
  };
}

/** The pool's own messages are what they say they are; what is hostile has its own tests. */
function asMessage(message: unknown): Message {
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion
  return message as Message;
}
