import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { Archive } from '../../src/audio/pure/archive.ts';
import { positionCoded } from './position-code.ts';

function archiveOf(sizes: readonly number[]): Archive {
  const archive = new Archive(100);
  for (const size of sizes) archive.append(positionCoded(archive.frames, archive.frames + size));
  return archive;
}

test('any stretch of what was received can be copied out, across pages', () => {
  fc.assert(
    fc.property(
      fc.array(fc.nat(350), { maxLength: 12 }),
      fc.nat(3000),
      fc.nat(700),
      (sizes, start, count) => {
        const archive = archiveOf(sizes);
        const total = sizes.reduce((sum, size) => sum + size, 0);
        expect(archive.frames).toBe(total);
        const end = Math.max(start, Math.min(start + count, total));
        expect(archive.copy(start, count)).toEqual(positionCoded(start, end));
      },
    ),
  );
});

test('it keeps its own copy of what it is given', () => {
  const archive = new Archive(100);
  const samples = positionCoded(0, 10);
  archive.append(samples);
  samples.fill(7);
  expect(archive.copy(0, 10)).toEqual(positionCoded(0, 10));
});

test('what is copied out may be given away without a loss', () => {
  const archive = archiveOf([10]);
  archive.copy(0, 10).fill(7);
  expect(archive.copy(0, 10)).toEqual(positionCoded(0, 10));
});

test('clearing lets everything go', () => {
  const archive = archiveOf([250]);
  archive.clear();
  expect([archive.frames, archive.copy(0, 10).length]).toEqual([0, 0]);
});
