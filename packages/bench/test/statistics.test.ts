import { expect, test } from 'vitest';
import { jainIndex, median, medianRatio, percentile } from '../src/statistics.ts';

test.each([
  [[3, 1, 2], 2],
  [[4, 1, 3, 2], 2.5],
  [[7], 7],
  [[], Number.NaN],
])('the median of %j is %d', (values, expected) => {
  expect(median(values)).toBe(expected);
});

test.each([
  [0.95, 10],
  [0.9, 9],
  [0.5, 5],
  [0, 1],
])('of 1 to 10, a share of %d does not exceed %d', (share, expected) => {
  expect(percentile([10, 9, 8, 7, 6, 5, 4, 3, 2, 1], share)).toBe(expected);
});

test('ratios are taken within a round, so that a slow round changes none of them', () => {
  expect(medianRatio([2, 20, 4], [1, 10, 2])).toBe(2);
});

test('ratios that were not measured are no number', () => {
  expect(medianRatio([], [])).toBeNaN();
});

test.each([
  [[5, 5, 5, 5], 1],
  [[8, 0, 0, 0], 0.25],
  [[3, 1], 0.8],
])('the fairness of the shares %j is %d', (shares, expected) => {
  expect(jainIndex(shares)).toBeCloseTo(expected, 12);
});
