import type { Clock } from '../platform/clock.ts';
import type { GateNotice } from '../scheduler/gate.ts';
import type { Outcome } from '../scheduler/throttle.ts';
import { isSameTerm, termName, type Message, type Term } from './protocol.ts';

type Word = string | number | readonly number[];

interface Note {
  readonly atMs: number;
  readonly term: Term | null;
  readonly words: readonly Word[];
}

const KEPT_NOTES = 200;

/** The last decisions of the pool, as this tab took or heard them. Words become lines only when somebody asks. */
export class Trace {
  /** The latest term known. */
  term: Term | null = null;
  /** Messages that were malformed or spoke for a term that is over. */
  dropped = 0;
  readonly #clock: Clock;
  readonly #notes: Note[] = [];
  #count = 0;
  #conducted: Term | null = null;
  #gate: GateNotice | null = null;
  #workingLimit = 0;

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /** `who` is the name of a tab, '' for one that has not spoken. */
  note(who: string, ...words: readonly Word[]): void {
    this.#notes[this.#count % KEPT_NOTES] = {
      atMs: this.#clock.now(),
      term: this.term,
      words: [who === '' ? 'somebody' : who, ...words],
    };
    this.#count += 1;
  }

  /** Noted once a term, be it when it begins or when it is said. */
  conducts(term: Term): void {
    this.term = term;
    if (isSameTerm(term, this.#conducted)) return;
    this.#conducted = term;
    this.note(term.conductorId, 'conducts');
  }

  /** Said by this tab or by another. */
  message(message: Message): void {
    switch (message.type) {
      case 'hello':
        this.conducts(message.term);
        return;
      case 'grant':
        this.note(
          message.to,
          'is granted slot',
          message.slots,
          message.lane,
          message.steal.length > 0 ? 'by force' : '',
          message.isProbe ? 'as the probe' : '',
        );
        return;
      case 'done':
        this.ended(message.from, message.outcome, message.durationMs);
        if (message.passedTo !== null)
          this.note(message.passedTo.to, 'is passed slot', message.passedTo.slots, message.passedTo.lane);
        return;
      case 'board':
        this.state(message.board.workingLimit, message.board.gate);
        return;
      case 'roll-call':
        this.note(message.to, 'holds a slot for long: is asked whether it lives');
        return;
      case 'reclaim':
        this.note(message.to, 'is asked for an idle slot, which somebody wants');
        return;
      case 'leave':
        this.note(message.from, 'leaves; slots that rest:', message.cutSlots);
        return;
      case 'nudge':
        if (message.openGate !== 'no') this.note(message.from, 'asks for another try now');
        return;
      case 'clear':
        this.note(message.from, 'cancels what waits');
        return;
      case 'demand':
      case 'ack':
      case 'next':
        return;
    }
  }

  ended(who: string, outcome: Outcome, durationMs: number): void {
    const how = outcome.type === 'refused' ? outcome.kind : '';
    this.note(who, 'is through:', outcome.type, how, 'after', durationMs, 'ms');
  }

  /** Notes what has changed. */
  state(workingLimit: number, gate: GateNotice | null): void {
    if (workingLimit !== this.#workingLimit) this.note('the pool', 'may use slots:', workingLimit);
    this.#workingLimit = workingLimit;
    const before = this.#gate;
    this.#gate = gate;
    if (gate?.kind === before?.kind && gate?.attempt === before?.attempt) return;
    if (gate === null) this.note('the gate', 'is open');
    else
      this.note('the gate', 'is closed:', gate.kind, 'time', gate.attempt, 'for ms:', gate.leftMs ?? 'ever');
  }

  get isGateClosed(): boolean {
    return this.#gate !== null;
  }

  /** Oldest first: seconds on this tab's clock, term, who, what. Last the messages dropped, if any. */
  lines(): string[] {
    const first = this.#count % KEPT_NOTES;
    const lines = [...this.#notes.slice(first), ...this.#notes.slice(0, first)].map(({ atMs, term, words }) =>
      [(atMs / 1000).toFixed(3), term === null ? '-' : termName(term), ...words.map(spelled)]
        .filter((word) => word !== '')
        .join(' '),
    );
    return this.dropped === 0 ? lines : [...lines, `messages dropped: ${this.dropped}`];
  }
}

function spelled(word: Word): string {
  return String(typeof word === 'number' ? Math.round(word) : word);
}
