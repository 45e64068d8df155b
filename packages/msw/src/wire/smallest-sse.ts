/** A recording had 8 events without audio among 120 with it. */
const EMPTY_AFTER = 15;

const encoder = new TextEncoder();

/** One piece of PCM as an event; after every fifteenth, an event whose audio is empty follows. */
export function sseFrame(pcm: Uint8Array, index: number): Uint8Array {
  const frame = event(base64(pcm));
  return encoder.encode(index % EMPTY_AFTER === EMPTY_AFTER - 1 ? frame + event('') : frame);
}

/** The terminator has no `event:` line. `status` is a string everywhere. */
export function sseEnd(): Uint8Array {
  return encoder.encode('data: {"status":"200","done":true}\n\n');
}

function event(audio: string): string {
  return `event: audio\ndata: {"audio":"${audio}","done":false,"status":"206"}\n\n`;
}

/** Node's own is many times faster; a browser has only the other. */
function base64(bytes: Uint8Array): string {
  if (typeof Buffer === 'undefined') return btoa(String.fromCharCode(...bytes));
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('base64');
}
