import { describe } from 'vitest';
import { testRandomSchedules } from './random-schedules.ts';

describe('tabs under random schedules of faults break no invariant [L1, L2, Q2, T6, T7]', () => {
  testRandomSchedules(1);
});
