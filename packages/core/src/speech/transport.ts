import { CuelightError } from '../errors.ts';
import type { Clock } from '../platform/clock.ts';
import type {
  AudioEvent,
  AudioReader,
  Failure,
  HeadersGiven,
  HttpRequest,
  Provider,
  ReadHeader,
} from '../providers/provider.ts';
import { Cut } from './cut.ts';
import { drain } from './drain.ts';
import { errorOf } from './failure-error.ts';
import { sendRequest, type Answer } from './send-request.ts';

/** Until the first byte that was asked for, in milliseconds. */
const FIRST_BYTE_MS = 30_000;
/** As much again where the provider has a queue of its own, which says nothing of how long one waits in it. */
const SERVER_QUEUE_MS = 30_000;
/** Between two pieces. */
const IDLE_MS = 10_000;
/** For the connection to close by itself after the audio is complete: an abort may keep the slot for longer. */
const LINGER_MS = 1000;
/** Of the body of a refusal. */
const LONGEST_ERROR_BYTES = 65_536;

export interface Exchange {
  readonly provider: Provider;
  readonly request: HttpRequest;
  /** Follows "Failed to". */
  readonly doing: string;
  readonly signal: AbortSignal;
  readonly clock: Clock;
  /** Reads an answer of that type. */
  readonly createReader: (contentType: string | null) => AudioReader;
  /** More than this is not what was asked for any more. */
  readonly longestBytes: number;
  /** For how long the provider may be silent while it makes a whole clip, in milliseconds. @default 0 */
  readonly silenceMs?: number;
  /** Called with the headers of each answer, refusals too. Must not throw. */
  readonly onHead?: (header: ReadHeader) => void;
  /** Called for each piece as it arrives. Must not throw. */
  readonly onBytes: (bytes: Uint8Array) => void;
  /** Called once, as soon as it is known to be complete; the request may still take a moment to end. */
  readonly onComplete?: () => void;
}

/**
 * One request, from its headers to the end of its answer, read at full speed whatever becomes of its bytes.
 * Settles when the request is over: its body ended, or was cancelled by us. That is what frees a slot of the pool.
 *
 * @throws CuelightError `cancelled` if `signal` ended it, else what the provider makes of the failure.
 */
export async function transfer(exchange: Exchange): Promise<void> {
  const cut = new Cut(exchange.clock, exchange.signal);
  try {
    await new Transfer(exchange, cut).run();
  } finally {
    cut.close();
  }
}

class Transfer {
  readonly #exchange: Exchange;
  readonly #cut: Cut;
  #receivedBytes = 0;
  #isComplete = false;

  constructor(exchange: Exchange, cut: Cut) {
    this.#exchange = exchange;
    this.#cut = cut;
  }

  async run(): Promise<void> {
    try {
      await this.#receive(await this.#open());
    } catch (error) {
      // Whatever happens to the connection once the audio is complete takes nothing away from it.
      if (!this.#isComplete) throw error;
    }
  }

  #errorOf(failure: Failure, cause?: unknown): CuelightError {
    const { provider, doing, clock } = this.#exchange;
    return errorOf(provider, failure, doing, clock.wallNow(), cause);
  }

