import { findVoice, type SimulatedVoice, voicesOf } from '../voices/catalogue.ts';

/** One voice as `GET /v1/voices` lists it; `null` for an id it does not know. */
export function findBreezeVoice(id: string): Record<string, unknown> | null {
  const voice = findVoice('breeze', id);
  return voice === null ? null : describe(voice);
}

/** `search` looks in names; the list is short and comes on one page. */
export function breezeVoices(query: URLSearchParams): Record<string, unknown> {
  const search = (query.get('search') ?? '').toLowerCase();
  const voices = voicesOf('breeze').filter((voice) => voice.name.toLowerCase().includes(search));
  return {
    voices: voices.map(describe),
    has_more: false,
    total: voices.length,
    page: 1,
    page_size: 100,
  };
}

function describe(voice: SimulatedVoice): Record<string, unknown> {
  return {
    voice_id: voice.id,
    name: voice.name,
    category: 'premade',
    voice_type: 'default',
    description: voice.description,
    labels: { gender: voice.gender, accent: voice.accent },
    settings: { guidance_scale: 1 },
    preview_url: null,
    created_at_unix: 1_767_225_600,
  };
}
