import type { ReactElement } from 'react';
import { usePlayer, usePool, useSecondsUntil, useSpeech } from '../../src/index.ts';

/** Uses every hook that can be rendered on a server. */
export function Status(): ReactElement {
  const { phase, progress } = useSpeech();
  const limit = usePool((pool) => pool.limit);
  const state = usePlayer((player) => player.state);
  const seconds = useSecondsUntil(10_000);
  return (
    <p>
      {phase} {progress} of {limit}, {state}, {seconds ?? 'no'} seconds
    </p>
  );
}
