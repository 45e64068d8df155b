import { afterEach, describe, expect, test, vi } from 'vitest';
import type { AudioAccess } from '../../src/audio/engine.ts';
import { leaseContext, type ContextLease } from '../../src/audio/shared-context.ts';
import { VirtualClock } from '../../src/testing/virtual-clock.ts';
import { VirtualLifecycle } from '../../src/testing/virtual-tab.ts';
import { FakeAudioContext, stubWebAudio } from './fake-audio-context.ts';

interface Leased {
  readonly lease: ContextLease;
  readonly context: FakeAudioContext;
  readonly clock: VirtualClock;
  readonly lifecycle: VirtualLifecycle;
  /** What was heard of it. */
  readonly told: (AudioAccess | 'lost')[];
}

/** Contexts that are no longer used stay for the next: each test has rates of its own. */
let rate = 20_000;
const releases: (() => void)[] = [];

function lease(sampleRateHz: number = ++rate, clock: VirtualClock = new VirtualClock()): Leased {
  stubWebAudio();
  const told: Leased['told'] = [];
  const lifecycle = new VirtualLifecycle();
  const leased = leaseContext(
    sampleRateHz,
    { clock, lifecycle },
    { accessChanged: () => told.push(leased.access()), lost: () => told.push('lost') },
  );
  releases.push(() => leased.release());
  const context = FakeAudioContext.made.find((made) => Object.is(made, leased.context))!;
  return { lease: leased, context, clock, lifecycle, told };
}

afterEach(() => {
  for (const release of releases.splice(0)) release();
  vi.unstubAllGlobals();
});

describe('access', () => {
  test('is starting at first, and running when the device runs', () => {
    const { lease: leased, context, told } = lease();
    expect([leased.access(), context.calls]).toEqual(['starting', ['resume']]);
    context.become('running');
    expect(told).toEqual(['running']);
  });

  test('is blocked when the context still does not run after 300 ms', async () => {
    const { lease: leased, clock, told } = lease();
    await clock.advance(299);
    expect(leased.access()).toBe('starting');
    await clock.advance(1);
    expect(told).toEqual(['blocked']);
  });

  test('is running when a later gesture resumes the context, whoever does it', async () => {
    const { context, clock, told } = lease();
    await clock.advance(300);
    context.become('running');
    expect(told).toEqual(['blocked', 'running']);
  });

  test.each(['suspended', 'interrupted'] as const)(
    'is blocked at once when the context becomes %s',
    (state) => {
      const { context, told } = lease();
      context.become('running');
      context.become(state);
      expect(told).toEqual(['running', 'blocked']);
    },
  );

  test('is blocked at once when the context is interrupted while it starts', () => {
    const { context, told } = lease();
    context.become('interrupted');
    expect(told).toEqual(['blocked']);
  });

  test('what was taken away while the page was not looked at is asked for again when it is', () => {
    const { context, lifecycle } = lease();
    context.become('running');
    context.become('interrupted');
    lifecycle.happen('hidden');
    expect(context.calls).toEqual(['resume']);
    lifecycle.happen('visible');
    expect(context.calls).toEqual(['resume', 'resume']);
  });

  test.each(['sinkchange', 'error'])('%s makes it look again', (event) => {
    const { context, told } = lease();
    context.state = 'running';
    context.dispatchEvent(new Event(event));
    expect(told).toEqual(['running']);
  });
});

describe('unlock', () => {
  test('resumes and starts a sound within the gesture, and says yes when the context runs', async () => {
    const { lease: leased, context, clock } = lease();
    await clock.advance(300);
    const answer = leased.unlock();
    expect(context.calls).toEqual(['resume', 'resume', 'start']);
    context.become('running');
    expect(await answer).toBe(true);
  });

  test('says no when it still does not run after 300 ms', async () => {
    const { lease: leased, clock } = lease();
    const answer = leased.unlock();
    await clock.advance(300);
    expect(await answer).toBe(false);
  });

  test('says yes at once when it runs', async () => {
    const { lease: leased, context } = lease();
    context.become('running');
    expect(await leased.unlock()).toBe(true);
  });

  test('of a context that sleeps is not answered by its falling asleep', async () => {
    const { lease: leased, context, clock } = lease();
    context.become('running');
    await clock.advance(10_000);
    const answer = leased.unlock();
    context.become('suspended');
    context.become('running');
    expect(await answer).toBe(true);
  });
});

