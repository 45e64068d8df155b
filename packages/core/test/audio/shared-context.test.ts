import { afterEach, describe, expect, test, vi } from 'vitest';
import type { AudioAccess } from '../../src/audio/engine.ts';
import { leaseContext, type ContextLease } from '../../src/audio/shared-context.ts';
import { VirtualClock } from '../../src/testing/virtual-clock.ts';

/** A context that runs when the test says so. */
class FakeAudioContext extends EventTarget {
  static made: FakeAudioContext[] = [];
  readonly sampleRate: number;
  state: AudioContextState = 'suspended';
  resumeCalls = 0;

  constructor({ sampleRate }: { sampleRate: number }) {
    super();
    if (sampleRate === 4000) throw new DOMException('out of range', 'NotSupportedError');
    this.sampleRate = sampleRate === 22_050 ? 48_000 : sampleRate;
    FakeAudioContext.made.push(this);
  }

  become(state: AudioContextState): void {
    this.state = state;
    this.dispatchEvent(new Event('statechange'));
  }

  /** Stays pending while the browser wants a gesture. */
  resume(): Promise<void> {
    this.resumeCalls++;
    return new Promise(() => undefined);
  }

  close(): Promise<void> {
    if (this.state === 'closed') return Promise.reject(new DOMException('closed', 'InvalidStateError'));
    this.become('closed');
    return Promise.resolve();
  }
}

interface Leased {
  readonly lease: ContextLease;
  readonly context: FakeAudioContext;
  readonly clock: VirtualClock;
  /** What was heard of it. */
  readonly told: (AudioAccess | 'closed')[];
}

const releases: (() => void)[] = [];

function lease(sampleRateHz: number = 24_000, clock: VirtualClock = new VirtualClock()): Leased {
  vi.stubGlobal('AudioContext', FakeAudioContext);
  const told: Leased['told'] = [];
  const leased = leaseContext(sampleRateHz, clock, {
    accessChanged: () => told.push(leased.access()),
    closed: () => told.push('closed'),
  });
  releases.push(() => leased.release());
  return { lease: leased, context: FakeAudioContext.made.at(-1)!, clock, told };
}

afterEach(() => {
  for (const release of releases.splice(0)) release();
  vi.unstubAllGlobals();
  FakeAudioContext.made = [];
});

describe('access', () => {
  test('is starting at first, and running when the device runs', () => {
    const { lease: leased, context, told } = lease();
    expect([leased.access(), context.resumeCalls]).toEqual(['starting', 1]);
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
});

describe('unlock', () => {
  test('resumes within the gesture and says yes when the context runs', async () => {
    const { lease: leased, context, clock } = lease();
    await clock.advance(300);
    const answer = leased.unlock();
    expect(context.resumeCalls).toBe(2);
    context.become('running');
    expect(await answer).toBe(true);
    expect(clock.pending).toBe(0);
  });

  test('says no when it still does not run after 300 ms', async () => {
    const { lease: leased, clock } = lease();
    const answer = leased.unlock();
    await clock.advance(300);
    expect(await answer).toBe(false);
  });

  test('says yes at once when it runs', async () => {
    const { lease: leased, context, clock } = lease();
    context.become('running');
    expect(await leased.unlock()).toBe(true);
    expect(clock.pending).toBe(0);
  });
});

describe('sharing', () => {
  test('leases of one rate have one context, which closes with the last of them', () => {
    const first = lease();
    const second = lease();
    expect(second.lease.context).toBe(first.lease.context);
    first.lease.release();
    first.lease.release();
    expect(first.context.state).toBe('suspended');
    second.lease.release();
    expect(first.context.state).toBe('closed');
    expect(FakeAudioContext.made).toHaveLength(1);
  });

  test('a released lease hears nothing more, and no timer is left', () => {
    const { lease: leased, context, clock, told } = lease();
    leased.release();
    context.become('running');
    expect([told, clock.pending]).toEqual([[], 0]);
  });

  test('after the last lease a new one has a new context', () => {
    lease().lease.release();
    lease();
    expect(FakeAudioContext.made).toHaveLength(2);
  });

  test('each rate has a context of its own', () => {
    lease(24_000);
    lease(16_000);
    expect(FakeAudioContext.made.map((context) => context.sampleRate)).toEqual([24_000, 16_000]);
  });

  test('a context that somebody else closes is told to all, once, and not used again', () => {
    const first = lease();
    const second = lease();
    first.context.become('closed');
    expect([first.told, second.told]).toEqual([['closed'], ['closed']]);
    first.lease.release();
    lease();
    expect(FakeAudioContext.made).toHaveLength(2);
  });
});

describe('no context', () => {
  test.each([
    ['the browser makes none of that rate', 4000, 'made no AudioContext'],
    ['the context has another rate', 22_050, 'runs at 48000 Hz instead'],
  ])('%s: a typed error, and nothing stays open', (_, sampleRateHz, because) => {
    expect(() => lease(sampleRateHz)).toThrow(
      expect.objectContaining({ code: 'no-audio', message: expect.stringContaining(because) }),
    );
    expect(FakeAudioContext.made.every((context) => context.state === 'closed')).toBe(true);
  });
});
