import type { ProviderId } from '../provider-id.ts';
import type { FliteVoice } from './flite.ts';

/** `code` and `tone` are accepted as voice ids everywhere and listed nowhere: they are for tests. */
export type VoiceKind = 'flite' | 'tone' | 'code';

export const VOICE_KINDS: readonly VoiceKind[] = ['flite', 'tone', 'code'];

export interface SimulatedVoice {
  readonly id: string;
  readonly name: string;
  readonly description: string;
  readonly gender: 'female' | 'male';
  readonly accent: string;
  readonly flite: FliteVoice;
  /** The family of models that lists it. */
  readonly model: string;
}

const woman = { gender: 'female', accent: 'american', flite: 'slt' } as const;
const man = { gender: 'male', accent: 'american', flite: 'rms' } as const;
const scot = { gender: 'male', accent: 'scottish', flite: 'awb' } as const;
const robot = { gender: 'male', accent: 'american', flite: 'kal16' } as const;

/** Invented, in the shape of each provider's ids; Smallest's are names that its documentation uses. */
const VOICES: Readonly<Record<ProviderId, readonly SimulatedVoice[]>> = {
  breeze: [
    breezeVoice('voc_8k2mq4vd7x', 'Nora', 'Clear and friendly.', woman),
    breezeVoice('voc_3f9tz6wh1p', 'Miles', 'Calm narrator.', man),
    breezeVoice('voc_5r7jc2yb0n', 'Ewan', 'Warm, with a Scottish lilt.', scot),
    breezeVoice('voc_1d4gs8ka6e', 'Otto', 'An old machine that means well.', robot),
  ],
  smallest: [
    smallestVoice('sophia', 'Sophia', 'Clear and friendly.', woman, 'lightning-v3.1'),
    smallestVoice('magnus', 'Magnus', 'Calm narrator.', man, 'lightning-v3.1'),
    smallestVoice('devansh', 'Devansh', 'Warm and unhurried.', scot, 'lightning-v3.1'),
    smallestVoice('liam', 'Liam', 'An old machine that means well.', robot, 'lightning-v3.1'),
    smallestVoice('meher', 'Meher', 'Bright and quick.', woman, 'lightning-v3.1-pro'),
  ],
};

export function voicesOf(provider: ProviderId): readonly SimulatedVoice[] {
  return VOICES[provider];
}

/** Listed voices and the two for tests; `null` for any other id. */
export function findVoice(provider: ProviderId, id: string): SimulatedVoice | null {
  const listed = VOICES[provider].find((voice) => voice.id === id);
  if (listed !== undefined) return listed;
  if (id !== 'code' && id !== 'tone') return null;
  return { id, name: id, description: 'For tests.', ...woman, model: '' };
}

function breezeVoice(id: string, name: string, description: string, timbre: Timbre): SimulatedVoice {
  return { id, name, description, ...timbre, model: 'breeze-tts-2' };
}

function smallestVoice(
  id: string,
  name: string,
  description: string,
  timbre: Timbre,
  model: string,
): SimulatedVoice {
  return { id, name, description, ...timbre, model };
}

type Timbre = Pick<SimulatedVoice, 'gender' | 'accent' | 'flite'>;
