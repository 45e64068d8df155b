/** Looking into JSON of unknown shape. Nothing here throws. */

export type JsonObject = Readonly<Record<string, unknown>>;

/** `undefined` where `text` is not JSON. */
export function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

export function asObject(value: unknown): JsonObject | null {
  return isObject(value) ? value : null;
}

function isObject(value: unknown): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

export function asText(value: unknown): string | null {
  return typeof value === 'string' && value.trim() !== '' ? value : null;
}

/** The first of a list; anything else is itself. */
export function firstOrSelf(value: unknown): unknown {
  return Array.isArray(value) ? value[0] : value;
}

/** What the entries of a list come to, without those that come to `null`; `null` where it is no list. */
export function mapList<T>(value: unknown, read: (entry: unknown) => T | null): T[] | null {
  return Array.isArray(value) ? value.flatMap((entry: unknown) => read(entry) ?? []) : null;
}
