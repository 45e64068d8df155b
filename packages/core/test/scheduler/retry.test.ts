import { describe, expect, it } from 'vitest';
import { CuelightError, type ErrorCode } from '../../src/errors.ts';
import {
  decideRetry,
  DEFAULT_RETRY_LIMITS,
  NO_TRIES,
  type RetryDecision,
  type RetryLimits,
  withTry,
} from '../../src/scheduler/retry.ts';

/** What becomes of a job that fails so, one failure after the other, at these times. */
function decisions(
  tries: readonly (readonly [code: ErrorCode, atMs: number, retryAfterMs?: number])[],
  limits: Partial<RetryLimits> = {},
): RetryDecision[] {
  let failed = NO_TRIES;
  return tries.map(([code, atMs, retryAfterMs]) => {
    const details = retryAfterMs === undefined ? {} : { retryAfterMs };
    const error = new CuelightError(code, { doing: 'try', because: 'a test says so', details });
    failed = withTry(failed, code);
    return decideRetry(error, failed, atMs, { ...DEFAULT_RETRY_LIMITS, ...limits }, 0.5);
  });
}

function verdicts(...parameters: Parameters<typeof decisions>): string[] {
  return decisions(...parameters).map(({ verdict }) => verdict);
}

function times<T>(count: number, one: (index: number) => T): T[] {
  return Array.from({ length: count }, (_, index) => one(index));
}

const GATE_KINDS = ['busy', 'overloaded', 'rate-window'] as const;

describe('a refusal that cost nothing', () => {
  it.each(GATE_KINDS)('%s holds the pool, and the job keeps its place [G4]', (code) => {
    expect(decisions([[code, 0]])).toEqual([{ verdict: 'gate' }]);
  });

  it.each(GATE_KINDS)(
    '%s is not given up before two minutes have passed, however many tries that were [G13]',
    (code) => {
      expect(verdicts(times(30, (index) => [code, index * 4000]))).toEqual(times(30, () => 'gate'));
    },
  );

  it.each(GATE_KINDS)('%s is not given up before six tries, however long they took [G12]', (code) => {
    const waits = times(6, (index) => [code, index * 60_000] as const);
    expect(verdicts(waits)).toEqual(['gate', 'gate', 'gate', 'gate', 'gate', 'fail']);
  });

  it('is given up after a number of tries alone where no time is asked for [G12]', () => {
    expect(
      verdicts(
        times(3, () => ['busy', 0]),
        { refused: 3, withinMs: 0 },
      ),
    ).toEqual(['gate', 'gate', 'fail']);
  });

  it('is given up after a time alone where one try is enough [G13]', () => {
    const limits = { refused: 1, withinMs: 1000 };
    expect(
      verdicts(
        [
          ['busy', 0],
          ['busy', 999],
          ['busy', 1000],
        ],
        limits,
      ),
    ).toEqual(['gate', 'gate', 'fail']);
  });

  it('that asks to poll is repeated by the job alone, as late as it was asked to [G16]', () => {
    expect(
      decisions([
        ['not-ready', 0],
        ['not-ready', 1, 2000],
      ]),
    ).toEqual([
      { verdict: 'later', inMs: 750 },
      { verdict: 'later', inMs: 2000 },
    ]);
  });
});

describe('a try that did not get as far as the provider', () => {
  it('holds the pool, and is not counted: it is given up after the time alone [G17]', () => {
    const offline = times(13, (index) => ['offline', index * 10_000] as const);
    expect(verdicts(offline)).toEqual([...times(12, () => 'gate'), 'fail']);
  });
});

describe('a failure that may have cost something', () => {
  it('is not repeated where the provider asks to wait longer than a refused job would [G13]', () => {
    expect(verdicts([['transient', 0, 120_001]])).toEqual(['fail']);
    expect(verdicts([['transient', 0, 120_000]])).toEqual(['later']);
    expect(verdicts([['transient', 0]], { withinMs: 0 })).toEqual(['later']);
  });

  it('of the provider is tried twice in all [G12]', () => {
    expect(
      verdicts([
        ['transient', 0],
        ['transient', 700],
      ]),
    ).toEqual(['later', 'fail']);
  });

  it.each(['ambiguous', 'timeout', 'truncated'] as const)('%s is tried once more [G12]', (code) => {
    expect(
      verdicts([
        [code, 0],
        [code, 700],
      ]),
    ).toEqual(['later', 'fail']);
  });

  it('counts with its like, by whatever name [G12]', () => {
    expect(
      verdicts([
        ['timeout', 0],
        ['truncated', 700],
      ]),
    ).toEqual(['later', 'fail']);
  });

  it('is not charged with what was refused before [G12]', () => {
    const busy = times(5, (index) => ['busy', index * 1000] as const);
    expect(verdicts([...busy, ['transient', 5000], ['truncated', 6000]]).slice(5)).toEqual([
      'later',
      'later',
    ]);
  });

  it.each([
    ['transient', { transient: 1 }],
    ['timeout', { ambiguous: 1 }],
  ] as const)('%s is not repeated where %o says so', (code, limits) => {
    expect(verdicts([[code, 0]], limits)).toEqual(['fail']);
  });
});

describe('a final error', () => {
  it.each([
    'unauthorized',
    'out-of-credit',
    'invalid',
    'invalid-option',
    'weight-over-limit',
    'queue-full',
    'no-audio',
    'closed',
    'cancelled',
  ] as const)('%s is never tried again', (code) => {
    expect(verdicts([[code, 0]])).toEqual(['fail']);
  });
});
