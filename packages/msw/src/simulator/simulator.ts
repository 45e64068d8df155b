import { Account, type AccountJournal } from '../account/account.ts';
import type { Arrival } from '../account/journal.ts';
import { planOption, type ResolvedOptions } from '../options.ts';
import type { Speaker } from '../voices/speak.ts';
import { breezeWire } from '../wire/breeze.ts';
import { jsonAnswer } from '../wire/json.ts';
import { smallestWire } from '../wire/smallest.ts';
import type { Refusal, SimulatedRequest, SpeechAsked, Wire, WireContext } from '../wire/wire.ts';
import type { Clock, Undo } from './clock.ts';
import { type Change, decodeChange } from './control.ts';
import { corsHeaders } from './cors.ts';
import { type Ending, speech } from './speech.ts';
import { Gate } from './wait.ts';

/** What a door sends. A stream that throws is to be cut off, not ended. */
export interface Reply {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string | AsyncIterable<Uint8Array>;
}

/** A request for speech that waits or runs. */
interface Open {
  /** Opened when the account admits the request. */
  readonly admission: Gate;
  /** Ends it as aborted. */
  readonly cut: () => void;
}

/** Where everything that is not the provider's lies. */
const CONTROL = '/__simulator/';

/**
 * One simulated account behind one provider's protocol. It knows no transport: a door gives it requests and
 * sends what `handle` answers.
 */
export class ProviderSimulator {
  readonly #options: ResolvedOptions;
  readonly #speaker: Speaker;
  readonly #clock: Clock;
  readonly #wire: Wire;
  readonly #account: Account;
  readonly #open = new Map<string, Open>();
  readonly #hold = new Gate();
  readonly #listeners = new Set<() => void>();
  #overloaded = false;
  #stopTimer: Undo | null = null;

  constructor(options: ResolvedOptions, speaker: Speaker, clock: Clock) {
    this.#options = options;
    this.#speaker = speaker;
    this.#clock = clock;
    this.#wire = options.provider === 'breeze' ? breezeWire : smallestWire;
    this.#account = new Account(options.plan, options.releaseLagMs);
  }

  /**
   * Answers one request. For speech it answers with the first piece of audio, or with the refusal. `signal`
   * aborts when the client is gone; then it rejects, or cuts off the stream it gave before.
   */
  async handle(request: SimulatedRequest, signal: AbortSignal): Promise<Reply> {
    const cors = corsHeaders(request);
    if (request.method === 'OPTIONS') return { status: 204, headers: cors, body: '' };
    const reply = request.url.pathname.startsWith(CONTROL)
      ? this.#control(request)
      : await this.#provide(request, signal);
    return { ...reply, headers: { ...reply.headers, ...cors } };
  }

  /** As of now. */
  journal(): AccountJournal {
    this.#admitted(this.#account.settle(this.#clock.nowMs()));
    return this.#account.journal();
  }

  /** @throws SimulatorError `invalid-option`; then nothing has changed. */
  control(change: Change): void {
    this.#apply(decodeChange(change));
  }

  #apply({ reset, plan, limit, hold, overloaded, foreign }: Change): void {
    const { provider } = this.#options;
    const nextPlan = planOption('change the simulator', provider, plan, limit, this.#account.plan);
    const nowMs = this.#clock.nowMs();
    if (reset === true) this.#account.resetJournal();
    this.#admitted(this.#account.setPlan(nextPlan, nowMs));
    if (hold !== undefined) this.#hold.shut = hold;
    if (overloaded !== undefined) this.#overloaded = overloaded;
    if (foreign !== undefined) {
      this.#admitted(this.#account.holdForeign(foreign.slots, foreign.forMs ?? null, nowMs));
    }
    this.#changed();
  }

