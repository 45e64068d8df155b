/** `en` of `en-GB`; `null` where the tag does not begin with two letters. */
export function primaryLanguage(tag: string): string | null {
  return /^([a-z]{2})(?:[-_]|$)/i.exec(tag)?.[1]?.toLowerCase() ?? null;
}
