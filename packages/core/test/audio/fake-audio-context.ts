import { vi } from 'vitest';

/** A context that runs when the test says so. */
export class FakeAudioContext extends EventTarget {
  static readonly made: FakeAudioContext[] = [];
  /** A rate that is refused, and one that is taken and ignored. */
  static readonly REFUSED_HZ = 4000;
  static readonly IGNORED_HZ = 22_050;
  readonly sampleRate: number;
  readonly destination = {};
  state: AudioContextState = 'suspended';
  /** Whether its clock stands still. */
  isStuck = false;
  #looks = 0;
  /** What was asked of it, in order. */
  readonly calls: string[] = [];
  listeners = 0;

  constructor({ sampleRate = 48_000 }: { sampleRate?: number } = {}) {
    super();
    if (sampleRate === FakeAudioContext.REFUSED_HZ) throw new DOMException('no', 'NotSupportedError');
    this.sampleRate = sampleRate === FakeAudioContext.IGNORED_HZ ? 48_000 : sampleRate;
    FakeAudioContext.made.push(this);
  }

  get currentTime(): number {
    return this.isStuck ? this.#looks : ++this.#looks;
  }

  override addEventListener(...parameters: Parameters<EventTarget['addEventListener']>): void {
    this.listeners++;
    super.addEventListener(...parameters);
  }

  override removeEventListener(...parameters: Parameters<EventTarget['removeEventListener']>): void {
    this.listeners--;
    super.removeEventListener(...parameters);
  }

  become(state: AudioContextState): void {
    this.state = state;
    this.dispatchEvent(new Event('statechange'));
  }

  /** Stays pending while the browser wants a gesture. */
  resume(): Promise<void> {
    this.calls.push('resume');
    return new Promise(() => undefined);
  }

  suspend(): Promise<void> {
    this.calls.push('suspend');
    return new Promise(() => undefined);
  }

  close(): Promise<void> {
    if (this.state === 'closed') return Promise.reject(new DOMException('closed', 'InvalidStateError'));
    this.become('closed');
    return Promise.resolve();
  }
}

class FakeSource {
  readonly #context: FakeAudioContext;

  constructor(context: FakeAudioContext) {
    this.#context = context;
  }

  connect(): void {
    // Nothing is heard of it.
  }

  start(): void {
    this.#context.calls.push('start');
  }
}

export function stubWebAudio(): void {
  vi.stubGlobal('AudioContext', FakeAudioContext);
  vi.stubGlobal('AudioBuffer', Object);
  vi.stubGlobal('AudioBufferSourceNode', FakeSource);
}
