import { CuelightError } from '../errors.ts';
import type { Provider } from '../providers/provider.ts';
import type { ClipJob, ClipSink, ClipSource, SegmentRequest } from './clip-source.ts';
import { shareOut } from './share-out.ts';
import { asSpeechError } from './speech-error.ts';

/** What stands between two texts of one request. */
const BETWEEN = ' ';

interface Member {
  readonly asked: SegmentRequest;
  readonly sink: ClipSink;
  readonly resolve: () => void;
  readonly reject: (error: CuelightError) => void;
  isOver: boolean;
}

/** Puts short texts of one voice that wait into one request, and shares its audio out among them. */
export class ClipGroups implements ClipSource {
  readonly #provider: Provider;
  readonly #source: ClipSource;
  /** Those that may still grow. */
  readonly #open = new Map<string, Group>();

  constructor(provider: Provider, source: ClipSource) {
    this.#provider = provider;
    this.#source = source;
  }

  fetch(asked: SegmentRequest, sink: ClipSink): ClipJob {
    const key = JSON.stringify([asked.lane, { ...asked.request, text: '' }]);
    const open = this.#open.get(key);
    if (open?.hasRoomFor(asked) === true) return open.join(asked, sink);
    const group = new Group(this.#provider, () => {
      if (this.#open.get(key) === group) this.#open.delete(key);
    });
    const job = group.start(this.#source, asked, sink);
    if (!group.isSealed) this.#open.set(key, group);
    return job;
  }
}

class Group {
  isSealed = false;
  readonly #provider: Provider;
  readonly #onSealed: () => void;
  #members: Member[] = [];
  /** Those whose texts are in the request under way. */
  #spoken: readonly Member[] = [];
  #pieces: Uint8Array[] = [];
  #job: ClipJob | null = null;

  constructor(provider: Provider, onSealed: () => void) {
    this.#provider = provider;
    this.#onSealed = onSealed;
  }

  hasRoomFor(asked: SegmentRequest): boolean {
    const characters = this.#members.reduce(
      (sum, member) => sum + member.asked.characters + BETWEEN.length,
      0,
    );
    return !this.isSealed && characters + asked.characters <= this.#provider.bestCharacters;
  }

  /** @throws CuelightError what is refused at once. */
  start(source: ClipSource, asked: SegmentRequest, sink: ClipSink): ClipJob {
    const member = this.#add(asked, sink);
    const job = source.fetch(this.#request(asked), this.#sink());
    this.#job = job;
    job.finished.then(
      () => this.#finish(),
      (error: unknown) => this.#fail(asSpeechError(error, asked.doing)),
    );
    return this.#jobOf(member, job);
  }

  join(asked: SegmentRequest, sink: ClipSink): ClipJob {
    const member = this.#add(asked, sink);
    if (this.#job === null) throw new Error('A group is joined after it was started.');
    return this.#jobOf(member, this.#job);
  }

  #add(asked: SegmentRequest, sink: ClipSink): Member & { readonly finished: Promise<void> } {
    let [resolve, reject]: [() => void, (error: CuelightError) => void] = [() => undefined, () => undefined];
    const finished = new Promise<void>((...settle) => ([resolve, reject] = settle));
    const member = { asked, sink, finished, resolve, reject, isOver: false };
    this.#members.push(member);
    return member;
  }

  /** The request as it is when it is sent: of those that are in it by then. */
  #request(first: SegmentRequest): SegmentRequest {
    const text = (): string =>
      this.#live()
        .map(({ asked }) => asked.request.text)
        .join(BETWEEN);
    const whole = (): SegmentRequest['request'] => ({ ...first.request, text: text() });
    const provider = this.#provider;
    return {
      doing: first.doing,
      lane: first.lane,
      get request() {
        return whole();
      },
      get httpRequest() {
        return provider.toRequest(whole());
      },
      get characters() {
        return provider.countCharacters(text());
      },
    };
  }

  #live(): readonly Member[] {
    return this.#members.filter(({ isOver }) => !isOver);
  }

  #sink(): ClipSink {
    return {
      began: () => {
        this.isSealed = true;
        this.#onSealed();
        this.#spoken = this.#live();
        this.#pieces = [];
        // One request, on behalf of the first of them.
        for (const [index, { sink }] of this.#spoken.entries())
          sink.began(index === 0 ? 'network' : 'shared');
      },
      received: (bytes) => {
        // Alone, nothing has to be shared out, and sound may come at once.
        if (this.#spoken.length === 1) this.#spoken[0]?.sink.received(bytes);
        else this.#pieces.push(bytes.slice());
      },
      completed: () => this.#deliver(),
      mayRetry: (error) => {
        for (const member of this.#live()) if (!member.sink.mayRetry(error)) leave(member, error);
        return this.#live().length > 0;
      },
    };
  }

  #deliver(): void {
    const parts =
      this.#spoken.length === 1
        ? []
        : shareOut(
            this.#pieces,
            this.#spoken.map(({ asked }) => asked.characters),
            this.#provider.format,
          );
    for (const [index, member] of this.#spoken.entries()) {
      const part = parts[index];
      if (member.isOver) continue;
      if (part !== undefined) member.sink.received(part);
      member.sink.completed();
    }
  }

  #finish(): void {
    for (const member of this.#live()) {
      member.isOver = true;
      member.resolve();
    }
  }

  #fail(error: CuelightError): void {
    this.isSealed = true;
    this.#onSealed();
    for (const member of this.#live()) leave(member, error);
  }

  #jobOf(member: Member & { readonly finished: Promise<void> }, job: ClipJob): ClipJob {
    return {
      origin: job.origin,
      finished: member.finished,
      getState: () => job.getState(),
      getInitialState: () => job.getInitialState(),
      subscribe: (listener) => job.subscribe(listener),
      cancel: () => this.#cancel(member),
    };
  }

  #cancel(member: Member): void {
    if (member.isOver) return;
    const { doing } = member.asked;
    leave(member, new CuelightError('cancelled', { doing, because: 'it was cancelled' }));
    if (this.#live().length > 0) return;
    this.isSealed = true;
    this.#onSealed();
    this.#job?.cancel();
  }
}

function leave(member: Member, error: CuelightError): void {
  member.isOver = true;
  member.reject(error);
}
