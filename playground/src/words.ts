import type { ErrorCode, GateSnapshot, Phase, UtteranceSnapshot } from '@cuelight/core';
import type { RetryCountdown } from '@cuelight/react';

/** What the page says about states and numbers. */

export const PHASE_WORDS: Readonly<Record<Phase, string>> = {
  queued: 'Queued',
  requesting: 'Requested',
  buffering: 'Standing by',
  speaking: 'Speaking',
  paused: 'Paused',
  blocked: 'Waits for a click',
  done: 'Heard',
  failed: 'Failed',
  cancelled: 'Cancelled',
};

export const GATE_WORDS: Readonly<Record<GateSnapshot['kind'], string>> = {
  busy: 'Other devices have taken the slots of this account.',
  overloaded: 'The provider is short of capacity.',
  'rate-window': 'The provider has had too many requests for now.',
  offline: 'Nobody answers at the address of the provider.',
  unauthorized: 'The provider does not accept the key.',
  'out-of-credit': 'The account has no credit left.',
};

/** Of what holds everything up the board tells the whole; a text says no more than what it waits for. */
const SHORTLY: Readonly<Partial<Record<ErrorCode, string>>> = {
  busy: 'the account is full',
  overloaded: 'the provider is short of capacity',
  'rate-window': 'too many requests for now',
  offline: 'nobody answers',
  unauthorized: 'the key is not accepted',
  'out-of-credit': 'no credit is left',
};

/** When a text that was refused is asked for again, and why. */
export function nextTry({ attempt, seconds, reason }: RetryCountdown): string {
  return `Try ${attempt} ${inTime(seconds)} · ${SHORTLY[reason.code] ?? reason.message}`;
}

/** Where a text stands in the line of all tabs, and when its turn comes. */
export function placeInLine(snapshot: Extract<UtteranceSnapshot, { phase: 'queued' }>): string {
  const { queuePosition, startsInMs } = snapshot;
  if (queuePosition === undefined) return 'Asking for its place';
  const place = queuePosition === 1 ? 'Next in line' : `${ordinal(queuePosition)} in line`;
  return startsInMs === undefined || startsInMs < 500 ? place : `${place} · starts in ${about(startsInMs)}`;
}

/** When the next try is, as the end of a sentence. */
export function inTime(seconds: number | null): string {
  if (seconds === null) return 'when you say so';
  return seconds === 0 ? 'now' : `in ${seconds} s`;
}

function ordinal(number: number): string {
  const lastTwo = number % 100;
  const isTeen = lastTwo >= 11 && lastTwo <= 13;
  const suffix = isTeen ? 'th' : (['th', 'st', 'nd', 'rd'][number % 10] ?? 'th');
  return `${number}${suffix}`;
}

function about(durationMs: number): string {
  const seconds = Math.max(1, Math.round(durationMs / 1000));
  return seconds < 90 ? `${seconds} s` : `${Math.round(seconds / 60)} min`;
}
