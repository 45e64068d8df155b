import { Account, type AccountJournal, type AccountRefusal } from '../account/account.ts';
import type { Arrival } from '../account/journal.ts';
import type { Settled } from '../account/slots.ts';
import { type Fault, faultOfUrl, isRefusing } from '../faults/fault.ts';
import { FaultPlan } from '../faults/fault-plan.ts';
import { planOption, type ResolvedOptions } from '../options.ts';
import type { Speaker } from '../voices/speak.ts';
import { breezeWire } from '../wire/breeze.ts';
import { jsonAnswer } from '../wire/json.ts';
import type { RefusalForm } from '../wire/refusal-form.ts';
import { smallestWire } from '../wire/smallest.ts';
import type { Refusal, SimulatedRequest, SpeechAsked, Wire, WireContext } from '../wire/wire.ts';
import type { Clock, Undo } from './clock.ts';
import { answerStream } from './answer-stream.ts';
import { type Change, decodeChange } from './control.ts';
import { withCors } from './cors.ts';
import { answerControl } from './control-requests.ts';
import { resumed } from './iterate.ts';
import type { Reply } from './reply.ts';
import type { Ending } from './speech.ts';
import { Gate } from './wait.ts';

/** A request for speech that waits or runs. */
interface Open {
  /** Opened when the account admits the request. */
  readonly admission: Gate;
  /** Aborts when the request is over before its answer is. */
  readonly stop: AbortController;
}

const NO_FAULT: Fault = {};

