import type { Voice, VoiceCatalogue } from '../provider.ts';
import { get, labelsOf } from '../shared/catalogue.ts';
import { asObject, asText, mapList } from '../shared/json.ts';

/** Whose voices are listed where no model is named. */
const DEFAULT_MODEL = 'lightning_v3.1';

/**
 * `GET /waves/v1/{model}/get_voices`: each model has its own (get-voices-openapi.yaml, corrected on 2026-08-28). Paths
 * spell models with hyphens, and know no dated ones. There is no request for a single voice.
 */
export function smallestVoices(model: string | null): VoiceCatalogue {
  return {
    list: (query) => {
      const spelt = (query.model ?? model ?? DEFAULT_MODEL).replaceAll('_', '-').replace(/-\d\d-\d\d$/, '');
      return get(`/waves/v1/${encodeURIComponent(spelt)}/get_voices`);
    },
    readList: (answer) => {
      const voices = mapList(asObject(answer)?.['voices'], readVoice);
      return voices === null ? null : { voices, next: null };
    },
    readOne: readVoice,
  };
}

function readVoice(value: unknown): Voice | null {
  const voice = asObject(value);
  const id = asText(voice?.['voiceId']);
  if (voice === null || id === null) return null;
  return {
    id,
    name: asText(voice['displayName']) ?? id,
    description: asText(voice['description']),
    previewUrl: asText(voice['audioPreview']),
    labels: labelsOf(asObject(voice['tags']) ?? {}),
  };
}
