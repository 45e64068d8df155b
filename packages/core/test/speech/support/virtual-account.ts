import { resolveOptions, type AccountOptions } from '../../../../msw/src/options.ts';
import type { ProviderId } from '../../../../msw/src/provider-id.ts';
import { ProviderSimulator } from '../../../../msw/src/simulator/simulator.ts';
import { createSpeaker } from '../../../../msw/src/voices/speak.ts';
import { createPoolOn } from '../../../src/pool/create-pool.ts';
import type { PoolOptions } from '../../../src/pool/pool-options.ts';
import type { Pool } from '../../../src/pool/types.ts';
import { breeze } from '../../../src/providers/breeze/breeze.ts';
import type { FetchFunction, Provider } from '../../../src/providers/provider.ts';
import { smallest } from '../../../src/providers/smallest/smallest.ts';
import { SpeechClient, type SpeechClientParts } from '../../../src/speech/speech.ts';
import { VirtualBrowser } from '../../../src/testing/virtual-browser.ts';
import { VirtualClock } from '../../../src/testing/virtual-clock.ts';
import type { VirtualTab } from '../../../src/testing/virtual-tab.ts';
import { PlayingPlayer } from './playing-player.ts';

/** One tab of an app and a simulated account, on one virtual clock. */
export interface VirtualAccount {
  readonly browser: VirtualBrowser;
  readonly clock: VirtualClock;
  readonly tab: VirtualTab;
  readonly simulator: ProviderSimulator;
  readonly provider: Provider;
  readonly pool: Pool;
  readonly player: PlayingPlayer;
  readonly speech: SpeechClient;
}

/** Turns of the microtask queue that Node's streams need for a piece of an answer, and some. */
const TURNS = 120;

export function openAccount(
  providerId: ProviderId,
  options: AccountOptions = {},
  poolOptions: Partial<PoolOptions> = {},
  parts: Partial<SpeechClientParts> = {},
): VirtualAccount {
  const clock = new VirtualClock({ microtaskTurns: TURNS });
  const browser = new VirtualBrowser({ clock });
  const tab = browser.openTab();
  const simulator = new ProviderSimulator(
    resolveOptions('test', providerId, { voice: 'code', ...options }),
    createSpeaker('code', null),
    { nowMs: () => clock.now(), setTimer: (delayMs, callback) => clock.setTimer(delayMs, callback) },
  );
  const fetch = fetchFrom(simulator);
  const provider = providerId === 'breeze' ? breeze({ fetch }) : smallest({ fetch });
  const pool = createPoolOn(tab.platform, 'speech', { limit: provider.limits.slots, ...poolOptions });
  const player = new PlayingPlayer(clock);
  const speech = new SpeechClient({ provider, pool, player, clock: tab.platform.clock, ...parts });
  return { browser, clock, tab, simulator, provider, pool, player, speech };
}

/** The door of a simulator that is a `fetch`: no network, no MSW, no time of its own. */
function fetchFrom(simulator: ProviderSimulator): FetchFunction {
  return async (url, { method, headers, body = '', signal }) => {
    signal.throwIfAborted();
    const gone = new AbortController();
    signal.addEventListener('abort', () => gone.abort(), { once: true });
    const path = url.replace(/^\/api\/[a-z]+/u, '');
    const request = {
      method,
      url: new URL(path, 'http://simulator.invalid'),
      header: (name: string) => headers[name] ?? null,
      body,
    };
    const reply = await Promise.race([
      simulator.handle(request, gone.signal).catch((cause: unknown) => {
        throw new TypeError('Failed to fetch', { cause });
      }),
      aborted(signal),
    ]);
    if (typeof reply.body === 'string') return new Response(reply.body, reply);
    const pieces = reply.body[Symbol.asyncIterator]();
    const stream = new ReadableStream<Uint8Array>(
      {
        async pull(controller) {
          const { done, value } = await pieces.next();
          if (done === true) controller.close();
          else controller.enqueue(value);
        },
        cancel: () => gone.abort(),
      },
      { highWaterMark: 0 },
    );
    return new Response(stream, { status: reply.status, headers: reply.headers });
  };
}

function aborted(signal: AbortSignal): Promise<never> {
  return new Promise((_resolve, reject) => {
    signal.addEventListener('abort', () => reject(new DOMException('It was aborted', 'AbortError')));
  });
}
