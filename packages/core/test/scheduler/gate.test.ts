import { describe, expect, test } from 'vitest';
import { Gate } from '../../src/scheduler/gate.ts';

const PROBE = 7;

describe('the gate', () => {
  test('lets everything through until a refusal [G1]', () => {
    const gate = new Gate();
    expect(gate.admits(0)).toBe(true);
    gate.refused(1, { kind: 'busy' }, 0, 0.5);
    expect(gate.admits(0)).toBe(false);
  });

  test('reopens after half a second, doubled each time up to thirty, all of it jitter [G2]', () => {
    const gate = new Gate();
    const waits: (number | null)[] = [];
    for (let attempt = 1; attempt <= 9; attempt += 1) {
      const now = attempt * 100_000;
      if (attempt > 1) gate.started(PROBE, false);
      gate.refused(PROBE, { kind: 'overloaded' }, now, 0.999_999);
      waits.push(Math.round(gate.wakeInMs(now) ?? -1));
    }
    expect(waits).toEqual([500, 1000, 2000, 4000, 8000, 16_000, 30_000, 30_000, 30_000]);
  });

  test('adds jitter on top of what the provider asks for, and takes none off [G3]', () => {
    const gate = new Gate();
    gate.refused(1, { kind: 'busy', retryAfterMs: 3000 }, 0, 0.5);
    expect(gate.wakeInMs(0)).toBe(3250);
  });

  test('does not believe a provider that asks for a day [G3]', () => {
    const gate = new Gate();
    gate.refused(1, { kind: 'busy', retryAfterMs: 86_400_000 }, 0, 0);
    expect(gate.wakeInMs(0)).toBe(600_000);
  });

  test('lets exactly one probe through when its time has come, and opens when that succeeds [G5]', () => {
    const gate = new Gate();
    gate.refused(1, { kind: 'busy' }, 0, 0.5);
    expect(gate.admits(249)).toBe(false);
    expect(gate.admits(250)).toBe(true);
    gate.started(PROBE, false);
    expect(gate.admits(250)).toBe(false);
    gate.succeeded(PROBE);
    expect(gate.notice(250)).toBeNull();
    expect(gate.admits(250)).toBe(true);
  });

  test('lets another probe through when the first came to nothing [G6]', () => {
    const gate = new Gate();
    gate.refused(1, { kind: 'busy' }, 0, 0);
    gate.started(PROBE, false);
    gate.withdrawn(PROBE);
    expect(gate.admits(0)).toBe(true);
  });

  test('is not closed for longer by refusals of requests that had started before [G7]', () => {
    const gate = new Gate();
    gate.refused(1, { kind: 'busy' }, 0, 0.5);
    gate.refused(2, { kind: 'busy' }, 10, 0.1);
    expect(gate.notice(10)).toEqual({ kind: 'busy', attempt: 1, leftMs: 240 });
  });

  test.each(['unauthorized', 'out-of-credit'] as const)(
    'stays closed by %s until somebody acts [G8]',
    (kind) => {
      const gate = new Gate();
      gate.refused(1, { kind }, 0, 0.5);
      expect(gate.wakeInMs(0)).toBeNull();
      expect(gate.admits(1e9)).toBe(false);
      expect(gate.notice(0)).toEqual({ kind, attempt: 1, leftMs: null });
      gate.openByHand(1e9, null);
      expect(gate.admits(1e9)).toBe(true);
    },
  );

  test('opened by hand is not closed again by requests that had started before [G9]', () => {
    const gate = new Gate();
    gate.started(1, false);
    gate.started(2, false);
    gate.refused(1, { kind: 'unauthorized' }, 0, 0.5);
    gate.openByHand(10, null);
    gate.refused(2, { kind: 'unauthorized' }, 20, 0.5);
    expect(gate.admits(20)).toBe(true);
    gate.started(3, false);
    gate.refused(3, { kind: 'unauthorized' }, 30, 0.5);
    expect(gate.admits(1e9)).toBe(false);
  });

  test('is opened by the network coming back only if the network closed it [G10]', () => {
    const gate = new Gate();
    gate.refused(1, { kind: 'busy' }, 0, 0.5);
    gate.openByHand(0, 'offline');
    expect(gate.admits(0)).toBe(false);
  });

  test('keeps the later opening when it hears of another tab’s [G11]', () => {
    const gate = new Gate();
    gate.merge({ kind: 'busy', leftMs: 500, attempt: 3 }, 1000);
    gate.merge({ kind: 'overloaded', leftMs: 200, attempt: 5 }, 1000);
    expect(gate.notice(1000)).toEqual({ kind: 'busy', leftMs: 500, attempt: 3 });
    gate.merge({ kind: 'overloaded', leftMs: 900, attempt: 1 }, 1000);
    expect(gate.notice(1000)).toEqual({ kind: 'overloaded', leftMs: 900, attempt: 3 });
  });
});
