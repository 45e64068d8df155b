import { describe, expect, it } from 'vitest';
import type { TrackState } from '../../src/audio/types.ts';
import { CuelightError } from '../../src/errors.ts';
import type { JobSnapshot } from '../../src/pool/types.ts';
import { utteranceSnapshot, type UtteranceState } from '../../src/speech/phase.ts';

const SAID = {
  text: 'Hello.',
  voice: 'nova',
  progress: 0.25,
  segment: { index: 0, count: 1, text: 'Hello.', start: 0, end: 6 },
  attempts: 1,
  mayBeBilledAgain: 0,
};
const ERROR = new CuelightError('busy', { doing: 'speak', because: 'the account is full' });
const RETRY = { inMs: 500, atMs: 1500, attempt: 2, reason: ERROR };

const WAITING: JobSnapshot & { state: 'waiting' } = {
  state: 'waiting',
  estimated: false,
  waitsFor: 'turn',
  retry: null,
};
const RUNNING: JobSnapshot = { state: 'running', attempt: 1 };
const DONE: JobSnapshot = { state: 'done' };

function snapshotOf(state: Partial<UtteranceState>): unknown {
  return utteranceSnapshot({ ...SAID, job: null, arrived: 'nothing', track: null, outcome: null, ...state });
}

describe('the phase of an utterance', () => {
  it.each([
    ['before it is queued', null, {}],
    ['while its place is unknown', WAITING, {}],
    ['at a known place', { ...WAITING, queuePosition: 3 }, { queuePosition: 3 }],
    [
      'with a known time',
      { ...WAITING, queuePosition: 3, startsInMs: 0 },
      { queuePosition: 3, startsInMs: 0 },
    ],
    ['waiting to be tried again', { ...WAITING, retry: RETRY }, { retry: RETRY }],
  ] as const)('is queued %s', (_name, job, expected) => {
    expect(snapshotOf({ job })).toEqual({ ...SAID, phase: 'queued', retry: null, ...expected });
  });

  it.each([
    ['while its request runs', RUNNING],
    ['when its request is said to be done before its audio', DONE],
  ])('is requesting %s', (_name, job) => {
    expect(snapshotOf({ job, track: { state: 'waiting' } })).toEqual({
      ...SAID,
      phase: 'requesting',
      retry: null,
    });
  });

  it('stays requesting while the browser blocks a sound that is not there yet', () => {
    expect(snapshotOf({ job: RUNNING, track: { state: 'blocked' } })).toMatchObject({ phase: 'requesting' });
  });

  it.each([
    ['waiting', 'buffering'],
    ['buffering', 'buffering'],
    ['playing', 'speaking'],
    ['paused', 'paused'],
    ['blocked', 'blocked'],
    // Over, and about to be told.
    ['ended', 'speaking'],
    ['stopped', 'speaking'],
    ['failed', 'speaking'],
  ] as const)('with audio follows the track: %s is %s', (state: TrackState, phase) => {
    for (const arrived of ['some', 'all'] as const) {
      for (const job of [RUNNING, DONE]) {
        expect(snapshotOf({ job, arrived, track: { state } })).toEqual({ ...SAID, phase, retry: null });
      }
    }
  });

  it('keeps showing a retry while audio is heard', () => {
    expect(
      snapshotOf({ job: { ...WAITING, retry: RETRY }, arrived: 'some', track: { state: 'playing' } }),
    ).toEqual({
      ...SAID,
      phase: 'speaking',
      retry: RETRY,
    });
  });

  it.each([
    [{ phase: 'done', warnings: ['slow'] }],
    [{ phase: 'failed', error: ERROR }],
    [{ phase: 'cancelled' }],
  ] as const)('is its outcome once there is one: %o', (outcome) => {
    for (const job of [null, WAITING, RUNNING, DONE]) {
      expect(snapshotOf({ job, arrived: 'some', track: { state: 'playing' }, outcome })).toEqual({
        ...SAID,
        ...outcome,
      });
    }
  });
});
