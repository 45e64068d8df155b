import type { Clock } from '../platform/clock.ts';
import type { HttpRequest, Provider } from '../providers/provider.ts';
import { BodyReader } from '../providers/shared/body-reader.ts';
import { parseJson } from '../providers/shared/json.ts';
import { errorOf } from './failure-error.ts';
import { joined } from './joined.ts';
import { transfer, type Exchange } from './transport.ts';

/** The bytes of one answer, joined. Throws as `transfer` does. */
export async function wholeAnswer(exchange: Omit<Exchange, 'onBytes'>): Promise<Uint8Array<ArrayBuffer>> {
  const pieces: Uint8Array[] = [];
  await transfer({ ...exchange, onBytes: (bytes) => void pieces.push(bytes) });
  return joined(pieces);
}

/** A page of a few hundred voices is 200 KB. */
const LONGEST_JSON_BYTES = 4_000_000;

export interface JsonQuestion<T> {
  readonly provider: Provider;
  readonly request: HttpRequest;
  /** Follows "Failed to". */
  readonly doing: string;
  /** `null` for what is not the documented answer. */
  readonly read: (answer: unknown) => T | null;
  readonly signal: AbortSignal;
  readonly clock: Clock;
}

/** Asks the provider something that takes no slot. Once: throws as `transfer` does. */
export async function askJson<T>({ read, ...question }: JsonQuestion<T>): Promise<T> {
  const bytes = await wholeAnswer({
    ...question,
    createReader: (contentType) => new BodyReader({ contentType, format: 'json' }),
    longestBytes: LONGEST_JSON_BYTES,
  });
  const answer = read(parseJson(new TextDecoder().decode(bytes)));
  if (answer !== null) return answer;
  const because = 'it lacks what was asked for';
  const { provider, doing, clock } = question;
  throw errorOf(provider, { type: 'malformed', because }, doing, clock.wallNow());
}
