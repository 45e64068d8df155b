import { useQueue } from '@cuelight/react';
import type { ReactNode } from 'react';

export function Line(): ReactNode {
  const { entries, otherTabs } = useQueue((queue) => queue);
  return (
    <>
      <ol>
        {entries.map(({ utterance, phase, queuePosition }) => (
          <li key={utterance.id}>
            {utterance.text} <small>{queuePosition === undefined ? phase : `number ${queuePosition}`}</small>
          </li>
        ))}
      </ol>
      {otherTabs.waiting > 0 && <p>{otherTabs.waiting} more wait in other tabs.</p>}
    </>
  );
}
