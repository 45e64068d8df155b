import type { ReactElement } from 'react';
import {
  useCache,
  usePlayback,
  usePlayer,
  usePool,
  useQueue,
  useRetryCountdown,
  useSecondsUntil,
  useSpeech,
  useSpeechStatusText,
} from '../../src/index.ts';

/** Uses every hook that can be rendered on a server. */
export function Status(): ReactElement {
  const { phase, progress } = useSpeech();
  const limit = usePool((pool) => pool.limit);
  const state = usePlayer((player) => player.state);
  const seconds = useSecondsUntil(10_000);
  const countdown = useRetryCountdown();
  const texts = useQueue(({ entries }) => entries.length);
  const { timeSeconds } = usePlayback();
  const { hits } = useCache();
  const status = useSpeechStatusText({ silent: 'silent' });
  return (
    <p>
      {phase} {progress} of {limit}, {state}, {seconds ?? 'no'} seconds, {countdown?.seconds ?? 'no'} retry,{' '}
      {texts} texts at {timeSeconds} s, {hits} hits, {status}
    </p>
  );
}
