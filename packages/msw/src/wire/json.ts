import type { Answer } from './wire.ts';

export type JsonObject = Readonly<Record<string, unknown>>;

export function jsonAnswer(
  status: number,
  body: unknown,
  headers: Readonly<Record<string, string>> = {},
): Answer {
  return {
    status,
    headers: { 'content-type': 'application/json; charset=utf-8', ...headers },
    body: JSON.stringify(body),
  };
}

/** What gateways say, and services that have other troubles than their own format. */
export function pageAnswer(
  status: number,
  kind: 'text' | 'html' | 'empty',
  message: string,
  headers: Readonly<Record<string, string>>,
): Answer {
  if (kind === 'empty') return { status, headers, body: '' };
  const page = `<html><head><title>${status}</title></head><body><h1>${status}</h1></body></html>\n`;
  return {
    status,
    headers: { 'content-type': `text/${kind === 'html' ? 'html' : 'plain'}; charset=utf-8`, ...headers },
    body: kind === 'html' ? page : message,
  };
}

/** `null` for anything but a JSON object. */
export function parseObject(text: string): JsonObject | null {
  try {
    const value: unknown = JSON.parse(text);
    return isObject(value) ? value : null;
  } catch {
    return null;
  }
}

export function isObject(value: unknown): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** The pieces of a path, decoded; `null` where the escapes are broken. */
export function pathSegments(url: URL): readonly string[] | null {
  try {
    return url.pathname.split('/').slice(1).map(decodeURIComponent);
  } catch {
    return null;
  }
}

export function stringOr(value: unknown, fallback: string): string {
  return typeof value === 'string' ? value : fallback;
}
