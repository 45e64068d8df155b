import type { WireContext } from './wire.ts';

export type KeyCheck = 'right' | 'absent' | 'missing' | 'wrong';

/** `absent` is accepted: a demo needs no key. `missing` is not: this account was told to require one. */
export function checkKey(key: string | null, context: WireContext): KeyCheck {
  if (key === null) return context.requireKey ? 'missing' : 'absent';
  return context.keys.includes(key) ? 'right' : 'wrong';
}

/** `null` without the header; an empty key, which is never right, where it is not a bearer token. */
export function bearerKey(authorization: string | null): string | null {
  if (authorization === null) return null;
  return /^Bearer +(\S+)$/i.exec(authorization)?.[1] ?? '';
}
