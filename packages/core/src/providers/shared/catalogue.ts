import type { HttpRequest, Voice } from '../provider.ts';
import { asObject, asText, mapList, type JsonObject } from './json.ts';

export function get(path: string): HttpRequest {
  return { method: 'GET', path, headers: { accept: 'application/json' }, warnings: [] };
}

interface VoiceFields {
  readonly id: string;
  readonly name: string;
  readonly preview: string;
  /** What is told in words besides. */
  readonly tags: (voice: JsonObject) => JsonObject;
}

/** Reads one voice; `null` for what has no id. */
export function voiceReader(fields: VoiceFields): (value: unknown) => Voice | null {
  return (value) => {
    const voice = asObject(value);
    const id = asText(voice?.[fields.id]);
    if (voice === null || id === null) return null;
    return {
      id,
      name: asText(voice[fields.name]) ?? id,
      description: asText(voice['description']),
      previewUrl: asText(voice[fields.preview]),
      labels: labelsOf(fields.tags(voice)),
    };
  };
}

/** What can be said in words of a provider's tags: texts, and lists of them joined by commas. */
function labelsOf(tags: JsonObject): Readonly<Record<string, string>> {
  const texts = Object.entries(tags).map(([name, value]) => {
    const words = mapList(value, asText) ?? [asText(value) ?? ''];
    return [name, words.join(', ')] as const;
  });
  return Object.fromEntries(texts.filter(([, text]) => text !== ''));
}
