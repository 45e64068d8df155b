import { expect, onTestFinished, test } from 'vitest';
import { openTakeoverStage } from './support/takeover.ts';

test('the time until another tab starts is measured from the moment in which the conductor goes', async () => {
  const stage = await openTakeoverStage();
  onTestFinished(() => stage.close());
  const [firstMs, secondMs] = await stage.measure({ departure: 'crash', limit: 3, rounds: 2 });
  expect(firstMs).toBeGreaterThan(0);
  expect(firstMs).toBeLessThan(Infinity);
  expect(secondMs).toBeGreaterThan(0);
});
