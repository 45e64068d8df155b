import { CuelightError } from '../errors.ts';
import type { JobSnapshot, RetrySnapshot } from '../pool/types.ts';
import type { SpeechSnapshot, UtteranceSnapshot } from './types.ts';

/** A try that is waited for. */
export type ComingRetry = Pick<RetrySnapshot, 'atMs' | 'attempt' | 'reason'>;

/**
 * The next try that a text or a job waits for, or, of a client, the next one of anybody: that is when the pool's gate
 * opens. `null` while none is due; of a client also while nothing waits, unless somebody has to act first.
 */
export function retryOf(snapshot: UtteranceSnapshot | JobSnapshot | SpeechSnapshot): ComingRetry | null {
  if ('utterances' in snapshot) return retryOfGate(snapshot);
  return 'retry' in snapshot ? snapshot.retry : null;
}

function retryOfGate({ pool: { gate, waiting }, obstacle }: SpeechSnapshot): ComingRetry | null {
  if (gate === null) return null;
  const isHeldUp = Object.values(waiting).some((count) => count > 0);
  if (!isHeldUp && gate.opensAtMs !== null) return null;
  return {
    atMs: gate.opensAtMs,
    attempt: gate.attempt + 1,
    reason: reasonOf(gate.kind, obstacle?.advice),
  };
}

/** One error for each reason, so that snapshots which say the same are the same. */
const reasons = new Map<string, CuelightError>();

function reasonOf(kind: NonNullable<SpeechSnapshot['obstacle']>['kind'], advice = ''): CuelightError {
  const key = `${kind} ${advice}`;
  const known = reasons.get(key);
  if (known !== undefined) return known;
  const because = 'requests are refused for now, in every tab';
  const reason = new CuelightError(kind, {
    doing: 'send what waits',
    because,
    ...(advice !== '' && { advice }),
  });
  reasons.set(key, reason);
  return reason;
}
