import { expect, test } from 'vitest';
import { Pace, Paces } from '../../src/audio/pure/pace.ts';

function delayAfter(...neededMs: readonly number[]): number | null {
  const pace = new Pace();
  for (const one of neededMs) pace.note(one);
  return pace.delayMs;
}

test.each([
  ['nothing is known of a place that was never heard of', [], null],
  ['two tracks may have been lucky', [0, 0], null],
  ['a source that ran through needs no delay', [0, 0, 0], 0],
  ['a source that needed one needs it again', [180, 180, 180], 180],
  ['one stall in many does not make every track wait', [0, 0, 0, 0, 437, 0, 0, 0], 0],
  ['a habit does, though not for its worst day', [150, 160, 150, 170, 900, 160, 150, 160], 170],
  ['only the last eight count', [900, 900, 900, 0, 0, 0, 0, 0, 0, 0, 0], 0],
  ['nobody waits longer than a second', [5000, 4000, 3000], 1000],
])('%s', (_, neededMs, expected) => {
  expect(delayAfter(...neededMs)).toBe(expected);
});

test('places are apart, and the one not heard of for longest is forgotten', () => {
  const paces = new Paces();
  const first = paces.of('first');
  for (let track = 0; track < 3; track++) first.note(100);
  for (let other = 0; other < 31; other++) paces.of(`other ${other}`).note(other);
  expect(paces.of('first')).toBe(first);
  paces.of('one more');
  expect([paces.of('first').delayMs, paces.of('other 0').delayMs]).toEqual([100, null]);
});
