import { describe, expect, test } from 'vitest';
import { WorkingLimit } from '../../src/scheduler/working-limit.ts';

function succeed(limit: WorkingLimit, times: number): void {
  for (let time = 0; time < times; time += 1) limit.succeeded();
}

describe('the working limit', () => {
  test('falls to what was in flight, never below one [L8]', () => {
    const limit = new WorkingLimit(10);
    limit.refused(4);
    expect(limit.value).toBe(4);
    limit.refused(1);
    expect(limit.value).toBe(1);
  });

  test('is left alone by a refusal with nothing of ours in flight [L8]', () => {
    const limit = new WorkingLimit(3);
    limit.refused(0);
    expect(limit.value).toBe(3);
  });

  test('rises by one after eight successes, and after sixteen once a rise has failed [L9]', () => {
    const limit = new WorkingLimit(10);
    limit.refused(4);
    succeed(limit, 7);
    expect(limit.value).toBe(4);
    succeed(limit, 1);
    expect(limit.value).toBe(5);
    limit.refused(4);
    succeed(limit, 15);
    expect(limit.value).toBe(4);
    succeed(limit, 1);
    expect(limit.value).toBe(5);
  });

  test('never rises above the limit [L9]', () => {
    const limit = new WorkingLimit(3);
    limit.refused(2);
    succeed(limit, 1000);
    expect(limit.value).toBe(3);
  });

  test('follows a limit that is lowered and raised [L9]', () => {
    const limit = new WorkingLimit(3);
    limit.setLimit(2);
    expect(limit.value).toBe(2);
    limit.setLimit(5);
    expect(limit.value).toBe(5);
  });
});
