import type { Undo } from '../platform/clock.ts';
import type { JobSnapshot } from '../pool/types.ts';
import type { Provider } from '../providers/provider.ts';
import { Listening, NOTHING_YET, type Heard } from './cache/listening.ts';
import type { ClipJob, ClipSink, ClipSource, SegmentRequest } from './clip-source.ts';
import { shareOut } from './share-out.ts';
import { asSpeechError } from './speech-error.ts';

/** What stands between two texts of one request. */
const BETWEEN = ' ';

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

/** Texts that are asked for together. Each is heard, left and ended on its own. */
class Group implements Heard {
  isSealed = false;
  readonly #provider: Provider;
  readonly #onSealed: () => void;
  /** Those that are not over, and what they want. */
  readonly #members: Map<Listening, SegmentRequest> = new Map();
  /** Those whose texts are in the request under way. */
  #spoken: readonly (readonly [Listening, SegmentRequest])[] = [];
  #pieces: Uint8Array[] = [];
  #job!: ClipJob;

  constructor(provider: Provider, onSealed: () => void) {
    this.#provider = provider;
    this.#onSealed = onSealed;
  }

  hasRoomFor({ characters }: SegmentRequest): boolean {
    let sum = characters;
    for (const asked of this.#members.values()) sum += asked.characters + BETWEEN.length;
    return !this.isSealed && sum <= this.#provider.bestCharacters;
  }

  /** @throws CuelightError what is refused at once. */
  start(source: ClipSource, asked: SegmentRequest, sink: ClipSink): ClipJob {
    const listening = this.join(asked, sink);
    this.#job = source.fetch(this.#request(asked), this.#sink());
    this.#job.finished.then(
      () => {
        for (const member of this.#members.keys()) member.end();
      },
      (error: unknown) => {
        this.#seal();
        for (const member of this.#members.keys()) member.fail(asSpeechError(error, asked.doing));
      },
    );
    return listening;
  }

  join(asked: SegmentRequest, sink: ClipSink): ClipJob {
    const listening = new Listening(this, sink, 'network', asked.doing);
    listening.catchUp(NOTHING_YET);
    this.#members.set(listening, asked);
    return listening;
  }

  getState(): JobSnapshot {
    return this.#job.getState();
  }

  observe(changed: () => void): Undo {
    return this.#job.subscribe(changed);
  }

  left(listening: Listening): void {
    this.#members.delete(listening);
    if (this.#members.size > 0) return;
    this.#seal();
    this.#job.cancel();
  }

  /** The request as it is when it is sent: of those that are in it by then. */
  #request(first: SegmentRequest): SegmentRequest {
    const text = (): string =>
      Array.from(this.#members.values(), ({ request }) => request.text).join(BETWEEN);
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

  #sink(): ClipSink {
    return {
      began: () => {
        this.#seal();
        this.#spoken = [...this.#members];
        this.#pieces = [];
        // One request, on behalf of the first of them.
        for (const [index, [member]] of this.#spoken.entries())
          member.began(index === 0 ? 'network' : 'shared');
      },
      received: (bytes) => {
        const [[first] = [], ...others] = this.#spoken;
        // Alone, nothing has to be shared out, and sound may come at once.
        if (others.length === 0) first?.received(bytes);
        else this.#pieces.push(bytes.slice());
      },
      completed: () => this.#deliver(),
      mayRetry: (error) => {
        for (const member of this.#members.keys()) {
          if (member.mayRetry(error)) continue;
          this.#members.delete(member);
          member.fail(error);
        }
        return this.#members.size > 0;
      },
    };
  }

  #deliver(): void {
    const characters = this.#spoken.map(([, asked]) => asked.characters);
    const parts = characters.length > 1 ? shareOut(this.#pieces, characters, this.#provider.format) : [];
    for (const [index, [member]] of this.#spoken.entries()) {
      const part = parts[index];
      if (part !== undefined) member.received(part);
      member.completed();
    }
  }

  #seal(): void {
    this.isSealed = true;
    this.#onSealed();
  }
}