/** Why a request that waited is not answered with speech. */
class QueueExpired extends Error {}

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
  readonly #faults = new FaultPlan();
  readonly #open = new Map<string, Open>();
  readonly #hold = new Gate();
  readonly #listeners = new Set<() => void>();
  #busy: RefusalForm;
  #hideHeaders: boolean;
  #overloadedUntilMs = -Infinity;
  #stopTimer: Undo | null = null;

  constructor(options: ResolvedOptions, speaker: Speaker, clock: Clock) {
    this.#options = options;
    this.#speaker = speaker;
    this.#clock = clock;
    this.#wire = options.provider === 'breeze' ? breezeWire : smallestWire;
    this.#account = new Account(options.account, reasonsOf(this.#wire));
    this.#faults.set(options.faults);
    this.#busy = options.busy;
    this.#hideHeaders = options.hideHeaders;
  }

  /**
   * Answers one request. For speech it answers with the first piece of audio, or with the refusal. `signal`
   * aborts when the client is gone; then it rejects, or cuts off the stream it gave before. It also rejects where
   * the connection is to be cut before any answer.
   */
  async handle(request: SimulatedRequest, signal: AbortSignal): Promise<Reply> {
    if (request.method === 'OPTIONS') return withCors({ status: 204, headers: {}, body: '' }, request, false);
    const controlled = answerControl(request, this);
    if (controlled !== null) return withCors(controlled, request, false);
    const fault = this.#faultFor(request);
    if (fault instanceof Error) return withCors(jsonAnswer(400, { error: fault.message }), request, false);
    const reply = await this.#provide(request, fault, signal);
    return withCors(reply, request, fault.hideHeaders ?? this.#hideHeaders);
  }

  /** As of now. */
  journal(): AccountJournal {
    this.#settled(this.#account.settle(this.#clock.nowMs()));
    return this.#account.journal();
  }

  /** @throws SimulatorError `invalid-option`; then nothing has changed. */
  control(change: Change): void {
    this.#apply(decodeChange(this.#options.provider, change));
  }

  /** Calls `listener` after each change of the journal. */
  subscribe(listener: () => void): Undo {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  /** Cuts off every open request. The journal can still be read. Works twice. */
  close(): void {
    for (const id of this.#open.keys()) this.#cut(id);
    this.#stopTimer?.();
    this.#stopTimer = null;
    this.#listeners.clear();
  }

  #apply(change: Change): void {
    const { plan, limit, hold, overloaded, foreign, rate, creditCharacters, busy, faults, hideHeaders } =
      change;
    const { provider } = this.#options;
    const account = this.#account;
    const nextPlan = planOption('change the simulator', provider, plan, limit, account.plan);
    const nowMs = this.#clock.nowMs();
    if (change.reset === true) account.resetJournal();
    this.#settled(account.setPlan(nextPlan, nowMs));
    if (hold !== undefined) this.#hold.shut = hold;
    if (typeof overloaded === 'boolean') this.#overloadedUntilMs = overloaded ? Infinity : -Infinity;
    else if (overloaded !== undefined) this.#overloadedUntilMs = nowMs + overloaded.forMs;
    if (foreign !== undefined)
      this.#settled(account.holdForeign(foreign.slots, foreign.forMs ?? null, nowMs));
    if (rate !== undefined) account.setRate(rate);
    if (creditCharacters !== undefined) account.setCredit(creditCharacters);
    if (busy !== undefined) this.#busy = busy;
    if (faults !== undefined) this.#faults.set(faults);
    if (hideHeaders !== undefined) this.#hideHeaders = hideHeaders;
    this.#changed();
  }

  /** What a URL asks for goes before what was set. */
  #faultFor(request: SimulatedRequest): Fault | Error {
    const { provider } = this.#options;
    const isSpeech = this.#wire.isSpeech(request);
    const planned = this.#faults.meet(request.url.pathname, isSpeech);
    try {
      return faultOfUrl('read a fault from the URL', provider, request.url) ?? planned ?? NO_FAULT;
    } catch (error) {
      return error instanceof Error ? error : new Error(String(error));
    }
  }

  async #provide(request: SimulatedRequest, fault: Fault, signal: AbortSignal): Promise<Reply> {
    const { keys, requireKey, provider, framing } = this.#options;
    const nowMs = this.#clock.nowMs();
    const { plan, creditCharacters } = this.#account;
    const id = crypto.randomUUID();
    const context = { id, nowMs, plan, creditCharacters, keys, requireKey, framing };
    if (fault.foreign !== undefined) {
      const { slots, forMs = null } = fault.foreign;
      this.#settled(this.#account.holdForeign(slots, forMs, nowMs));
      this.#changed();
    }
    const reading = this.#wire.read(request, context);
    const asked = isRefusing(fault) ? this.#faulty(fault, context) : null;
    if (reading.type === 'answer') return asked?.answer ?? reading.answer;
    const { voice, text } = reading.type === 'speech' ? reading.speech : reading;
    const weight = reading.type === 'speech' ? reading.speech.weight : 1;
    const arrival = { id, provider, voice, text, weight };
    if (asked !== null) return this.#refuse(arrival, asked);
    if (reading.type === 'refusal') return this.#refuse(arrival, reading.refusal);
    if (nowMs < this.#overloadedUntilMs) {
      return this.#refuse(arrival, this.#wire.write(this.#wire.troubles.overloaded, {}, context));
    }
    signal.throwIfAborted();
    return this.#speak(reading.speech, arrival, context, fault, signal);
  }

  async #speak(
    asked: SpeechAsked,
    arrival: Arrival,
    context: WireContext,
    fault: Fault,
    signal: AbortSignal,
  ): Promise<Reply> {
    const { id } = arrival;
    const { verdict, settled } = this.#account.open(arrival, asked.billedCharacters, context.nowMs);
    this.#settled(settled);
    if (verdict !== 'admitted' && verdict !== 'queued') {
      this.#changed();
      return this.#write(verdict, context).answer;
    }
    const admission = new Gate();
    admission.shut = verdict === 'queued';
    const stop = new AbortController();
    const cut = (): void => this.#cut(id);
    signal.addEventListener('abort', cut, { once: true });
    this.#open.set(id, { admission, stop });
    this.#changed();

    const stream = this.#stream(asked, fault, id, { admission, stop }, () =>
      signal.removeEventListener('abort', cut),
    );
    try {
      const first = await stream.next();
      const body = first.done === true ? '' : resumed(first.value, stream);
      return { status: 200, headers: asked.headers, body };
    } catch (error) {
      if (error instanceof QueueExpired) return this.#write('queue-expired', context).answer;
      // Whatever the fault, nobody gets an answer over a connection that was cut.
      if (stop.signal.aborted || fault.body !== undefined) throw error;
      return this.#write('failed', context).answer;
    }
  }

  #stream(
    asked: SpeechAsked,
    fault: Fault,
    id: string,
    { admission, stop }: Open,
    over: () => void,
  ): AsyncGenerator<Uint8Array, void, undefined> {
    const utterance = { ...asked, provider: this.#options.provider };
    const end = (outcome: Ending, reason?: string): void => {
      over();
      this.#close(id, outcome, reason);
    };
    return answerStream(asked, fault, this.#wire, {
      clock: this.#clock,
      firstByteMs: this.#options.firstByteMs,
      speed: this.#options.speed,
      speak: () => this.#speaker(utterance),
      admission,
      hold: this.#hold,
      signal: stop.signal,
      began: () => {
        this.#account.firstByte(id, this.#clock.nowMs());
        this.#changed();
      },
      over: end,
    });
  }

  /** What a fault answers in place of what was asked. */
  #faulty(fault: Fault, context: WireContext): Refusal {
    const { status, code } = fault;
    const isNamed = status !== undefined || code !== undefined;
    const trouble = isNamed ? this.#wire.findTrouble(status, code) : null;
    return this.#wire.write(trouble ?? this.#wire.troubles.busy, fault, context);
  }

  #write(why: AccountRefusal | 'failed', context: WireContext): Refusal {
    return this.#wire.write(this.#wire.troubles[why], why === 'busy' ? this.#busy : {}, context);
  }

  #refuse(arrival: Arrival, refusal: Refusal): Reply {
    this.#account.refuse(arrival, refusal.reason, this.#clock.nowMs());
    this.#changed();
    return refusal.answer;
  }

  #cut(id: string): void {
    const open = this.#open.get(id);
    this.#close(id, 'aborted');
    open?.stop.abort();
  }

  /** Only the first call for a request counts. */
  #close(id: string, outcome: Ending, reason?: string): void {
    if (!this.#open.delete(id)) return;
    this.#settled(this.#account.close(id, outcome, this.#clock.nowMs(), reason));
    this.#changed();
  }

  #settled({ admitted, expired }: Settled): void {
    for (const id of admitted) {
      const open = this.#open.get(id);
      if (open !== undefined) open.admission.shut = false;
    }
    for (const id of expired) {
      const open = this.#open.get(id);
      this.#open.delete(id);
      open?.stop.abort(new QueueExpired());
    }
  }

  /** Keeps the timer on the account's next change by time, and tells the listeners. */
  #changed(): void {
    this.#stopTimer?.();
    this.#stopTimer = null;
    const { nextChangeAtMs } = this.#account;
    if (nextChangeAtMs !== null) {
      this.#stopTimer = this.#clock.setTimer(nextChangeAtMs - this.#clock.nowMs(), () => {
        this.#settled(this.#account.settle(this.#clock.nowMs()));
        this.#changed();
      });
    }
    for (const listener of this.#listeners) listener();
  }
}

/** What the journal says of each refusal. */
function reasonsOf({ troubles }: Wire): Readonly<Record<AccountRefusal, string>> {
  const reason = (why: AccountRefusal): string => troubles[why].code ?? troubles[why].message;
  return {
    busy: reason('busy'),
    'rate-limited': reason('rate-limited'),
    'out-of-credit': reason('out-of-credit'),
    'queue-expired': reason('queue-expired'),
  };
}