  /** Calls `listener` after each change of the journal. */
  subscribe(listener: () => void): Undo {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  /** Cuts off every open request. The journal can still be read. Works twice. */
  close(): void {
    for (const { cut } of this.#open.values()) cut();
    this.#stopTimer?.();
    this.#stopTimer = null;
    this.#listeners.clear();
  }

  async #provide(request: SimulatedRequest, signal: AbortSignal): Promise<Reply> {
    const { keys, requireKey, provider } = this.#options;
    const context = { id: crypto.randomUUID(), plan: this.#account.plan, keys, requireKey };
    const reading = this.#wire.read(request, context);
    if (reading.type === 'answer') return reading.answer;
    if (reading.type === 'speech') return this.#speak(reading.speech, context, signal);
    const { voice, text, refusal } = reading;
    return this.#refuse({ id: context.id, provider, voice, text, weight: 1 }, refusal);
  }

  async #speak(asked: SpeechAsked, context: WireContext, signal: AbortSignal): Promise<Reply> {
    const { provider } = this.#options;
    const { id } = context;
    const arrival = { id, provider, voice: asked.voice, text: asked.text, weight: asked.weight };
    if (this.#overloaded) return this.#refuse(arrival, this.#wire.refuse('overloaded', context));
    signal.throwIfAborted();

    const busy = this.#wire.refuse('busy', context);
    const opened = this.#account.open(arrival, asked.billedCharacters, busy.reason, this.#clock.nowMs());
    this.#admitted(opened.admitted);
    if (opened.admission === 'refused') {
      this.#changed();
      return busy.answer;
    }

    const admission = new Gate();
    admission.shut = opened.admission === 'queued';
    const stop = new AbortController();
    const cut = (): void => {
      this.#close(id, 'aborted');
      stop.abort();
    };
    signal.addEventListener('abort', cut, { once: true });
    this.#open.set(id, { admission, cut });
    this.#changed();

    const stream = speech(asked, {
      clock: this.#clock,
      firstByteMs: this.#options.firstByteMs,
      speed: this.#options.speed,
      samples: this.#speaker({ ...asked, provider }),
      admission,
      hold: this.#hold,
      signal: stop.signal,
      began: () => {
        this.#account.firstByte(id, this.#clock.nowMs());
        this.#changed();
      },
      over: (outcome, reason) => {
        signal.removeEventListener('abort', cut);
        this.#close(id, outcome, reason);
      },
    });
    try {
      const first = await stream.next();
      return {
        status: 200,
        headers: asked.headers,
        body: first.done === true ? '' : resumed(first.value, stream),
      };
    } catch (error) {
      if (stop.signal.aborted) throw error;
      return this.#wire.refuse('failed', context).answer;
    }
  }

  #refuse(arrival: Arrival, refusal: Refusal): Reply {
    this.#account.refuse(arrival, refusal.reason, this.#clock.nowMs());
    this.#changed();
    return refusal.answer;
  }

  /** Only the first call for a request counts. */
  #close(id: string, outcome: Ending, reason?: string): void {
    if (!this.#open.delete(id)) return;
    this.#admitted(this.#account.close(id, outcome, this.#clock.nowMs(), reason));
    this.#changed();
  }

  #admitted(ids: readonly string[]): void {
    for (const id of ids) {
      const open = this.#open.get(id);
      if (open !== undefined) open.admission.shut = false;
    }
  }

  /** Keeps the timer on the account's next change by time, and tells the listeners. */
  #changed(): void {
    this.#stopTimer?.();
    this.#stopTimer = null;
    const { nextChangeAtMs } = this.#account;
    if (nextChangeAtMs !== null) {
      this.#stopTimer = this.#clock.setTimer(nextChangeAtMs - this.#clock.nowMs(), () => {
        this.#admitted(this.#account.settle(this.#clock.nowMs()));
        this.#changed();
      });
    }
    for (const listener of this.#listeners) listener();
  }

  #control(request: SimulatedRequest): Reply {
    const action = `${request.method} ${request.url.pathname.slice(CONTROL.length)}`;
    if (action === 'GET journal') return jsonAnswer(200, this.journal());
    if (action !== 'POST control') return jsonAnswer(404, { error: `Nothing at ${action}` });
    try {
      this.#apply(decodeChange(JSON.parse(request.body)));
      return jsonAnswer(200, this.journal());
    } catch (error) {
      return jsonAnswer(400, { error: error instanceof Error ? error.message : String(error) });
    }
  }
}

async function* resumed(
  first: Uint8Array,
  rest: AsyncGenerator<Uint8Array, void, undefined>,
): AsyncGenerator<Uint8Array, void, undefined> {
  try {
    yield first;
    yield* rest;
  } finally {
    await rest.return();
  }
}
