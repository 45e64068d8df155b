import { expect, test } from 'vitest';
import { measureTakeovers } from './support/takeover.ts';

test('the time until another tab starts is measured from the moment in which the conductor goes', async () => {
  const [firstMs, secondMs] = await measureTakeovers({ departure: 'crash', limit: 3, rounds: 2 });
  expect(firstMs).toBeGreaterThan(0);
  expect(firstMs).toBeLessThan(Infinity);
  expect(secondMs).toBeGreaterThan(0);
});
