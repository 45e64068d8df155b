import { isOver, type Utterance } from '@cuelight/core';
import { useUtterance } from '@cuelight/react';
import type { ReactNode } from 'react';

export function Row({ utterance }: { utterance: Utterance }): ReactNode {
  const { text, phase, isGoing } = useUtterance(utterance, (snapshot) => ({
    text: snapshot.text,
    phase: snapshot.phase,
    isGoing: !isOver(snapshot),
  }));
  return (
    <li>
      {text}: {phase} {isGoing && <button onClick={() => utterance.cancel()}>Cancel</button>}
    </li>
  );
}
