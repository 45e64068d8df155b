import { describe, expect, it } from 'vitest';
import { createPoolOn } from '../../src/pool/create-pool.ts';
import { openAccount } from './support/virtual-account.ts';

const NOVA = { voice: 'code' };
const LONG = 'Here is a sentence of about fifty characters, more or less. '.repeat(12);

describe('maxQueued', () => {
  it('refuses a text at the door when so many wait, and takes one again when there is room', async () => {
    const { speech, clock } = openAccount('smallest', {}, {}, { maxQueued: 2 });
    const first = speech.say('One.', NOVA);
    await clock.until(() => first.getState().attempts === 1);
    speech.say('Two.', NOVA);
    const third = speech.say('Three.', NOVA);
    expect(() => speech.say('Four.', NOVA)).toThrow(
      expect.objectContaining({ code: 'queue-full', details: { queued: 2, limit: 2 } }),
    );
    expect(speech.getState().utterances).toHaveLength(3);
    third.cancel();
    expect(speech.say('Four.', NOVA).getState().phase).toBe('queued');
  });
});

describe('clear', () => {
  it('cancels what waits, and lets what is being spoken go on to its end', async () => {
    const { speech, clock } = openAccount('smallest');
    const spoken = speech.say(LONG, NOVA);
    const waiting = speech.say('Waiting.', NOVA);
    await clock.until(() => spoken.getState().phase === 'speaking');
    expect(spoken.segments().length).toBeGreaterThan(1);
    speech.clear();
    await expect(waiting.finished).rejects.toMatchObject({ code: 'cancelled' });
    await clock.until(() => spoken.getState().phase === 'done', 300_000);
    expect(
      spoken
        .segments()
        .map(({ text }) => text)
        .join(''),
    ).toBe(LONG);
  });

  it('with allTabs also cancels what waits in other tabs, and nothing that is being spoken there', async () => {
    const account = openAccount('smallest');
    const { clock, browser, speech } = account;
    const spoken = speech.say(LONG, NOVA);
    const waiting = speech.say('Waiting.', NOVA);
    await clock.until(() => spoken.getState().phase === 'speaking');
    const other = createPoolOn(browser.openTab().platform, 'speech', { limit: 1 });
    const theirs = other.run(() => new Promise(() => undefined));
    theirs.finished.catch(() => undefined);
    await clock.advance(100);
    other.clear({ allTabs: true });
    await clock.advance(100);
    expect(waiting.getState().phase).toBe('cancelled');
    expect(theirs.getState().state).toBe('cancelled');
    await clock.until(() => spoken.getState().phase === 'done', 300_000);
    expect(
      spoken
        .segments()
        .map(({ text }) => text)
        .join(''),
    ).toBe(LONG);
  });

  it('does nothing once the client is closed', () => {
    const { speech } = openAccount('smallest');
    speech.close();
    expect(() => speech.clear({ allTabs: true })).not.toThrow();
  });
});

describe('seek', () => {
  it('goes to the beginning of a segment, and the snapshot tells which is heard', async () => {
    const { speech, clock } = openAccount('breeze');
    const utterance = speech.say(LONG, NOVA);
    await clock.until(() => (utterance.segments()[2]?.endSeconds ?? null) !== null);
    const third = utterance.segments()[2];
    expect(utterance.seek(third?.startSeconds ?? 0)).toBe(third?.startSeconds);
    expect(utterance.getState().segment).toMatchObject({ index: 2, start: third?.start, end: third?.end });
    utterance.seek(0);
    expect(utterance.getState().segment?.index).toBe(0);
  });
});

describe('retry limits of an utterance', () => {
  it('end its tries before those of the client do', async () => {
    const faults = [{ status: 500 }];
    const { speech, clock, simulator } = openAccount('breeze', { faults }, { retry: { transient: 10 } });
    const utterance = speech.say('One.', { ...NOVA, retry: { attempts: 3 } });
    await clock.until(() => utterance.getState().phase === 'failed', 600_000);
    expect(utterance.getState()).toMatchObject({ attempts: 3, mayBeBilledAgain: 0 });
    expect(simulator.journal().entries).toHaveLength(3);
  });

  it('also by time', async () => {
    const faults = [{ status: 500 }];
    const { speech, clock } = openAccount('breeze', { faults }, { retry: { transient: 100 } });
    const utterance = speech.say('One.', { ...NOVA, retry: { withinMs: 5000 } });
    await clock.until(() => utterance.getState().phase === 'failed', 600_000);
    expect(clock.now()).toBeGreaterThan(5000);
    expect(clock.now()).toBeLessThan(7000);
  });

  it('are lower for what may be billed again', async () => {
    const faults = [{ body: 'cut' as const, afterBytes: 2000 }];
    const { speech, clock } = openAccount(
      'breeze',
      { faults },
      { retry: { ambiguous: 100, transient: 100 } },
    );
    const utterance = speech.say('One.', { ...NOVA, retry: { billedAgain: 2 } });
    await clock.until(() => utterance.getState().phase === 'failed', 600_000);
    expect(utterance.getState()).toMatchObject({
      attempts: 3,
      mayBeBilledAgain: 2,
      error: { code: 'truncated' },
    });
  });
});
