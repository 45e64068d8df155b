import { type AccountOptions, resolveOptions } from '../../src/options.ts';
import type { ProviderId } from '../../src/provider-id.ts';
import type { Reply } from '../../src/simulator/reply.ts';
import { ProviderSimulator } from '../../src/simulator/simulator.ts';
import { createSpeaker, type Speaker } from '../../src/voices/speak.ts';
import type { SimulatedRequest } from '../../src/wire/wire.ts';
import { VirtualClock } from './virtual-clock.ts';

export interface Virtual {
  readonly simulator: ProviderSimulator;
  readonly clock: VirtualClock;
}

/** A simulator on virtual time, behind no door, that speaks in the voice `code`. */
export function virtualSimulator(
  provider: ProviderId,
  options: AccountOptions = {},
  speaker: Speaker = createSpeaker('code', null),
): Virtual {
  const resolved = resolveOptions('test', provider, { voice: 'code', ...options });
  const clock = new VirtualClock();
  return { simulator: new ProviderSimulator(resolved, speaker, clock), clock };
}

export function breezeSpeech(text: string): SimulatedRequest {
  return post('/v1/text-to-speech/code/stream?output_format=pcm', { text });
}

export function smallestSpeech(text: string): SimulatedRequest {
  return post('/waves/v1/tts/live', { text, voice_id: 'code', sample_rate: 24_000 });
}

export function post(path: string, body: unknown): SimulatedRequest {
  return request('POST', path, {}, JSON.stringify(body));
}

export function request(
  method: string,
  path: string,
  headers: Readonly<Record<string, string>> = {},
  body = '',
): SimulatedRequest {
  return { method, url: new URL(path, 'http://test.invalid'), header: (name) => headers[name] ?? null, body };
}

/** Never aborts. */
export function present(): AbortSignal {
  return new AbortController().signal;
}

export function jsonOf(reply: Reply): unknown {
  if (typeof reply.body !== 'string') throw new Error('a stream');
  return JSON.parse(reply.body);
}

export async function bytesOf(reply: Reply): Promise<Uint8Array> {
  if (typeof reply.body === 'string') throw new Error(`a whole answer: ${reply.body}`);
  const pieces: Uint8Array[] = [];
  for await (const piece of reply.body) pieces.push(piece);
  return Buffer.concat(pieces);
}
