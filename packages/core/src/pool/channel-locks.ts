import type { Channel, OpenChannel } from '../platform/channel.ts';
import type { Clock, Undo } from '../platform/clock.ts';
import type { HeldLock, LockRequest, Locks } from '../platform/locks.ts';
import { decodeLockMessage, type LockMessage } from './lock-messages.ts';

export interface ChannelLocksOptions {
  readonly clock: Clock;
  readonly openChannel: OpenChannel;
  readonly channelName: string;
  /** Told apart from that of every other tab. */
  readonly tabName: string;
  isVisible(): boolean;
}

/** A question to the other tabs, until all of them have answered or were silent for too long. */
interface Round {
  readonly id: string;
  readonly name: string;
  readonly unanswered: Set<string>;
  readonly names: string[];
  readonly undo: Undo;
  /** `objector`: a tab that holds the lock, or goes first. */
  over(objector: string | null, names: readonly string[]): void;
}

interface Want {
  readonly name: string;
  readonly mayWait: boolean;
  readonly answer: (lock: HeldLock | null) => void;
  undo: Undo | null;
}

interface Hold {
  readonly id: string;
  readonly sinceMs: number;
  readonly end: (how: 'released' | 'lost') => void;
}

/** How long a tab that has just come listens for others before it takes anything. */
const DISCOVERY_MS = 100;
/** A tab that does not answer for so long is taken to be dead, and what it held to be free. */
const SILENCE_MS = 1500;
/** How often somebody who waits makes sure that the holder lives. */
const POLL_EVERY_MS = 1000;
/** Names come from outside: there must be an end to them. */
const MOST_TABS = 1000;
/** Of two tabs that took a lock at once, both know by then. */
const FRESH_MS = 100;

/**
 * Locks where the browser has none, by asking the other tabs over a channel: a lock is taken when every tab known
 * has said that it does not hold it. A holder that was silent has lost it; of two that want it at once the visible
 * tab goes first. Unlike the browser's locks these can be held twice for a moment, by a page that was busy or
 * asleep, and keep no order between tabs. The channel is open only while something is held or asked for.
 */
export class ChannelLocks implements Locks {
  readonly #o: ChannelLocksOptions;
  readonly #held: Map<string, Hold> = new Map();
  /** In the order in which they came. */
  readonly #wants: Set<Want> = new Set();
  readonly #rounds: Map<string, Round> = new Map();
  readonly #others: Set<string> = new Set();
  #channel: Channel | null = null;
  #discoveredAtMs = 0;
  #lastNumber = 0;

  constructor(options: ChannelLocksOptions) {
    this.#o = options;
  }

  request(name: string, request: LockRequest): Promise<HeldLock | null> {
    if (request.how === 'steal') {
      // The lowest id there is.
      return Promise.resolve(this.#take(name, ''));
    }
    return new Promise((answer) => {
      const want: Want = { name, mayWait: request.how === 'wait', answer, undo: null };
      this.#wants.add(want);
      if (request.how === 'wait') {
        const { signal } = request;
        signal.addEventListener('abort', () => this.#settle(want, null), { once: true });
        if (signal.aborted) this.#settle(want, null);
      }
      this.#ask(want);
    });
  }

  heldNames(prefix: string): Promise<readonly string[]> {
    return new Promise((answer) => {
      const id = this.#newId();
      this.#startRound(id, id, null, (_, names) => {
        // Two pages that were asleep at different times may both think that they hold it.
        for (const name of names) if (!this.#isFresh(name)) this.#lose(name);
        answer([...this.#held.keys(), ...names].filter((name) => name.startsWith(prefix)));
        this.#closeIfIdle();
      });
    });
  }

  /** `holder`: whether that tab still lives and holds it; otherwise all tabs are asked. */
  #ask(want: Want, holder: string | null = null): void {
    if (!this.#wants.has(want)) return;
    const { name, mayWait } = want;
    const isFirst = [...this.#wants].find((other) => other.name === name) === want;
    if (this.#held.has(name) || !isFirst) {
      // What this tab itself holds or wants: it is asked again when that is over.
      if (!mayWait) this.#settle(want, null);
      return;
    }
    const id = this.#newId();
    want.undo = this.#startRound(id, name, holder, (objector) => {
      if (objector !== null && !mayWait) this.#settle(want, null);
      else if (objector !== null)
        want.undo = this.#o.clock.setTimer(POLL_EVERY_MS, () => this.#ask(want, objector));
      else if (holder !== null) this.#ask(want);
      else this.#settle(want, this.#take(name, id));
    });
  }

  #settle(want: Want, lock: HeldLock | null): void {
    if (!this.#wants.delete(want)) return;
    want.undo?.();
    want.answer(lock);
    this.#retry(want.name);
    this.#closeIfIdle();
  }

  #retry(name: string): void {
    for (const want of this.#wants) {
      if (want.name !== name) continue;
      want.undo?.();
      this.#ask(want);
    }
  }

  #take(name: string, id: string): HeldLock {
    let end!: (how: 'released' | 'lost') => void;
    const ended = new Promise<'released' | 'lost'>((resolve) => {
      end = resolve;
    });
    this.#held.get(name)?.end('lost');
    const hold: Hold = { id, sinceMs: this.#o.clock.now(), end };
    this.#held.set(name, hold);
    this.#post({ type: 'taken', from: this.#o.tabName, id, name });
    return {
      ended,
      release: () => {
        if (this.#held.get(name) !== hold) return;
        this.#held.delete(name);
        end('released');
        this.#post({ type: 'freed', from: this.#o.tabName, name });
        this.#retry(name);
        this.#closeIfIdle();
      },
    };
  }

  #lose(name: string): void {
    const hold = this.#held.get(name);
    if (hold === undefined) return;
    this.#held.delete(name);
    hold.end('lost');
    this.#retry(name);
    this.#closeIfIdle();
  }

  #isFresh(name: string): boolean {
    return this.#o.clock.now() - (this.#held.get(name)?.sinceMs ?? 0) <= FRESH_MS;
  }

