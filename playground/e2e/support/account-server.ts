import { once } from 'node:events';
import { createServer, type ServerResponse } from 'node:http';

export interface Visit {
  readonly name: string;
  readonly startedAtMs: number;
  readonly endedAtMs: number | null;
  readonly outcome: 'running' | 'done' | 'refused' | 'aborted';
}

export interface AccountServer {
  /** Without a slash at the end. `POST /job?name=..&ms=..` takes a slot for so long. */
  readonly url: string;
  readonly journal: readonly Visit[];
  /** The most requests ever in flight at once. */
  readonly peak: number;
  close(): Promise<void>;
}

/** An account that lets `limit` requests in at once and answers 429 to the others, at once. */
export async function startAccountServer(limit: number): Promise<AccountServer> {
  const journal: { -readonly [key in keyof Visit]: Visit[key] }[] = [];
  let inFlight = 0;
  let peak = 0;

  const server = createServer((request, response) => {
    const query = new URL(request.url ?? '/', 'http://account').searchParams;
    const visit: (typeof journal)[number] = {
      name: query.get('name') ?? '',
      startedAtMs: performance.now(),
      endedAtMs: null,
      outcome: 'running',
    };
    journal.push(visit);
    if (inFlight >= limit) {
      visit.outcome = 'refused';
      answer(response, 429, 'busy');
      return;
    }
    inFlight += 1;
    peak = Math.max(peak, inFlight);
    const end = (outcome: 'done' | 'aborted'): void => {
      if (visit.outcome !== 'running') return;
      clearTimeout(timer);
      inFlight -= 1;
      visit.outcome = outcome;
      visit.endedAtMs = performance.now();
    };
    const timer = setTimeout(
      () => {
        end('done');
        answer(response, 200, 'done');
      },
      Number(query.get('ms')),
    );
    response.on('close', () => end('aborted'));
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  if (address === null || typeof address === 'string')
    throw new Error('The account is served at no address.');
  return {
    url: `http://127.0.0.1:${address.port}`,
    journal,
    get peak() {
      return peak;
    },
    close: async () => {
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    },
  };
}

function answer(response: ServerResponse, status: number, text: string): void {
  response.writeHead(status, { 'access-control-allow-origin': '*', 'cache-control': 'no-store' });
  response.end(text);
}
