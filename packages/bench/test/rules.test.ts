import { expect, test } from 'vitest';
import { filesOfNoRule } from '../src/rules/rules.ts';

test('every file of the pool is counted under a rule', () => {
  expect(filesOfNoRule()).toEqual([]);
});