  /** We have ended it, and the cut knows why. */
  #cutError(): CuelightError {
    const { cause } = this.#cut;
    if (cause?.type === 'failure') return this.#errorOf(cause.failure);
    return new CuelightError('cancelled', { doing: this.#exchange.doing, because: 'it was cancelled' });
  }

  /** The head of a good answer. A 401 is tried once more if there are new headers to try it with. */
  async #open(): Promise<Answer> {
    const headers = (await this.#headers('first')) ?? {};
    const answer = await this.#send(headers);
    if (isGood(answer)) return answer;
    const refusal = await this.#refusalOf(answer);
    const newHeaders = answer.status === 401 ? await this.#headers('unauthorized') : null;
    if (newHeaders === null) throw refusal;
    const secondAnswer = await this.#send(newHeaders);
    if (isGood(secondAnswer)) return secondAnswer;
    throw await this.#refusalOf(secondAnswer);
  }

  async #headers(reason: 'first' | 'unauthorized'): Promise<HeadersGiven | null> {
    const { provider, doing } = this.#exchange;
    if (this.#cut.cause !== null) throw this.#cutError();
    this.#expectFirstByte();
    const ask = async (): Promise<HeadersGiven | null> => provider.connection.headers(reason);
    const settled = await this.#cut.before(ask());
    if (settled.type === 'cut') throw this.#cutError();
    if (settled.type === 'value') return settled.value;
    if (CuelightError.is(settled.error)) throw settled.error;
    // A TypeError is what `fetch` rejects with when it reaches nobody.
    throw new CuelightError(settled.error instanceof TypeError ? 'offline' : 'unauthorized', {
      doing,
      because: `the function given as headers failed (${messageOf(settled.error)})`,
      cause: settled.error,
    });
  }

  async #send(headers: HeadersGiven): Promise<Answer> {
    const { provider, request, doing } = this.#exchange;
    if (this.#cut.cause !== null) throw this.#cutError();
    this.#expectFirstByte();
    const sent = sendRequest(provider.connection, request, headers, this.#cut.signal, doing);
    const settled = await this.#cut.before(sent);
    if (settled.type === 'value') {
      this.#exchange.onHead?.(headerOf(settled.value));
      return settled.value;
    }
    if (settled.type === 'error') {
      if (CuelightError.is(settled.error)) throw settled.error;
      throw this.#errorOf({ type: 'network', because: messageOf(settled.error) }, settled.error);
    }
    // A fetch that does not heed the signal may still bring an answer, which nobody reads: close it.
    await this.#cut.windUp(sent.then((answer) => answer.body?.cancel()));
    throw this.#cutError();
  }

  #expectFirstByte(): void {
    const { provider, silenceMs = 0 } = this.#exchange;
    const afterMs = FIRST_BYTE_MS + silenceMs + (provider.limits.usesServerQueue ? SERVER_QUEUE_MS : 0);
    this.#cut.unlessWithin(afterMs, {
      type: 'failure',
      failure: { type: 'timeout', waitingFor: 'first-byte', afterMs },
    });
  }

  async #receive(answer: Answer): Promise<void> {
    const reader = this.#exchange.createReader(answer.headers.get('content-type'));
    const end = await drain(answer.body, this.#cut, (bytes) => this.#take(reader.read(bytes)));
    if (end === 'broken') throw this.#truncated();
    if (end === 'cut') throw this.#cutError();
    this.#take(reader.end());
    if (this.#cut.cause !== null) throw this.#cutError();
    if (!this.#isComplete) throw this.#truncated();
  }

  #truncated(): CuelightError {
    return this.#errorOf({ type: 'truncated', receivedBytes: this.#receivedBytes });
  }

  #take(events: readonly AudioEvent[]): void {
    for (const event of events) {
      if (this.#isComplete || this.#cut.cause !== null) return;
      switch (event.type) {
        case 'audio':
          this.#takeAudio(event.bytes);
          break;
        case 'end':
          this.#isComplete = true;
          this.#cut.unlessWithin(LINGER_MS, { type: 'enough' });
          this.#exchange.onComplete?.();
          break;
        case 'failure':
          this.#cut.now({ type: 'failure', failure: event.failure });
      }
    }
  }

  #takeAudio(bytes: Uint8Array): void {
    if (bytes.length === 0) return;
    const { longestBytes, onBytes } = this.#exchange;
    this.#receivedBytes += bytes.length;
    if (this.#receivedBytes > longestBytes) {
      const because = `it goes on after ${longestBytes} bytes, more than it can take`;
      this.#cut.now({ type: 'failure', failure: { type: 'malformed', because } });
      return;
    }
    const failure: Failure = { type: 'timeout', waitingFor: 'more-bytes', afterMs: IDLE_MS };
    this.#cut.unlessWithin(IDLE_MS, { type: 'failure', failure });
    onBytes(bytes);
  }

  /** Whatever of the refusal's body can be had within reason. */
  async #refusalOf(answer: Answer): Promise<CuelightError> {
    const decoder = new TextDecoder();
    let body = '';
    let leftBytes = LONGEST_ERROR_BYTES;
    this.#cut.noDeadline();
    const refusalCut = new Cut(this.#exchange.clock, this.#cut.signal);
    refusalCut.unlessWithin(IDLE_MS, { type: 'enough' });
    await drain(answer.body, refusalCut, (bytes) => {
      body += decoder.decode(bytes.subarray(0, leftBytes), { stream: true });
      leftBytes -= Math.min(leftBytes, bytes.length);
      if (leftBytes === 0) refusalCut.now({ type: 'enough' });
    });
    refusalCut.close();
    if (this.#cut.cause !== null) throw this.#cutError();
    return this.#errorOf({ type: 'http', status: answer.status, header: headerOf(answer), body });
  }
}

function headerOf(answer: Answer): ReadHeader {
  return (name) => answer.headers.get(name);
}

function isGood(answer: Answer): boolean {
  return answer.status >= 200 && answer.status < 300;
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
