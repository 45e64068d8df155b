import type { FetchFunction } from '../../../src/providers/provider.ts';

export interface SentRequest {
  readonly url: string;
  readonly method: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string | undefined;
  readonly credentials: string;
  readonly signal: AbortSignal;
}

/** A body that the test writes piece by piece, and that tells whether its reader closed it. Over is over. */
export class LiveBody {
  readonly stream: ReadableStream<Uint8Array>;
  isCancelled = false;
  /** Set to hold back the end of a cancelled body. */
  cancelling: Promise<void> = Promise.resolve();
  #isOver = false;
  #controller!: ReadableStreamDefaultController<Uint8Array>;

  constructor() {
    this.stream = new ReadableStream<Uint8Array>({
      start: (controller) => {
        this.#controller = controller;
      },
      cancel: () => {
        this.isCancelled = true;
        this.#isOver = true;
        return this.cancelling;
      },
    });
  }

  write(...bytes: readonly number[]): void {
    if (!this.#isOver) this.#controller.enqueue(Uint8Array.from(bytes));
  }

  end(): void {
    if (!this.#isOver) this.#controller.close();
    this.#isOver = true;
  }

  breakOff(): void {
    if (!this.#isOver) this.#controller.error(new TypeError('terminated'));
    this.#isOver = true;
  }
}

export type Answering = (request: SentRequest) => Response | Promise<Response>;

/** A `fetch` with a script: the n-th request gets the n-th answer. Heeds its signal like the real one. */
export class FakeService {
  readonly requests: SentRequest[] = [];
  readonly #answers: Answering[];

  constructor(...answers: readonly Answering[]) {
    this.#answers = [...answers];
  }

  readonly fetch: FetchFunction = async (url, init) => {
    const request: SentRequest = { url, ...init, body: init.body };
    this.requests.push(request);
    const answering = this.#answers.shift();
    if (answering === undefined) throw new Error('The script of this service has no more answers.');
    return await Promise.race([answering(request), aborted(init.signal)]);
  };
}

export function audioAnswer(body: LiveBody): Answering {
  return () => new Response(body.stream, { headers: { 'content-type': 'audio/pcm' } });
}

export function errorAnswer(status: number, body: unknown, headers: Record<string, string> = {}): Answering {
  return () => new Response(JSON.stringify(body), { status, headers });
}

export function noAnswer(): Promise<Response> {
  return new Promise(() => undefined);
}

function aborted(signal: AbortSignal): Promise<never> {
  return new Promise((_resolve, reject) => {
    const onAbort = (): void => reject(new DOMException('This operation was aborted', 'AbortError'));
    if (signal.aborted) onAbort();
    signal.addEventListener('abort', onAbort);
  });
}
