import type { SmallStorage } from '../platform/storage.ts';
import type { BoardState } from '../scheduler/board.ts';
import type { PoolNames } from './names.ts';
import type { PoolMemory } from './pool-memory.ts';
import type { Term } from './protocol.ts';

/** What a term begins with. */
export interface Inheritance {
  readonly term: Term;
  /** The last board of the term before. */
  readonly board: BoardState | null;
  /** What tabs have left dirty since. */
  readonly dirty: readonly (readonly [slot: number, leftMs: number])[];
  /** Its conductor, if it has not said that it stopped. */
  readonly vanishedId: string | null;
}

/** Begins a term later than any that this tab knows of, in which `tabId` conducts. */
export function inherit(
  memory: PoolMemory,
  storage: SmallStorage,
  names: PoolNames,
  tabId: string,
): Inheritance {
  const lastId = memory.latestTerm?.conductorId ?? '';
  const vanishedId = memory.hasConductorVanished && lastId !== tabId ? lastId : null;
  const epoch = memory.nextEpoch(storage.get(names.epoch));
  storage.set(names.epoch, String(epoch));
  const term = { epoch, conductorId: tabId };
  const inherited = { term, board: memory.board(), dirty: memory.dirty(), vanishedId };
  memory.heardTerm(term);
  return inherited;
}
