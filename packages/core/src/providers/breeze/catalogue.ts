import type { LimitProbe, VoiceCatalogue } from '../provider.ts';
import { get, voiceReader } from '../shared/catalogue.ts';
import { asObject, asText, mapList, type JsonObject } from '../shared/json.ts';
import { pathSegment } from '../shared/path-segment.ts';

/** `GET /v1/entitlements`: the static limits of the account (docs.breezeblue.ai, Account). */
export function entitlementsProbe(usesServerQueue: boolean): LimitProbe {
  return {
    request: get('/v1/entitlements'),
    read: (answer) => {
      const entitlements = asObject(answer);
      const slots = count(entitlements?.['max_concurrent_generations']);
      const queue = count(entitlements?.['max_queued_generations']);
      const plan = asText(entitlements?.['plan_code']);
      if (slots < 1) return null;
      return { slots: slots + (usesServerQueue ? queue : 0), ...(plan === null ? {} : { plan }) };
    },
  };
}

function count(value: unknown): number {
  return typeof value === 'number' && Number.isInteger(value) && value > 0 ? Math.min(value, 500) : 0;
}

const readVoice = voiceReader({
  id: 'voice_id',
  name: 'name',
  preview: 'preview_url',
  tags: ({ category, labels }) => ({ category, ...asObject(labels) }),
});

/** `GET /v1/voices`, 100 a page, and `GET /v1/voices/{id}` (docs.breezeblue.ai, Voices; types of @breeze.blue/sdk). */
export const BREEZE_VOICES: VoiceCatalogue = {
  list: (_query, next) => get(`/v1/voices?page_size=100${next === null ? '' : `&${next}`}`),
  readList: (answer) => {
    const page = asObject(answer) ?? {};
    const voices = mapList(page['voices'], readVoice);
    return voices === null ? null : { voices, next: nextOf(page) };
  },
  one: (id) => get(`/v1/voices/${pathSegment('look up a voice', 'id', id)}`),
  readOne: readVoice,
};

/** Some orders page only by token, so that goes first. */
function nextOf(page: JsonObject): string | null {
  if (page['has_more'] !== true) return null;
  const token = asText(page['next_page_token']);
  if (token !== null) return `next_page_token=${encodeURIComponent(token)}`;
  return typeof page['page'] === 'number' ? `page=${page['page'] + 1}` : null;
}
