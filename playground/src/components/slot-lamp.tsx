import type { ReactElement } from 'react';

interface SlotLampProps {
  readonly number: number;
  readonly holder: 'this' | 'other' | 'none';
}

const WORDS = { this: 'this tab', other: 'another tab', none: 'free' } as const;

export function SlotLamp({ number, holder }: SlotLampProps): ReactElement {
  return (
    <li className="lamp" data-testid="slot" data-slot={number} data-holder={holder}>
      <span className="unseen">Slot </span>
      {number}
      <span className="unseen">: {WORDS[holder]}</span>
    </li>
  );
}
