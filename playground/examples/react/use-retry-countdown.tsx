import { useRetryCountdown } from '@cuelight/react';
import type { ReactNode } from 'react';

export function RetryNotice(): ReactNode {
  const retry = useRetryCountdown();
  if (retry === null) return null;
  return (
    <p>
      {retry.reason.message} {retry.seconds === null ? '' : `Next try in ${retry.seconds} s. `}
      <button onClick={retry.retryNow}>Try now</button>
    </p>
  );
}