  /** Ids compare as their tabs go first. */
  #newId(): string {
    return `${this.#o.isVisible() ? 0 : 1}${this.#o.tabName}${(this.#lastNumber += 1)}`;
  }

  #startRound(id: string, name: string, to: string | null, over: Round['over']): Undo {
    const { clock, tabName } = this.#o;
    this.#post({ type: 'ask', from: tabName, to, id, name });
    const discoveryMs = this.#discoveredAtMs - clock.now();
    const undo = clock.setTimer(discoveryMs > 0 ? discoveryMs : SILENCE_MS, () => {
      for (const silent of round.unanswered) this.#others.delete(silent);
      this.#endRound(round, null);
    });
    const round: Round = {
      id,
      name,
      unanswered: new Set(to === null ? this.#others : [to]),
      names: [],
      undo: () => {
        undo();
        this.#rounds.delete(id);
      },
      over,
    };
    this.#rounds.set(id, round);
    this.#endIfAnswered(round);
    return round.undo;
  }

  #endIfAnswered(round: Round): void {
    if (round.unanswered.size === 0 && this.#o.clock.now() >= this.#discoveredAtMs) {
      this.#endRound(round, null);
    }
  }

  #endRound(round: Round, objector: string | null): void {
    round.undo();
    round.over(objector, round.names);
  }

  #post(message: LockMessage): void {
    const { openChannel, channelName, clock } = this.#o;
    if (this.#channel === null) {
      this.#discoveredAtMs = clock.now() + DISCOVERY_MS;
      this.#channel = openChannel(channelName, (data) => {
        const heard = decodeLockMessage(data);
        if (heard !== null) this.#heard(heard);
      });
    }
    this.#channel.post(message);
  }

  /** The others need not wait for the answer of a tab that has gone. */
  #closeIfIdle(): void {
    if (this.#held.size + this.#wants.size + this.#rounds.size > 0 || this.#channel === null) return;
    this.#channel.post({ type: 'bye', from: this.#o.tabName });
    this.#channel.close();
    this.#channel = null;
    this.#others.clear();
  }

  #heard(message: LockMessage): void {
    const { tabName } = this.#o;
    const { from } = message;
    if (message.type === 'bye') this.#others.delete(from);
    else if (this.#others.size < MOST_TABS) this.#others.add(from);
    switch (message.type) {
      case 'ask': {
        const { id, name, to } = message;
        if (to !== null && to !== tabName) return;
        const own = [...this.#rounds.values()].find((round) => round.name === name);
        const isWanted = own !== undefined && own.id < id;
        this.#post({ type: 'answer', from: tabName, id, names: [...this.#held.keys()], isWanted });
        // Whoever opened its channel later has not heard this tab ask.
        if (own !== undefined && !isWanted) this.#endRound(own, from);
        return;
      }
      case 'answer': {
        const round = this.#rounds.get(message.id);
        if (round === undefined) return;
        round.names.push(...message.names);
        round.unanswered.delete(from);
        if (message.isWanted || message.names.includes(round.name)) this.#endRound(round, from);
        else this.#endIfAnswered(round);
        return;
      }
      case 'taken': {
        const hold = this.#held.get(message.name);
        if (hold === undefined || (hold.id < message.id && this.#isFresh(message.name))) return;
        this.#lose(message.name);
        return;
      }
      case 'freed':
        this.#retry(message.name);
        return;
      case 'bye':
        for (const round of this.#rounds.values()) {
          if (round.unanswered.delete(from)) this.#endIfAnswered(round);
        }
    }
  }
}
