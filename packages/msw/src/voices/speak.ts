import type { ProviderId } from '../provider-id.ts';
import { findVoice, type SimulatedVoice, type VoiceKind } from './catalogue.ts';
import { codedSamples } from './code.ts';
import type { Flite } from './flite.ts';
import { Resampler } from './resample.ts';
import { englishOf, sentencesOf } from './sentences.ts';
import { toneSamples } from './tone.ts';

export interface Utterance {
  readonly provider: ProviderId;
  /** Id at the provider; `code` and `tone` choose that voice whatever the simulator's own is. */
  readonly voice: string;
  readonly text: string;
  readonly sampleRateHz: number;
}

/** Samples of an utterance, in parts and no earlier than they are asked for. */
export type Speaker = (utterance: Utterance) => AsyncIterable<Int16Array>;

/** `flite` `null`: what it would have spoken is hummed. */
export function createSpeaker(kind: VoiceKind, flite: Flite | null): Speaker {
  return async function* speak(utterance) {
    const { provider, voice, text, sampleRateHz } = utterance;
    const chosen = voice === 'code' || voice === 'tone' ? voice : kind;
    if (chosen === 'code') {
      yield codedSamples(text, sampleRateHz);
      return;
    }
    const timbre = findVoice(provider, voice);
    for (const sentence of sentencesOf(text)) {
      const english = chosen === 'flite' ? englishOf(sentence) : null;
      if (english === null || flite === null || timbre === null) {
        yield toneSamples(sentence, voice, sampleRateHz);
      } else {
        yield* read(flite, timbre, english, sampleRateHz);
      }
    }
  };
}

async function* read(
  flite: Flite,
  voice: SimulatedVoice,
  english: string,
  sampleRateHz: number,
): AsyncIterable<Int16Array> {
  const wave = await flite.speak(voice.flite, english);
  const resampler = new Resampler(wave.samples, wave.sampleRateHz, sampleRateHz);
  // A quarter of a second costs about a millisecond: other streams go on in between.
  const step = Math.ceil(sampleRateHz / 4);
  for (let start = 0; start < resampler.outputLength; start += step) {
    yield resampler.part(start, start + step);
  }
}
