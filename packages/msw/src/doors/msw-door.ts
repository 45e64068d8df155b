import { http, type HttpHandler } from 'msw';
import type { Reply } from '../simulator/reply.ts';
import type { ProviderSimulator } from '../simulator/simulator.ts';
import type { SimulatedRequest } from '../wire/wire.ts';

/**
 * Serves a simulator to MSW, at every URL that begins with `baseUrl`; a path as `/api/breeze` means that path at any
 * origin. A handler's request goes through the same steps as one over a real connection.
 */
export function mswDoor(simulator: ProviderSimulator, baseUrl: string): HttpHandler {
  return http.all(
    ({ request }) => pathBelow(baseUrl, request.url) !== null,
    ({ request }) => serve(simulator, request, pathBelow(baseUrl, request.url) ?? '/'),
  );
}

async function serve(simulator: ProviderSimulator, request: Request, path: string): Promise<Response> {
  const gone = new AbortController();
  const leave = (): void => gone.abort();
  if (request.signal.aborted) leave();
  request.signal.addEventListener('abort', leave, { once: true });
  const simulated: SimulatedRequest = {
    method: request.method,
    url: new URL(path, 'http://simulator.invalid'),
    header: (name) => request.headers.get(name),
    body: await request.text(),
  };
  try {
    return responseOf(await simulator.handle(simulated, gone.signal), leave);
  } catch {
    // The client is gone, or a fault cut the connection: to `fetch` both are a network error.
    return Response.error();
  }
}

function responseOf({ status, headers, body }: Reply, leave: () => void): Response {
  if (typeof body === 'string') {
    const isBodiless = status === 204 || status === 304;
    return new Response(isBodiless ? null : body, { status, headers });
  }
  const pieces = body[Symbol.asyncIterator]();
  const stream = new ReadableStream<Uint8Array<ArrayBuffer>>(
    {
      async pull(controller) {
        const { done, value } = await pieces.next();
        if (done === true) controller.close();
        else controller.enqueue(new Uint8Array(value));
      },
      // Not awaited: a generator in the middle of a pause ends only when it is over.
      cancel: leave,
    },
    // Nothing is made before it is asked for, as over a connection with backpressure.
    { highWaterMark: 0 },
  );
  // Without it MSW 3 in Node ends the body with the connection: a cut looks like an end, and a client's abort
  // crashes the process (an assertion in undici).
  return new Response(stream, { status, headers: { ...headers, 'transfer-encoding': 'chunked' } });
}

/** Path and query below the base; `null` where the URL is not below it. */
function pathBelow(baseUrl: string, url: string): string | null {
  const { origin, pathname, search } = new URL(url);
  const full = baseUrl.startsWith('http') ? origin + pathname : pathname;
  return full.startsWith(`${baseUrl}/`) ? full.slice(baseUrl.length) + search : null;
}
