import { describe, expect, test } from 'vitest';
import { WorkingLimit } from '../../src/scheduler/working-limit.ts';

function succeed(limit: WorkingLimit, times: number): void {
  for (let time = 0; time < times; time += 1) limit.succeeded(limit.value - 1, 1);
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

  test('asks for 256 successes at most, however often a rise has failed [L9]', () => {
    const limit = new WorkingLimit(10);
    limit.refused(4);
    for (let failed = 0; failed < 12; failed += 1) {
      while (limit.value === 4) succeed(limit, 1);
      limit.refused(4);
    }
    succeed(limit, 255);
    expect(limit.value).toBe(4);
    succeed(limit, 1);
    expect(limit.value).toBe(5);
  });

  test('begins to count anew with each refusal [L9]', () => {
    const limit = new WorkingLimit(10);
    limit.refused(4);
    succeed(limit, 7);
    limit.refused(4);
    succeed(limit, 7);
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

describe('a working limit that is sought', () => {
  test('starts where it is told to, and rises after two successes each until something is refused [L13]', () => {
    const limit = new WorkingLimit(100, 1);
    expect(limit.value).toBe(1);
    succeed(limit, 2);
    expect(limit.value).toBe(2);
    succeed(limit, 2);
    expect(limit.value).toBe(3);
    limit.refused(2);
    succeed(limit, 7);
    expect(limit.value).toBe(2);
    succeed(limit, 1);
    expect(limit.value).toBe(3);
  });

  test('learns nothing from successes that left room for another [L9]', () => {
    const limit = new WorkingLimit(100, 5);
    for (let time = 0; time < 1000; time += 1) limit.succeeded(3, 1);
    expect(limit.value).toBe(5);
  });

  test('is not held up by jobs of which two do not fit [L9]', () => {
    const limit = new WorkingLimit(100, 3);
    for (let time = 0; time < 2; time += 1) limit.succeeded(0, 2);
    expect(limit.value).toBe(4);
  });

  test('takes the first word of another tab whole, and later ones where they are lower [L14]', () => {
    const limit = new WorkingLimit(100, 1);
    limit.merge(7);
    limit.merge(9);
    expect(limit.value).toBe(7);
    limit.merge(5);
    expect(limit.value).toBe(5);
  });

  test('is what the provider reports, and no more than it may be at all [L16]', () => {
    const limit = new WorkingLimit(10, 1);
    limit.reported(6);
    expect(limit.value).toBe(6);
    succeed(limit, 1000);
    expect(limit.value).toBe(6);
    limit.refused(4);
    limit.reported(6);
    expect(limit.value).toBe(4);
    limit.reported(20);
    expect(limit.value).toBe(10);
  });

  test('is bounded by a report where it is configured [L16]', () => {
    const limit = new WorkingLimit(10);
    limit.reported(6);
    expect(limit.value).toBe(6);
    limit.reported(8);
    expect(limit.value).toBe(8);
    limit.refused(3);
    limit.reported(9);
    expect(limit.value).toBe(3);
    limit.setLimit(2);
    expect(limit.value).toBe(2);
  });
});
