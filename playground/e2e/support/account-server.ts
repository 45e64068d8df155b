import { once } from 'node:events';
import { createServer, type ServerResponse } from 'node:http';

export interface AccountOptions {
  /** What it lets in at once, whatever the tabs were told. */
  readonly limit: number;
  /** How long it goes on counting a request after it has noticed that it was cut. @default 0 */
  readonly releaseLagMs?: number;
}

/** One request, as the account saw it. */
export interface Visit {
  readonly name: string;
  readonly startedAtMs: number;
  readonly endedAtMs: number | null;
  readonly outcome: 'running' | 'done' | 'refused' | 'aborted';
}

export interface AccountServer {
  /** Without a slash at the end. `/job?name=..&ms=..&weight=..` takes as many slots for so long; `/wait` is answered by `go()`. */
  readonly url: string;
  /** In the order of their arrival. */
  readonly journal: readonly Visit[];
  /** The most requests it ever counted at once, those that it refused included. */
  readonly peakOffered: number;
  /** While true, requests that were let in are not answered; their time begins when it ends. */
  hold(isHeld: boolean): void;
  /** Answers everybody who has asked to wait. */
  go(): void;
  /** Resolves as soon as the journal is as wanted: at once, or when it next changes so. */
  until(isSo: (journal: readonly Visit[]) => boolean): Promise<void>;
  close(): Promise<void>;
}

/** An account that lets `limit` requests in at once and answers 429 to the others, at once. */
export async function startAccountServer({
  limit,
  releaseLagMs = 0,
}: AccountOptions): Promise<AccountServer> {
  const journal: { -readonly [key in keyof Visit]: Visit[key] }[] = [];
  const watchers = new Set<() => void>();
  const waiting: ServerResponse[] = [];
  let held: (() => void)[] | null = null;
  let counted = 0;
  let peakOffered = 0;

  const changed = (): void => {
    for (const watcher of watchers) watcher();
  };

  const visit = (name: string, ms: number, weight: number, response: ServerResponse): void => {
    const entry: (typeof journal)[number] = {
      name,
      startedAtMs: performance.now(),
      endedAtMs: null,
      outcome: 'running',
    };
    journal.push(entry);
    peakOffered = Math.max(peakOffered, counted + weight);
    const end = (outcome: Visit['outcome']): void => {
      entry.outcome = outcome;
      entry.endedAtMs = performance.now();
      changed();
    };
    if (counted + weight > limit) {
      end('refused');
      answer(response, 429, 'busy');
      return;
    }
    counted += weight;
    let timer: NodeJS.Timeout | undefined;
    const begin = (): void => {
      if (entry.outcome !== 'running') return;
      timer = setTimeout(() => {
        counted -= weight;
        end('done');
        answer(response, 200, 'done');
      }, ms);
    };
    response.on('close', () => {
      if (entry.outcome !== 'running') return;
      clearTimeout(timer);
      if (releaseLagMs === 0) counted -= weight;
      else setTimeout(() => (counted -= weight), releaseLagMs);
      end('aborted');
    });
    if (held === null) begin();
    else held.push(begin);
    changed();
  };

  const server = createServer((request, response) => {
    const { pathname, searchParams } = new URL(request.url ?? '/', 'http://account');
    if (pathname === '/wait') waiting.push(response);
    else {
      const [ms, weight] = ['ms', 'weight'].map((key) => Number(searchParams.get(key) ?? 1));
      visit(searchParams.get('name') ?? '', ms ?? 1, weight ?? 1, response);
    }
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  if (address === null || typeof address === 'string')
    throw new Error('The account is served at no address.');
  return {
    url: `http://127.0.0.1:${address.port}`,
    journal,
    get peakOffered() {
      return peakOffered;
    },
    hold: (isHeld) => {
      const before = held ?? [];
      held = isHeld ? before : null;
      if (!isHeld) for (const begin of before) begin();
    },
    go: () => {
      for (const response of waiting.splice(0)) answer(response, 200, 'go');
    },
    until: (isSo) =>
      new Promise((resolve, reject) => {
        const look = (): void => {
          if (!isSo(journal)) return;
          clearTimeout(timer);
          watchers.delete(look);
          resolve();
        };
        const timer = setTimeout(() => {
          watchers.delete(look);
          reject(new Error(`The account's journal stayed otherwise:\n${JSON.stringify(journal, null, 1)}`));
        }, LONGEST_WAIT_MS);
        watchers.add(look);
        look();
      }),
    close: async () => {
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    },
  };
}

/** Longer than a tab needs to notice that another one was suspended without a word. */
const LONGEST_WAIT_MS = 30_000;

function answer(response: ServerResponse, status: number, text: string): void {
  response.writeHead(status, { 'access-control-allow-origin': '*', 'cache-control': 'no-store' });
  response.end(text);
}
