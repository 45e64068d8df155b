/**
 * SHA-256 of a text, in hexadecimal digits; `null` where the browser has no cryptography: on plain http.
 */
export async function sha256(text: string): Promise<string | null> {
  // Typed as always there.
  const subtle: SubtleCrypto | undefined = globalThis.crypto?.subtle;
  if (typeof subtle?.digest !== 'function') return null;
  const digest = await subtle.digest('SHA-256', new TextEncoder().encode(text));
  return Array.from(new Uint8Array(digest), (byte) => byte.toString(16).padStart(2, '0')).join('');
}
