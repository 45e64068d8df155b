import { codedSamples } from '@cuelight/msw/server';
import * as fc from 'fast-check';
import { expect, it } from 'vitest';
import type { Fault } from '../../../msw/src/faults/fault.ts';
import type { ProviderId } from '../../../msw/src/provider-id.ts';
import type { Utterance } from '../../src/speech/types.ts';
import { openAccount, type VirtualAccount } from './support/virtual-account.ts';

// What was heard is compared, sample by sample, with what the texts of the segments sound like: the voice `code` says
// the same text always in the same way, and no two samples in a row alike. So a sample that is lost, repeated or out of
// order shows, and so does a character.

const sentence = fc
  .tuple(
    fc.array(fc.stringMatching(/^[a-z]{1,9}$/), { minLength: 2, maxLength: 14 }),
    fc.constantFrom('. ', '! ', '? ', '.\n'),
  )
  .map(([words, end]) => words.join(' ') + end);
const text = fc.array(sentence, { minLength: 1, maxLength: 14 }).map((sentences) => sentences.join(''));

/** Where in an answer: within the first seconds, or anywhere in it. */
const afterBytes = fc.oneof(fc.integer({ min: 0, max: 100_000 }), fc.integer({ min: 0, max: 700_000 }));

/** Faults that a client can see. Raw PCM has no frames: of Breeze, what is malformed or ends early is not to be seen. */
const body: Readonly<Record<ProviderId, fc.Arbitrary<Fault>>> = {
  breeze: fc.record({ body: fc.constantFrom('cut' as const, 'stall' as const), afterBytes }),
  smallest: fc.record({
    body: fc.constantFrom(...(['cut', 'stall', 'end', 'malformed', 'error'] as const)),
    afterBytes,
  }),
};
const refusal: fc.Arbitrary<Fault> = fc.oneof(
  fc.record({ status: fc.constantFrom(500, 502, 503, 504, 429) }),
  fc.record({
    foreign: fc.record({ slots: fc.integer({ min: 1, max: 4 }), forMs: fc.integer({ min: 1, max: 20_000 }) }),
  }),
  fc.record({ firstByteMs: fc.integer({ min: 0, max: 60_000 }) }),
);

function faultsOf(provider: ProviderId): fc.Arbitrary<Fault[]> {
  const fault = fc.oneof({ weight: 2, arbitrary: body[provider] }, { weight: 1, arbitrary: refusal });
  return fc
    .array(fc.tuple(fc.integer({ min: 1, max: 12 }), fault), { maxLength: 8 })
    .map((faults) => faults.map(([onRequest, effect]) => ({ ...effect, onRequest })));
}

/** What happens to the tab meanwhile, and when, in milliseconds. */
const mishaps = fc.array(
  fc.tuple(fc.integer({ min: 0, max: 30_000 }), fc.constantFrom('freeze' as const, 'pause' as const)),
  { maxLength: 2 },
);

/** Tries enough for any of these schedules: giving up is tested elsewhere. */
const PATIENT = { refused: 100, transient: 100, ambiguous: 100, withinMs: 3_600_000 };

function expectedSamples(utterance: Utterance, rateHz: number): number[] {
  return utterance
    .segments()
    .flatMap((segment) => (segment.text.trim() === '' ? [] : [...codedSamples(segment.text.trim(), rateHz)]));
}

/** Where two stretches of audio begin to differ: half a million samples are too many to be shown. */
function differenceOf(heard: Int16Array, expected: readonly number[]): object | null {
  const at = expected.findIndex((sample, index) => heard[index] !== sample);
  if (at < 0 && heard.length === expected.length) return null;
  return { at, heard: heard.length, expected: expected.length };
}

async function happen({ clock, tab, player }: VirtualAccount, what: 'freeze' | 'pause'): Promise<void> {
  if (what === 'freeze') tab.freeze();
  else player.pause();
  await clock.advance(3000);
  if (what === 'freeze') tab.show();
  else player.resume();
}

it.each(['breeze', 'smallest'] as const)(
  'with %s, every character is spoken exactly once under any schedule of faults',
  { timeout: 120_000 },
  async (provider) => {
    let again = 0;
    await fc.assert(
      fc.asyncProperty(text, faultsOf(provider), mishaps, async (spoken, faults, troubles) => {
        const account = openAccount(provider, { faults }, { retry: PATIENT });
        const { speech, clock, player } = account;
        const utterance = speech.say(spoken, { voice: 'code', retry: { billedAgain: 100 } });
        for (const [afterMs, what] of troubles) {
          // oxlint-disable-next-line no-await-in-loop -- one after the other is the point
          await clock.advance(afterMs);
          // oxlint-disable-next-line no-await-in-loop
          await happen(account, what);
        }
        const isOver = (): boolean => ['done', 'failed'].includes(utterance.getState().phase);
        await clock.until(isOver, 900_000);
        const snapshot = utterance.getState();
        expect(snapshot.phase).toBe('done');
        again += snapshot.mayBeBilledAgain;

        const segments = utterance.segments();
        expect(segments.map((segment) => segment.text).join('')).toBe(spoken);
        expect(segments.map(({ start, end }) => spoken.slice(start, end)).join('')).toBe(spoken);
        const [track] = player.playing;
        const rateHz = account.provider.format.sampleRateHz;
        expect(
          differenceOf(track?.samples ?? new Int16Array(), expectedSamples(utterance, rateHz)),
        ).toBeNull();
        speech.close();
        await clock.advance(120_000);
        expect(clock.pending).toBe(0);
      }),
      { seed: 7, endOnFailure: true, numRuns: Number(process.env['FAULT_RUNS'] ?? 12) },
    );
    expect(again, 'requests that may have been billed again').toBeGreaterThan(3);
  },
);
