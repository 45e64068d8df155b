import type { Lane } from '../../scheduler/lane.ts';
import type { VirtualRefusal } from '../virtual-account.ts';
import type { VirtualTabOptions } from '../virtual-browser.ts';
import type { StorageService } from '../virtual-storage.ts';
import type { Engine } from '../virtual-tab.ts';

/**
 * What happens to a few tabs, as plain data, so that it can be printed, shrunk and pinned. `tab` is a place, not a
 * page: a job for a place whose page is gone opens a new page there. What makes no sense in the state that a page
 * is in does nothing, so that any part of a schedule is a schedule.
 */
export type SimulationEvent = { readonly atMs: number } & Happening;

export interface JobRequest {
  readonly lane: Lane;
  readonly weight: number;
  readonly durationMs: number;
  /** How long after its abort the request really ends. */
  readonly abortsAfterMs: number;
}

export type Happening =
  | (JobRequest & { readonly do: 'add'; readonly tab: number; readonly count: number })
  /** `job`: counted from the latest that is not settled. */
  | { readonly do: 'cancel'; readonly tab: number; readonly job: number }
  | { readonly do: 'hide'; readonly tab: number; readonly forMs: number }
  | { readonly do: 'freeze' | 'navigate' | 'close'; readonly tab: number; readonly warned: boolean }
  | {
      readonly do:
        | 'show'
        | 'suspend'
        | 'wake'
        | 'comeBack'
        | 'crash'
        | 'deafen'
        | 'retryNow'
        | 'closePool'
        | 'pause'
        | 'resume';
      readonly tab: number;
    }
  | { readonly do: 'clear'; readonly tab: number; readonly allTabs: boolean }
  | { readonly do: 'setLimit'; readonly tab: number; readonly limit: number }
  /** Messages from or to the tab are lost, come twice, or come late. */
  | { readonly do: 'lose'; readonly tab: number; readonly way: 'from' | 'to'; readonly forMs: number }
  | { readonly do: 'repeat'; readonly tab: number; readonly forMs: number; readonly afterMs: number }
  | { readonly do: 'delay'; readonly tab: number; readonly forMs: number; readonly byMs: number }
  /** The network goes and comes for all tabs. */
  | { readonly do: 'offline'; readonly forMs: number }
  | { readonly do: 'jumpWall'; readonly byMs: number }
  | { readonly do: 'sleep'; readonly forMs: number; readonly monotonic: 'runs' | 'stops' }
  /** Somebody else uses the account. */
  | { readonly do: 'foreign'; readonly slots: number; readonly forMs: number }
  | { readonly do: 'trueLimit'; readonly limit: number }
  | { readonly do: 'refuse'; readonly times: number; readonly refusal: VirtualRefusal };

export interface Schedule {
  /** Decides how long each hop takes, and all that the tabs leave to chance. */
  readonly seed: number;
  readonly engine: Engine;
  readonly storage: StorageService;
  /** `steady`: messages and locks take what they take in Chromium. `wild`: up to 20 ms. */
  readonly delays: 'steady' | 'wild';
  readonly limit: number;
  /** What the tabs are told of the provider's release lag. */
  readonly releaseLagMs: number;
  /** What the provider's release lag really is, after a cut and after an end. */
  readonly cutLagMs: number;
  readonly endLagMs: number;
  readonly ageingMs: number;
  /** A tab that holds a slot for longer has to say that it lives. */
  readonly longestRequestMs: number;
  /** For how long there is trouble. @default until shortly after the last event */
  readonly lastsMs?: number;
  /** What the pages at some places are given, where it is not what the others have. */
  readonly pages?: Readonly<Record<number, Pick<VirtualTabOptions, 'locks' | 'channel'>>>;
  readonly events: readonly SimulationEvent[];
}
