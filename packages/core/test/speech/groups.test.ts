import { codedSamples } from '@cuelight/msw/server';
import { expect, it } from 'vitest';
import type { Utterance } from '../../src/speech/types.ts';
import { openAccount, type VirtualAccount } from './support/virtual-account.ts';

const NOVA = { voice: 'code', group: true };

function textsAsked({ simulator }: VirtualAccount): string[] {
  return simulator.journal().entries.map(({ text }) => text ?? '');
}

async function heard({ clock }: VirtualAccount, utterances: readonly Utterance[]): Promise<void> {
  await clock.until(() => utterances.every((utterance) => utterance.getState().phase === 'done'), 300_000);
}

it('short texts of one voice that wait become one request, and each settles on its own', async () => {
  const account = openAccount('smallest');
  const { speech, player } = account;
  const first = speech.say('The first one goes alone.', { voice: 'code' });
  const texts = ['Two is here.', 'Three is a bit longer.', 'Four.'];
  const grouped = texts.map((text) => speech.say(text, NOVA));
  const ends: number[] = [];
  for (const utterance of grouped) void utterance.finished.then(() => ends.push(account.clock.now()));
  await heard(account, [first, ...grouped]);
  expect(textsAsked(account)).toEqual(['The first one goes alone.', texts.join(' ')]);
  const audio = player.playing.slice(1).map(({ samples }) => [...samples]);
  expect(audio.flat()).toEqual([...codedSamples(texts.join(' '), 24_000)]);
  expect(audio.every((samples) => samples.length > 2400)).toBe(true);
  expect(new Set(ends).size).toBe(3);
});

it('a text that is not short, or of another voice or lane, or not said so, goes by itself', async () => {
  const account = openAccount('breeze', { plan: 'free' }, { limit: 1 });
  const { speech } = account;
  const said = [
    speech.say('The first one goes alone.', { voice: 'code' }),
    speech.say('Two.', NOVA),
    speech.say('Three.', { ...NOVA, voice: 'tone' }),
    speech.say('Four.', { ...NOVA, lane: 'background' }),
    speech.say('Five.', { voice: 'code' }),
    speech.say('w'.repeat(249), NOVA),
  ];
  await heard(account, said);
  expect(textsAsked(account)).toHaveLength(6);
});

it('one that is heard from the cache or not at all is not asked for', async () => {
  const { speech, simulator, clock } = openAccount('smallest');
  const utterance = speech.say('Two.', { ...NOVA, cache: 'only' });
  await clock.advance(1000);
  expect(utterance.getState()).toMatchObject({ phase: 'failed', error: { code: 'not-cached' } });
  expect(simulator.journal().entries).toEqual([]);
});

it('one that is cancelled while it waits is not asked for, and the others are', async () => {
  const account = openAccount('smallest');
  const { speech } = account;
  const first = speech.say('The first one goes alone.', { voice: 'code' });
  const [two, three] = [speech.say('Two.', NOVA), speech.say('Three.', NOVA)];
  two.cancel();
  await heard(account, [first, three]);
  expect(textsAsked(account)).toEqual(['The first one goes alone.', 'Three.']);
  expect(two.getState().phase).toBe('cancelled');
});

it('all that are cancelled leave no request behind', async () => {
  const account = openAccount('smallest');
  const { speech, clock } = account;
  const grouped = ['One.', 'Two.'].map((text) => speech.say(text, NOVA));
  speech.stop();
  await clock.advance(60_000);
  expect(grouped.map((utterance) => utterance.getState().phase)).toEqual(['cancelled', 'cancelled']);
  expect(account.pool.getState()).toMatchObject({ inUse: 0, waiting: { normal: 0 } });
});

it('one that is not to be asked for again fails, and the others are asked for without it', async () => {
  const account = openAccount('smallest', { faults: [{ onRequest: 2, status: 500 }] });
  const { speech } = account;
  const first = speech.say('The first one goes alone.', { voice: 'code' });
  const [two, three] = [speech.say('Two.', { ...NOVA, retry: { attempts: 1 } }), speech.say('Three.', NOVA)];
  await heard(account, [first, three]);
  expect(two.getState().phase).toBe('failed');
  expect(textsAsked(account)).toEqual(['The first one goes alone.', 'Two. Three.', 'Three.']);
});

it('a request that fails fails all that are in it, and one that breaks off is made again', async () => {
  const faults = [
    { onRequest: 2, body: 'cut' as const, afterBytes: 20_000 },
    { onRequest: 4, status: 400 },
  ];
  const account = openAccount('smallest', { faults });
  const { speech, clock } = account;
  const first = speech.say('The first one goes alone.', { voice: 'code' });
  const again = ['Two is here.', 'Three is here.'].map((text) => speech.say(text, NOVA));
  await heard(account, [first, ...again]);
  const audio = account.player.playing.slice(1).flatMap(({ samples }) => [...samples]);
  expect(audio).toEqual([...codedSamples('Two is here. Three is here.', 24_000)]);
  const failing = ['Four.', 'Five.'].map((text) => speech.say(text, NOVA));
  await clock.until(() => failing.some((utterance) => utterance.getState().phase === 'failed'), 60_000);
});
