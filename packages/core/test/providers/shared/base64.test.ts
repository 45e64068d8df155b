import { afterEach, describe, expect, it, vi } from 'vitest';
import { decodeBase64 } from '../../../src/providers/shared/base64.ts';
import { base64Contract } from './base64.contract.ts';

afterEach(() => {
  vi.unstubAllGlobals();
});

base64Contract();

/** Node has none of its own yet. */
function giveNativeDecoder(fromBase64: (text: string) => Uint8Array): void {
  vi.stubGlobal('Uint8Array', Object.assign(class extends Uint8Array {}, { fromBase64 }));
}

describe('the native decoder of base64', () => {
  it('is used where there is one', () => {
    const fromBase64 = vi.fn<(text: string) => Uint8Array>(() => Uint8Array.of(7));
    giveNativeDecoder(fromBase64);
    expect(Array.from(decodeBase64('Bw==') ?? [])).toEqual([7]);
    expect(fromBase64).toHaveBeenCalledWith('Bw==');
  });

  it('is not let throw', () => {
    giveNativeDecoder(() => {
      throw new SyntaxError('bad');
    });
    expect(decodeBase64('AQA=')).toBeNull();
  });
});