describe('sleep', () => {
  test('comes after ten seconds without anything to play, and is no block', async () => {
    const { lease: leased, context, clock, told } = lease();
    context.become('running');
    leased.setBusy(true);
    await clock.advance(60_000);
    leased.setBusy(false);
    await clock.advance(9999);
    expect(context.calls).not.toContain('suspend');
    await clock.advance(1);
    expect(context.calls.at(-1)).toBe('suspend');
    context.become('suspended');
    expect([leased.access(), told]).toEqual(['waking', ['running']]);
    expect(clock.pending).toBe(0);
  });

  test('comes also where the context was blocked, and is let run when there is nothing to play any more', async () => {
    const { context, clock } = lease();
    await clock.advance(30_000);
    context.become('running');
    await clock.advance(9999);
    expect(context.calls).not.toContain('suspend');
    await clock.advance(1);
    expect(context.calls.at(-1)).toBe('suspend');
    expect(clock.pending).toBe(0);
  });

  test('ends when there is something to play, also if the context is only falling asleep by then', async () => {
    const { lease: leased, context, clock, told } = lease();
    context.become('running');
    await clock.advance(10_000);
    leased.setBusy(true);
    context.become('suspended');
    expect([context.calls.at(-1), leased.access()]).toEqual(['resume', 'waking']);
    context.become('running');
    expect(told).toEqual(['running', 'running']);
  });

  test('waits for the last of those who play', async () => {
    const first = lease();
    const second = lease(rate, first.clock);
    first.context.become('running');
    first.lease.setBusy(true);
    second.lease.setBusy(true);
    first.lease.release();
    await first.clock.advance(20_000);
    expect(first.context.calls).not.toContain('suspend');
    second.lease.setBusy(false);
    await first.clock.advance(10_000);
    expect(first.context.calls.at(-1)).toBe('suspend');
  });
});

describe('a context whose clock stands still while it says that it runs', () => {
  test('is given up within three seconds, if there is something to play', async () => {
    const { lease: leased, context, clock, told } = lease();
    context.become('running');
    context.isStuck = true;
    await clock.advance(5000);
    expect(told).toEqual(['running']);
    leased.setBusy(true);
    await clock.advance(3000);
    expect([told, context.state, clock.pending]).toEqual([['running', 'lost'], 'closed', 0]);
    expect(lease(rate).context).not.toBe(context);
  });

  test('is kept if it steps now and then, or says that it does not run', async () => {
    const { lease: leased, context, clock, told } = lease();
    context.become('running');
    leased.setBusy(true);
    for (let second = 1; second < 10; second++) {
      context.isStuck = second % 2 === 0;
      await clock.advance(1000);
    }
    context.isStuck = true;
    context.become('suspended');
    await clock.advance(10_000);
    expect(told).toEqual(['running', 'blocked']);
  });
});

describe('sharing', () => {
  test('leases of one rate have one context, which sleeps when the last of them is given back', () => {
    const first = lease();
    const second = lease(rate);
    expect(second.lease.context).toBe(first.lease.context);
    first.lease.release();
    first.lease.release();
    expect(first.context.calls).not.toContain('suspend');
    second.lease.release();
    expect(first.context.calls.at(-1)).toBe('suspend');
  });

  test('a released lease hears nothing more, and no timer and no listener is left', () => {
    const { lease: leased, context, clock, lifecycle, told } = lease();
    leased.setBusy(true);
    leased.release();
    leased.setBusy(true);
    context.become('running');
    expect([told, clock.pending, lifecycle.listeners.size, context.listeners]).toEqual([[], 0, 0, 0]);
  });

  test('used and given back a hundred times, one context is made', () => {
    const first = lease();
    const made = FakeAudioContext.made.length;
    for (let time = 0; time < 100; time++) {
      const again = lease(rate);
      again.lease.setBusy(true);
      again.lease.release();
    }
    first.lease.release();
    expect([FakeAudioContext.made.length, first.context.listeners]).toEqual([made, 0]);
  });

  test('of contexts that nobody uses the last three are kept', () => {
    const leases = Array.from({ length: 5 }, () => lease());
    for (const { lease: leased } of leases) leased.release();
    expect(leases.map(({ context }) => context.state === 'closed')).toEqual([
      true,
      true,
      false,
      false,
      false,
    ]);
  });

  test('when somebody else closes the context, all leases hear it and the next one makes another', () => {
    const first = lease();
    const second = lease(rate);
    first.context.become('closed');
    expect([first.told, second.told]).toEqual([['lost'], ['lost']]);
    expect(lease(rate).lease.context).not.toBe(first.lease.context);
  });

  test('one that was closed while nobody used it is not used again', () => {
    const { lease: leased, context } = lease();
    leased.release();
    context.become('closed');
    expect(lease(rate).context).not.toBe(context);
  });

  test('rates that the browser does not keep to share the context that it makes instead', () => {
    const first = lease(FakeAudioContext.IGNORED_HZ);
    const second = lease(FakeAudioContext.REFUSED_HZ);
    expect([first.context.sampleRate, second.context]).toEqual([48_000, first.context]);
    expect(lease(48_000).context).toBe(first.context);
  });
});

test('where there is no AudioContext at all the error says so', () => {
  const host = { clock: new VirtualClock(), lifecycle: new VirtualLifecycle() };
  const listener = { accessChanged: () => undefined, lost: () => undefined };
  expect(() => leaseContext(24_000, host, listener)).toThrow(
    expect.objectContaining({ code: 'no-audio', message: expect.stringContaining('no AudioContext here') }),
  );
});
