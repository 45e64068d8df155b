import { expect, test } from 'vitest';
import { ServiceRate } from '../../src/scheduler/service-rate.ts';

test('service times fade by 5 % with each later job [E8]', () => {
  const rate = new ServiceRate();
  for (let job = 0; job < 500; job += 1) rate.measured(100, 1);
  for (let job = 0; job < 20; job += 1) rate.measured(1000, 1);
  expect(rate.measure!.msPerUnit).toBeCloseTo(1000 - 900 * 0.95 ** 20, 0);
});

test('nothing is expected before a job was measured, but what another tab has measured [E4]', () => {
  const rate = new ServiceRate();
  expect(rate.measure).toBeNull();
  rate.measured(Number.NaN, 1);
  rate.measured(100, 0);
  expect(rate.measure).toBeNull();
  const heard = { msPerUnit: 3, unitsPerJob: 20, spreadMs: 1 };
  rate.adopt(heard);
  expect(rate.measure).toEqual(heard);
  rate.measured(100, 10);
  expect(rate.measure).toEqual({ msPerUnit: 10, unitsPerJob: 10, spreadMs: 0 });
});
