import { codedSamples } from '@cuelight/msw/server';
import { describe, expect, it } from 'vitest';
import type { Utterance } from '../../src/speech/types.ts';
import { openAccount, type VirtualAccount } from './support/virtual-account.ts';

const NOVA = { voice: 'code' };
const SENTENCE = 'This is a sentence of just fifty characters, no more. ';
const LONG = SENTENCE.repeat(30);

function textsOf(utterance: Utterance): string[] {
  return utterance.segments().map(({ text }) => text);
}

async function heardWhole({ clock }: VirtualAccount, utterance: Utterance): Promise<void> {
  await clock.until(() => utterance.getState().phase === 'done', 3_600_000);
}

/** None of it waits for time, but all its samples are looked at. */
const MUCH_SOUND = { timeout: 60_000 };

describe('a long text', MUCH_SOUND, () => {
  it('is one utterance and one track, asked for in parts, the first one short', async () => {
    const account = openAccount('breeze');
    const utterance = account.speech.say(LONG, NOVA);
    await heardWhole(account, utterance);
    expect(account.player.playing).toHaveLength(1);
    expect(textsOf(utterance).join('')).toBe(LONG);
    const lengths = textsOf(utterance).map((text) => text.length);
    expect(lengths[0]).toBeLessThanOrEqual(100);
    expect(Math.max(...lengths)).toBeLessThanOrEqual(250);
    expect(lengths.length).toBe(1 + Math.ceil((30 - 1) / 4));
  });

  it('is heard in order and joined sample by sample, whichever part is answered first', async () => {
    const faults = [
      { onRequest: 1, firstByteMs: 9000 },
      { onRequest: 2, firstByteMs: 4000 },
    ];
    const account = openAccount('breeze', { faults });
    const utterance = account.speech.say(SENTENCE.repeat(12), NOVA);
    await heardWhole(account, utterance);
    const expected = textsOf(utterance).flatMap((text) => [...codedSamples(text.trim(), 24_000)]);
    expect(account.player.playing[0]?.samples).toEqual(Int16Array.from(expected));
    expect(account.player.tracks[0]?.marks.length).toBe(textsOf(utterance).length);
  });

  it('is asked for as far ahead as the slots allow, and never beyond the limit', async () => {
    const account = openAccount('breeze');
    account.simulator.control({ hold: true });
    account.speech.say(LONG, { ...NOVA, lookAheadSeconds: 300 });
    await account.clock.advance(2000);
    expect(account.simulator.journal()).toMatchObject({ inFlight: 3, peakOffered: 3 });
    // One more waits, so that no slot stands empty between two.
    expect(account.pool.getState().waiting.normal).toBe(1);
  });

  it('is asked for half a minute ahead and no further', async () => {
    const account = openAccount('breeze', { speed: 1000 });
    const utterance = account.speech.say(LONG, NOVA);
    let most = 0;
    while (utterance.getState().phase !== 'done') {
      // oxlint-disable-next-line no-await-in-loop
      await account.clock.step();
      const track = account.player.playing[0];
      if (track !== undefined) most = Math.max(most, track.receivedSeconds() - track.playedSeconds());
    }
    // The last piece asked for is the one that goes beyond it.
    expect(most).toBeGreaterThan(25);
    expect(most).toBeLessThan(30 + 250 * 0.06 + 1);
  });

  it('is not asked for while the player is paused, and what was asked for is received at full speed', async () => {
    const account = openAccount('breeze');
    const utterance = account.speech.say(LONG, NOVA);
    await account.clock.until(() => utterance.getState().phase === 'speaking');
    account.player.pause();
    await account.clock.advance(60_000);
    const asked = account.simulator.journal().entries.length;
    expect(asked).toBeLessThan(8);
    expect(account.pool.getState().inUse).toBe(0);
    await account.clock.advance(3_600_000);
    expect(account.simulator.journal().entries).toHaveLength(asked);
    account.player.resume();
    await heardWhole(account, utterance);
  });

  it('tells which part is heard, and where each is in text and sound', async () => {
    const account = openAccount('smallest');
    const text = SENTENCE.repeat(9);
    const utterance = account.speech.say(text, NOVA);
    const seen = new Map<number, string>();
    utterance.subscribe(({ segment }) => {
      if (segment !== null) seen.set(segment.index, text.slice(segment.start, segment.end));
    });
    await heardWhole(account, utterance);
    expect([...seen.values()].join('')).toBe(text);
    expect(utterance.getState().segment?.count).toBe(seen.size);
    let atSeconds = 0;
    for (const segment of utterance.segments()) {
      expect(segment.startSeconds).toBeCloseTo(atSeconds, 6);
      atSeconds += codedSamples(segment.text.trim(), 24_000).length / 24_000;
      expect(segment.endSeconds).toBeCloseTo(atSeconds, 6);
    }
  });

  it('goes on in progress from part to part, never back', async () => {
    const account = openAccount('smallest');
    const utterance = account.speech.say(SENTENCE.repeat(9), NOVA);
    const seen: number[] = [];
    utterance.subscribe(({ progress }) => seen.push(progress));
    await heardWhole(account, utterance);
    expect(seen).toEqual(seen.toSorted((left, right) => left - right));
    expect(new Set(seen).size).toBeGreaterThan(30);
  });

  it('fails after what came before was heard, where a part cannot be had', async () => {
    const faults = [{ onRequest: 3, status: 400 }];
    const account = openAccount('smallest', { faults });
    const utterance = account.speech.say(SENTENCE.repeat(20), NOVA);
    await account.clock.until(() => utterance.getState().phase === 'failed', 600_000);
    const heard = textsOf(utterance).slice(0, 2);
    const expected = heard.flatMap((text) => [...codedSamples(text.trim(), 24_000)]);
    expect(account.player.playing[0]?.samples).toEqual(Int16Array.from(expected));
    expect(account.player.playing[0]?.playedSeconds()).toBeCloseTo(expected.length / 24_000, 3);
    expect(account.simulator.journal().entries).toHaveLength(3);
    await expect(utterance.finished).rejects.toMatchObject({ code: 'invalid' });
  });

  it('leaves nothing behind when it is cancelled in the middle', async () => {
    const account = openAccount('breeze');
    const utterance = account.speech.say(LONG, NOVA);
    await account.clock.until(() => utterance.getState().phase === 'speaking');
    utterance.cancel();
    await account.clock.advance(60_000);
    expect(account.pool.getState()).toMatchObject({ inUse: 0, waiting: { normal: 0 } });
    expect(account.clock.pending).toBe(0);
  });
});

