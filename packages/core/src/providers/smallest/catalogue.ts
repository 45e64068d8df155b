import type { VoiceCatalogue } from '../provider.ts';
import { get, voiceReader } from '../shared/catalogue.ts';
import { asObject, mapList } from '../shared/json.ts';
import { pathSegment } from '../shared/path-segment.ts';

/** Whose voices are listed where no model is named. */
const DEFAULT_MODEL = 'lightning_v3.1';

const readVoice = voiceReader({
  id: 'voiceId',
  name: 'displayName',
  preview: 'audioPreview',
  tags: ({ tags }) => asObject(tags) ?? {},
});

/**
 * `GET /waves/v1/{model}/get_voices`: each model has its own (get-voices-openapi.yaml, corrected on 2026-08-28). Paths
 * spell models with hyphens, and know no dated ones. There is no request for a single voice.
 */
export function smallestVoices(model: string | null): VoiceCatalogue {
  return {
    list: (query) => {
      const spelt = (query.model ?? model ?? DEFAULT_MODEL).replaceAll('_', '-').replace(/-\d\d-\d\d$/, '');
      return get(`/waves/v1/${pathSegment('list voices', 'model', spelt)}/get_voices`);
    },
    readList: (answer) => {
      const voices = mapList(asObject(answer)?.['voices'], readVoice);
      return voices === null ? null : { voices, next: null };
    },
    readOne: readVoice,
  };
}
