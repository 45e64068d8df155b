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
  /** While true, requests that were let in are not answered; their time begins when it ends. */
  hold(isHeld: boolean): void;
  close(): Promise<void>;
}

/** An account that lets `limit` requests in at once and answers 429 to the others, at once. */
export async function startAccountServer(limit: number): Promise<AccountServer> {
  const journal: { -readonly [key in keyof Visit]: Visit[key] }[] = [];
  let inFlight = 0;
  let peak = 0;
  let isHeld = false;
  const held: (() => void)[] = [];

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
    let timer: NodeJS.Timeout | undefined;
    const finish = (): void => {
      end('done');
      answer(response, 200, 'done');
    };
    const begin = (): void => {
      if (visit.outcome === 'running') timer = setTimeout(finish, Number(query.get('ms')));
    };
    if (isHeld) held.push(begin);
    else begin();
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
    hold: (isHeldNow) => {
      isHeld = isHeldNow;
      if (!isHeld) for (const begin of held.splice(0)) begin();
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
