import { usePlayback } from '@cuelight/react';
import type { ReactNode } from 'react';

export function Position(): ReactNode {
  const { timeSeconds, durationSeconds } = usePlayback();
  return (
    <p>
      {timeSeconds.toFixed(1)} s <progress value={timeSeconds} max={durationSeconds ?? undefined} />
    </p>
  );
}

export function Seconds(): ReactNode {
  return usePlayback(({ timeSeconds }) => timeSeconds, { everyMs: 1000 });
}