describe('a dialogue', MUCH_SOUND, () => {
  const LINES = [
    { text: 'Who is there?', voice: 'code' },
    { text: 'It is me.', voice: 'tone' },
    { text: SENTENCE.repeat(8), voice: 'code' },
  ];

  it('is one utterance: each line in its voice, a long one in parts', async () => {
    const account = openAccount('breeze');
    const utterance = account.speech.say(LINES);
    await heardWhole(account, utterance);
    expect(account.player.playing).toHaveLength(1);
    const segments = utterance.segments();
    expect(segments.map(({ voice }) => voice)).toEqual(['code', 'tone', 'code', 'code']);
    expect(utterance.text).toBe(LINES.map(({ text }) => text).join('\n'));
    expect(segments.every(({ text, start, end }) => utterance.text.slice(start, end) === text)).toBe(true);
  });

  it('shows the voice that is heard', async () => {
    const account = openAccount('breeze');
    const utterance = account.speech.say(LINES.slice(0, 2));
    const seen: string[] = [];
    utterance.subscribe(({ voice }) => {
      if (seen.at(-1) !== voice) seen.push(voice);
    });
    await heardWhole(account, utterance);
    expect(seen).toEqual(['code', 'tone']);
  });

  it('takes from the options what a line does not say', async () => {
    const account = openAccount('breeze');
    const utterance = account.speech.say([{ text: 'One.' }, { text: 'Two.', voice: 'tone' }], NOVA);
    await heardWhole(account, utterance);
    expect(utterance.segments().map(({ voice }) => voice)).toEqual(['code', 'tone']);
  });
});
