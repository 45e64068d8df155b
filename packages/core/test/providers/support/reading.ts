import type { AudioEvent, AudioReader, Provider } from '../../../src/providers/provider.ts';

export interface Reading {
  /** All audio, joined. */
  readonly audio: readonly number[];
  /** What came besides audio. */
  readonly rest: readonly AudioEvent[];
}

export function bytesOf(text: string): Uint8Array {
  return new TextEncoder().encode(text);
}

/** Feeds the pieces one by one and ends the answer. */
export function readAll(reader: AudioReader, pieces: readonly Uint8Array[]): Reading {
  const events = [...pieces.flatMap((piece) => reader.read(piece)), ...reader.end()];
  const audio = events.flatMap((event) => (event.type === 'audio' ? Array.from(event.bytes) : []));
  return { audio, rest: events.filter((event) => event.type !== 'audio') };
}

/** The whole, cut in two at every position, and in single bytes. */
export function everyCutting(whole: Uint8Array): Uint8Array[][] {
  const inTwo = Array.from({ length: whole.length + 1 }, (_, at) => [
    whole.subarray(0, at),
    whole.subarray(at),
  ]);
  const inBytes = Array.from(whole, (_, at) => whole.subarray(at, at + 1));
  return [...inTwo, inBytes];
}

/** A refusal with this status and body, and these headers. */
export function refusal(
  status: number,
  body: unknown,
  headers: Readonly<Record<string, string>> = {},
): Parameters<Provider['classify']>[0] {
  return {
    type: 'http',
    status,
    header: (name) => headers[name] ?? null,
    body: typeof body === 'string' ? body : JSON.stringify(body),
  };
}
