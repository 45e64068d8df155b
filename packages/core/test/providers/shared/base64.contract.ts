import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { decodeBase64 } from '../../../src/providers/shared/base64.ts';

/** What holds with the native decoder and without it. */
export function base64Contract(): void {
  describe('base64', () => {
    it('gives back any bytes', () => {
      fc.assert(
        fc.property(fc.uint8Array({ maxLength: 300 }), (bytes) => {
          expect(decodeBase64(btoa(String.fromCharCode(...bytes)))).toEqual(bytes);
        }),
        { seed: 1 },
      );
    });

    it.each([
      ['AQA', [1, 0]],
      ['', []],
      ['A', null],
      ['**', null],
      ['AQ==AQ==', null],
    ] as const)('reads %o as %o', (text, expected) => {
      expect(decodeBase64(text)).toEqual(expected === null ? null : Uint8Array.from(expected));
    });
  });
}
