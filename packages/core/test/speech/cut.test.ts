import { describe, expect, it } from 'vitest';
import { Cut, type CutCause } from '../../src/speech/cut.ts';
import { VirtualClock } from '../../src/testing/virtual-clock.ts';

const ENOUGH: CutCause = { type: 'enough' };
const LATE: CutCause = { type: 'failure', failure: { type: 'truncated', receivedBytes: 0 } };

describe('ending a request from our side', () => {
  it('happens once: the first cause stands', () => {
    const controller = new AbortController();
    const cut = new Cut(new VirtualClock(), controller.signal);
    expect([cut.cause, cut.signal.aborted]).toEqual([null, false]);
    cut.now(ENOUGH);
    cut.now(LATE);
    controller.abort();
    expect([cut.cause, cut.signal.aborted]).toEqual([ENOUGH, true]);
  });

  it('has happened already when the signal was aborted before', () => {
    const cut = new Cut(new VirtualClock(), AbortSignal.abort());
    expect([cut.cause, cut.signal.aborted]).toEqual([{ type: 'cancelled' }, true]);
  });

  it('happens at the latest deadline that was set', async () => {
    const clock = new VirtualClock();
    const cut = new Cut(clock, new AbortController().signal);
    cut.unlessWithin(100, ENOUGH);
    await clock.advance(99);
    cut.unlessWithin(100, LATE);
    await clock.advance(99);
    expect(cut.cause).toBeNull();
    await clock.advance(1);
    expect(cut.cause).toBe(LATE);
    cut.unlessWithin(100, ENOUGH);
    expect(clock.pending).toBe(0);
  });

  it('takes precedence over a value that came in the same moment', async () => {
    const cut = new Cut(new VirtualClock(), new AbortController().signal);
    const waiting = cut.before(Promise.resolve('a value'));
    cut.now(ENOUGH);
    expect(await waiting).toEqual({ type: 'cut' });
  });

  it('lets go of signal and timer when closed, twice if need be', async () => {
    const clock = new VirtualClock();
    const controller = new AbortController();
    const cut = new Cut(clock, controller.signal);
    cut.unlessWithin(100, ENOUGH);
    cut.close();
    cut.close();
    controller.abort();
    await clock.advance(1000);
    expect([cut.cause, clock.pending]).toEqual([null, 0]);
  });
});
