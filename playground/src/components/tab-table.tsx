import type { TabSnapshot } from '@cuelight/core';
import type { ReactElement } from 'react';

/** Each tab that has work: who conducts, who waits, who holds which slots, who can be seen. */
export function TabTable({ tabs }: { readonly tabs: readonly TabSnapshot[] }): ReactElement {
  if (tabs.length === 0) {
    return <p className="board-empty">No tab has work. Say something, here and in another tab.</p>;
  }
  return (
    <table className="tabs">
      <thead>
        <tr>
          <th scope="col">Tab</th>
          <th scope="col">Part</th>
          <th scope="col">Seen</th>
          <th scope="col">Waiting</th>
          <th scope="col">Slots</th>
        </tr>
      </thead>
      <tbody>
        {tabs.toSorted(thisTabFirst).map((tab) => (
          <TabRow key={tab.id} tab={tab} />
        ))}
      </tbody>
    </table>
  );
}

function TabRow({ tab }: { readonly tab: TabSnapshot }): ReactElement {
  const waiting = tab.waiting.interactive + tab.waiting.normal + tab.waiting.background;
  return (
    <tr
      data-testid="tab"
      data-tab={tab.id}
      data-this={tab.isThisTab}
      data-conducts={tab.isConductor}
      data-visible={tab.isVisible}
      data-waiting={waiting}
    >
      <th scope="row">
        <span className={tab.isThisTab ? 'dot dot-this' : 'dot dot-other'} aria-hidden="true" />
        {tab.isThisTab ? 'This tab' : `Tab ${shortName(tab.id)}`}
      </th>
      <td>{tab.isConductor ? 'conducts' : 'follows'}</td>
      <td>{tab.isVisible ? 'visible' : 'hidden'}</td>
      <td>
        <span className="pips" aria-hidden="true">
          {Array.from({ length: Math.min(waiting, MOST_PIPS) }, (_none, pip) => (
            <i key={pip} />
          ))}
        </span>
        {waiting}
      </td>
      <td>{slotNumbers(tab.slots)}</td>
    </tr>
  );
}

/** `1, 4–6`, counted from 1. */
function slotNumbers(slots: readonly number[]): string {
  const ranges: { first: number; last: number }[] = [];
  for (const slot of slots.toSorted((left, right) => left - right)) {
    const open = ranges.at(-1);
    if (open?.last === slot) open.last += 1;
    else ranges.push({ first: slot + 1, last: slot + 1 });
  }
  if (ranges.length === 0) return '–';
  return ranges.map(({ first, last }) => (first === last ? first : `${first}–${last}`)).join(', ');
}

const MOST_PIPS = 10;

/** The pool names them in the order of their turns; here each keeps its line. */
function thisTabFirst(left: TabSnapshot, right: TabSnapshot): number {
  return Number(right.isThisTab) - Number(left.isThisTab) || left.id.localeCompare(right.id);
}

/** Enough to tell a few tabs apart. */
function shortName(id: string): string {
  return id.slice(0, 3).toUpperCase();
}
