import { usePlayer, usePool } from '@cuelight/react';
import type { ReactNode } from 'react';

export function Account(): ReactNode {
  const { inUse, limit } = usePool((pool) => ({ inUse: pool.inUse, limit: pool.workingLimit }));
  const isMuted = usePlayer((player) => player.muted);
  return (
    <p>
      {inUse} of {limit} in use{isMuted && ', muted'}
    </p>
  );
}
