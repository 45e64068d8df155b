import { countCharacters } from '../characters.ts';
import { fnv1a } from './code.ts';
import { SECONDS_PER_CHARACTER, speechSeconds } from './length.ts';

/** A pentatonic scale: any order of its notes sounds agreeable. Ratios to the voice's own pitch. */
const SCALE = [1, 9 / 8, 5 / 4, 3 / 2, 5 / 3, 2];
const PEAK = 0.25 * 32_767;
const ATTACK_SECONDS = 0.02;
const RELEASE_SECONDS = 0.06;

/**
 * Hums a text: one soft note for each word, as long as the word, chosen by the word; silence between.
 * The same text in the same voice always gives the same samples.
 */
export function toneSamples(text: string, voice: string, sampleRateHz: number): Int16Array {
  const samples = new Int16Array(Math.round(speechSeconds(text) * sampleRateHz));
  const pitchHz = 150 + (fnv1a(voice) % 8) * 15;
  let startSeconds = 0.1;
  for (const part of text.match(/\s+|\S+/gu) ?? []) {
    const seconds = countCharacters(part) * SECONDS_PER_CHARACTER;
    if (part.trim() !== '') {
      const ratio = SCALE[fnv1a(part) % SCALE.length] ?? 1;
      addNote(samples, { startSeconds, seconds, pitchHz: pitchHz * ratio, sampleRateHz });
    }
    startSeconds += seconds;
  }
  return samples;
}

interface Note {
  readonly startSeconds: number;
  readonly seconds: number;
  readonly pitchHz: number;
  readonly sampleRateHz: number;
}

function addNote(samples: Int16Array, note: Note): void {
  const first = Math.round(note.startSeconds * note.sampleRateHz);
  const count = Math.round(note.seconds * note.sampleRateHz);
  for (let index = 0; index < count; index += 1) {
    const seconds = index / note.sampleRateHz;
    const envelope =
      Math.min(1, seconds / ATTACK_SECONDS) * Math.min(1, (note.seconds - seconds) / RELEASE_SECONDS);
    const phase = 2 * Math.PI * note.pitchHz * seconds;
    const wave = (Math.sin(phase) + Math.sin(2 * phase) / 3 + Math.sin(3 * phase) / 8) / 1.3;
    samples[first + index] = Math.round(PEAK * envelope * wave);
  }
}
