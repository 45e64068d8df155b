import type { PoolSnapshot, Provider } from '@cuelight/core';
import { usePool } from '@cuelight/react';
import type { ReactElement } from 'react';
import { BoardFoot } from './board-foot.tsx';
import { SlotLamp } from './slot-lamp.tsx';
import { TabTable } from './tab-table.tsx';

/** The account's slots as lamps, the tabs that have work, and what holds them up. */
export function SignalBoard({ limits }: { readonly limits: Provider['limits'] }): ReactElement {
  const pool = usePool((snapshot) => snapshot);
  const { interactive, normal, background } = pool.waiting;
  return (
    <section className="board" aria-label="Slots of the account" data-testid="board" data-mode={pool.mode}>
      <div className="board-head">
        <p className="figure">
          <b>{pool.inUse}</b> of {pool.limit} in use
          {pool.workingLimit < pool.limit && <small>, {pool.workingLimit} for now</small>}
        </p>
        <ol className="lamps">
          {Array.from({ length: pool.limit }, (_none, slot) => (
            <SlotLamp key={slot} number={slot + 1} holder={holderOf(slot, pool)} />
          ))}
        </ol>
        <p className="figure">
          <b>{interactive + normal + background}</b> waiting
        </p>
      </div>
      <TabTable tabs={pool.tabs} />
      <BoardFoot limits={limits} />
    </section>
  );
}

function holderOf(slot: number, { tabs }: PoolSnapshot): 'this' | 'other' | 'none' {
  const holder = tabs.find((tab) => tab.slots.includes(slot));
  if (holder === undefined) return 'none';
  return holder.isThisTab ? 'this' : 'other';
}
