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

test('what was dropped is gone, page by page, and the rest stays where it was', () => {
  const archive = archiveOf([250, 300]);
  archive.dropBefore(99);
  expect(archive.firstFrame).toBe(0);
  archive.dropBefore(399);
  expect([archive.firstFrame, archive.frames]).toEqual([300, 550]);
  expect(archive.copy(300, 1000)).toEqual(positionCoded(300, 550));
  archive.append(positionCoded(550, 700));
  expect(archive.copy(540, 100)).toEqual(positionCoded(540, 640));
  archive.dropBefore(5000);
  expect([archive.firstFrame, archive.frames]).toEqual([700, 700]);
  archive.append(positionCoded(700, 710));
  expect(archive.copy(700, 100)).toEqual(positionCoded(700, 710));
});
