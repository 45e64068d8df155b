/** ES2026; not yet in every browser, nor in the library that TypeScript checks this against. */
interface WithNativeDecoder {
  fromBase64?: (text: string) => Uint8Array;
}

/** The bytes, or `null` where `text` is not base64. Padding may be missing. */
export function decodeBase64(text: string): Uint8Array | null {
  const native: WithNativeDecoder & Uint8ArrayConstructor = Uint8Array;
  try {
    return native.fromBase64 === undefined ? decodeByHand(text) : native.fromBase64(text);
  } catch {
    return null;
  }
}

function decodeByHand(text: string): Uint8Array {
  const binary = atob(text);
  const bytes = new Uint8Array(binary.length);
  for (let index = 0; index < binary.length; index += 1) bytes[index] = binary.charCodeAt(index);
  return bytes;
}
