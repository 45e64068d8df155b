import { codedSamples } from '@cuelight/msw/server';
import { describe, expect, it } from 'vitest';
import { untyped } from '../support/untyped.ts';
import { openAccount, type VirtualAccount } from './support/virtual-account.ts';

const NOVA = { voice: 'code' };

/** A text that the test writes, and that tells what became of it. */
class LiveSource implements AsyncIterable<string> {
  isReturned = false;
  /** Bits that were taken. */
  taken = 0;
  readonly #bits: (() => IteratorResult<string>)[] = [];
  #wake: () => void = () => undefined;

  write(...bits: readonly unknown[]): void {
    for (const bit of bits) this.#put(() => ({ done: false, value: untyped(bit) }));
  }

  end(): void {
    this.#put(() => ({ done: true, value: undefined }));
  }

  fail(error: Error): void {
    this.#put(() => {
      throw error;
    });
  }

  [Symbol.asyncIterator](): AsyncIterator<string> {
    return {
      next: async () => {
        // oxlint-disable-next-line no-await-in-loop
        while (this.#bits.length === 0) await new Promise<void>((resolve) => (this.#wake = resolve));
        this.taken += 1;
        return this.#bits.shift()?.() ?? { done: true, value: undefined };
      },
      return: async () => {
        this.isReturned = true;
        return { done: true, value: undefined };
      },
    };
  }

  #put(bit: () => IteratorResult<string>): void {
    this.#bits.push(bit);
    this.#wake();
  }
}

async function* tokens(): AsyncGenerator<string, void, undefined> {
  for (const token of 'One is here. Two is here. Three is here.'.split(/(?<= )/u)) yield token;
}

function requested({ simulator }: VirtualAccount): number {
  return simulator.journal().entries.length;
}

describe('a live text', () => {
  it('is spoken sentence by sentence, as they are complete', async () => {
    const account = openAccount('breeze');
    const source = new LiveSource();
    const utterance = account.speech.say(source, NOVA);
    source.write('This is ', 'the first sentence. ');
    await account.clock.advance(100);
    expect(requested(account)).toBe(0);
    source.write('And');
    await account.clock.advance(1);
    expect(requested(account)).toBe(1);
    expect(utterance.getState()).toMatchObject({
      text: 'This is the first sentence. And',
      segment: { text: 'This is the first sentence. ', count: null },
    });
    source.write(' this is the second.');
    source.end();
    await account.clock.until(() => utterance.getState().phase === 'done');
    const texts = utterance.segments().map(({ text }) => text);
    expect(texts).toEqual(['This is the first sentence. ', 'And this is the second.']);
    expect(utterance.getState().segment?.count).toBe(2);
    const expected = texts.flatMap((text) => [...codedSamples(text.trim(), 24_000)]);
    expect(account.player.playing[0]?.samples).toEqual(Int16Array.from(expected));
  });

  it('speaks a last sentence no later than its flush delay', async () => {
    const account = openAccount('breeze');
    const source = new LiveSource();
    account.speech.say(source, { ...NOVA, flushAfterMs: 200 });
    source.write('This is the first sentence.');
    await account.clock.advance(199);
    expect(requested(account)).toBe(0);
    await account.clock.advance(2);
    expect(requested(account)).toBe(1);
  });

  it('puts what was written meanwhile into one request', async () => {
    const account = openAccount('smallest');
    const source = new LiveSource();
    const utterance = account.speech.say(source, NOVA);
    source.write('This is the first sentence. ', 'Two. ', 'Three. ', 'Four. ', 'Five');
    await account.clock.until(() => utterance.segments().length === 2);
    expect(utterance.segments()[1]?.text).toBe('Two. Three. Four. ');
  });

  it('tells its source to end when it is cancelled, and waits for nothing', async () => {
    const account = openAccount('breeze');
    const source = new LiveSource();
    const utterance = account.speech.say(source, NOVA);
    source.write('This is the first sentence. And');
    await account.clock.until(() => utterance.getState().phase === 'speaking');
    utterance.cancel();
    expect(source.isReturned).toBe(true);
    expect(utterance.getState().phase).toBe('cancelled');
    await account.clock.advance(60_000);
    expect(account.clock.pending).toBe(0);
  });

  it('tells its source to end when a part of it cannot be had', async () => {
    const account = openAccount('breeze', { faults: [{ status: 400 }] });
    const source = new LiveSource();
    const utterance = account.speech.say(source, NOVA);
    source.write('This is the first sentence. And');
    await account.clock.until(() => utterance.getState().phase === 'failed');
    expect(source.isReturned).toBe(true);
  });

  it('fails after what came before was heard, where its source fails', async () => {
    const account = openAccount('breeze');
    const source = new LiveSource();
    const utterance = account.speech.say(source, NOVA);
    const cause = new Error('the model is overloaded');
    source.write('This is the first sentence. And half');
    source.fail(cause);
    await account.clock.until(() => utterance.getState().phase === 'failed');
    await expect(utterance.finished).rejects.toMatchObject({
      code: 'text-failed',
      message: expect.stringContaining('the model is overloaded'),
      cause,
    });
    expect(account.player.playing[0]?.samples).toEqual(codedSamples('This is the first sentence.', 24_000));
    expect(account.player.playing[0]?.playedSeconds()).toBeGreaterThan(1);
  });

  it.each([5, null, { text: 'Hello.' }, new Uint8Array(3)])('refuses %o as a bit of it', async (bit) => {
    const account = openAccount('breeze');
    const source = new LiveSource();
    const utterance = account.speech.say(source, NOVA);
    source.write('This is the first sentence. And', bit);
    await account.clock.until(() => utterance.getState().phase === 'failed');
    await expect(utterance.finished).rejects.toMatchObject({
      code: 'invalid-option',
      details: { option: 'text' },
    });
    expect(account.player.playing[0]?.receivedSeconds()).toBeGreaterThan(1);
    expect(source.isReturned).toBe(true);
  });

  it('is read no faster than it is spoken', async () => {
    const account = openAccount('breeze');
    const source = new LiveSource();
    const utterance = account.speech.say(source, NOVA);
    const sentence = 'This is a sentence of just fifty characters, no more. ';
    source.write(...Array.from({ length: 1000 }, () => sentence));
    source.end();
    await account.clock.advance(5000);
    expect(source.taken).toBeLessThan(300);
    utterance.cancel();
  });

  it('of nothing is done at once, without a request', async () => {
    const account = openAccount('breeze');
    const source = new LiveSource();
    const utterance = account.speech.say(source, NOVA);
    source.write('', ' \n');
    source.end();
    await account.clock.until(() => utterance.getState().phase === 'done');
    expect(requested(account)).toBe(0);
  });

  it('takes a generator, as models are read with', async () => {
    const account = openAccount('breeze');
    const utterance = account.speech.say(tokens(), NOVA);
    await account.clock.until(() => utterance.getState().phase === 'done');
    expect(
      utterance
        .segments()
        .map(({ text }) => text)
        .join(''),
    ).toBe('One is here. Two is here. Three is here.');
  });
});
