import type { HttpRequest } from '../provider.ts';
import { asText, mapList, type JsonObject } from './json.ts';

export function get(path: string): HttpRequest {
  return { method: 'GET', path, headers: { accept: 'application/json' }, warnings: [] };
}

/** What can be said in words of a provider's tags: texts, and lists of them joined by commas. */
export function labelsOf(tags: JsonObject): Readonly<Record<string, string>> {
  const texts = Object.entries(tags).map(([name, value]) => {
    const words = mapList(value, asText) ?? [asText(value) ?? ''];
    return [name, words.join(', ')] as const;
  });
  return Object.fromEntries(texts.filter(([, text]) => text !== ''));
}
