import { describe, expect, test } from 'vitest';
import { createPool } from '../../src/pool.ts';
import { untyped } from '../support/untyped.ts';
import { errorOf, poolScene, thrownBy } from './support/scene.ts';

const ok = { limit: 1 };

describe('an option out of its range is refused with its name, its value and its range', () => {
  test.each<[string, unknown, string]>([
    ['limit', undefined, 'undefined (undefined). Pass a whole number from 1 to 1000, or "auto".'],
    ['limit', 0, '0 (number). Pass a whole number from 1 to 1000, or "auto".'],
    ['limit', 1001, '1001 (number). Pass a whole number from 1 to 1000, or "auto".'],
    ['limit', 1.5, '1.5 (number). Pass a whole number from 1 to 1000, or "auto".'],
    ['limit', '3', '"3" (string). Pass a whole number from 1 to 1000, or "auto".'],
    ['limit', Number.NaN, 'NaN (number). Pass a whole number from 1 to 1000, or "auto".'],
  ])('%s: %o [R1, R7]', (option, value, why) => {
    const error = thrownBy(() => createPool('tts', untyped({ limit: value })));
    expect(error).toMatchObject({ code: 'invalid-option', details: { option } });
    expect(error.message).toBe(`Failed to create the pool "tts": limit is ${why}`);
  });

  test.each(['setLimit', 'reportLimit'] as const)('%s [R1, R7]', (call) => {
    const { pool } = poolScene().open();
    for (const limit of [undefined, null, 0, 1.5, 1001, '3', 'auto']) {
      const error = thrownBy(() => pool[call](untyped(limit)));
      expect(error).toMatchObject({ code: 'invalid-option', details: { option: 'limit' } });
      expect(error.message).toContain('Pass a whole number from 1 to 1000.');
    }
  });

  test.each([0, 1001, 'auto'])('maxLimit: %o [R1, R7]', (maxLimit) => {
    const error = thrownBy(() => createPool('tts', untyped({ limit: 'auto', maxLimit })));
    expect(error.message).toContain('Pass a whole number from 1 to 1000.');
  });

  test.each<[string, unknown, string]>([
    ['releaseLagMs', -1, 'a number from 0 to 60000'],
    ['releaseLagMs', 60_001, 'a number from 0 to 60000'],
    ['ageingMs', 99, 'a number of at least 100'],
  ])('%s: %o [R2, R7]', refuses);

  test.each<[string, unknown, string]>([
    ['longestRequestMs', 999, 'a number from 1000 to 86400000'],
    ['longestRequestMs', Infinity, 'a number from 1000 to 86400000'],
  ])('%s: %o [R3, R7]', refuses);

  test.each<[string, unknown, string]>([
    ['maxQueued', 0, 'a number of at least 1'],
    ['maxQueued', null, 'a number of at least 1'],
  ])('%s: %o [R4, R7]', refuses);

  test.each<[string, unknown, string]>([
    ['retry', 'often', 'an object'],
    ['retry', null, 'an object'],
    ['retry.refused', 0, 'a whole number from 1 to 100'],
    ['retry.transient', 101, 'a whole number from 1 to 100'],
    ['retry.ambiguous', 1.5, 'a whole number from 1 to 100'],
    ['retry.withinMs', -1, 'a number of at least 0'],
  ])('%s: %o [R5, R7]', refuses);

  test.each<[string, unknown, string]>([['mode', 'shared', 'one of "coordinated", "single"']])(
    '%s: %o [R6, R7]',
    refuses,
  );

  test.each(['', undefined, 3, 1n, {}])('name: %o [R6, R7]', (name) => {
    const error = thrownBy(() => createPool(untyped(name), ok));
    expect(error).toMatchObject({ code: 'invalid-option', details: { option: 'name' } });
    expect(error.message).toContain('Pass a non-empty string.');
  });

  test.each([undefined, null, 3])('options: %o [R7]', (options) => {
    expect(thrownBy(() => createPool('tts', untyped(options))).message).toContain('Pass an object');
  });

  test.each<[Record<string, unknown>, string, string]>([
    [{ weight: 0 }, 'weight', 'a whole number of at least 1'],
    [{ weight: 1.5 }, 'weight', 'a whole number of at least 1'],
    [{ lane: 'urgent' }, 'lane', 'one of "interactive", "normal", "background"'],
    [{ units: -1 }, 'units', 'a number from 0 to 9007199254740991'],
    [{ units: Infinity }, 'units', 'a number from 0 to 9007199254740991'],
    [{ dedupeKey: '' }, 'dedupeKey', 'a non-empty string'],
    [{ signal: {} }, 'signal', 'an AbortSignal'],
    [{ mayRetry: true }, 'mayRetry', 'a function'],
  ])('run(task, %o) [R8, R7]', async (options, option, expected) => {
    const { pool } = poolScene().open();
    const error = thrownBy(() => pool.run(async () => {}, untyped(options)));
    expect(error).toMatchObject({ code: 'invalid-option', details: { option } });
    expect(error.message).toContain(`Failed to run a job in the pool "scene": ${option} is `);
    expect(error.message).toContain(`Pass ${expected}.`);
  });

  test.each([null, 'soon'])('run(task, %o) [R8, R7]', (options) => {
    const { pool } = poolScene().open();
    const error = thrownBy(() => pool.run(async () => {}, untyped(options)));
    expect(error.message).toContain('Pass an object.');
  });

  test('run without a function [R8, R7]', () => {
    const { pool } = poolScene().open();
    const error = thrownBy(() => pool.run(untyped('task')));
    expect(error.message).toBe(
      'Failed to run a job in the pool "scene": task is "task" (string). Pass a function that returns a promise.',
    );
  });

  test('acquire rejects with what run throws [R8, L5]', async () => {
    const { pool } = poolScene().open();
    await expect(pool.acquire({ weight: 0 })).rejects.toMatchObject({ code: 'invalid-option' });
    await expect(pool.acquire({ weight: 2 })).rejects.toMatchObject({ code: 'weight-over-limit' });
  });
});

describe('an option that does not exist is refused with the names of those that do', () => {
  test.each<[unknown, RegExp]>([
    [{ limit: 1, maxQueue: 3 }, /^there is no option maxQueue\. Pass some of .*maxQueued/],
    [{ limit: 1, releaselagms: 3 }, /^there is no option releaselagms\. Pass some of .*releaseLagMs/],
    [
      { limit: 1, retry: { refusals: 3 } },
      /^there is no option retry\.refusals\. Pass some of refused, transient, ambiguous, withinMs\.$/,
    ],
  ])('to createPool: %o [R12]', (options, why) => {
    const error = thrownBy(() => createPool('tts', untyped(options)));
    const start = 'Failed to create the pool "tts": ';
    expect(error.message.slice(0, start.length)).toBe(start);
    expect(error.message.slice(start.length)).toMatch(why);
    expect(error.code).toBe('invalid-option');
  });

  test('to run and acquire [R12]', async () => {
    const { pool } = poolScene().open();
    const error = thrownBy(() => pool.run(async () => {}, untyped({ wieght: 2 })));
    expect(error.message).toBe(
      'Failed to run a job in the pool "scene": there is no option wieght. ' +
        'Pass some of lane, weight, signal, dedupeKey, mayRetry, units.',
    );
    // Slots that are held by hand are for nobody else.
    await expect(pool.acquire(untyped({ dedupeKey: 'a' }))).rejects.toMatchObject({
      code: 'invalid-option',
      details: { option: 'dedupeKey' },
    });
  });
});

describe('an error', () => {
  test('says what failed, why, and what to do [R9]', () => {
    const { account, open } = poolScene({ limit: 2, maxQueued: 1 });
    const { pool } = open();
    const messages = [
      thrownBy(() => pool.run(account.task('wide'), { weight: 3 })),
      thrownBy(() => [1, 2].map((name) => pool.run(account.task(`${name}`)))),
    ].map(({ message }) => message);
    pool.close();
    messages.push(thrownBy(() => pool.run(account.task('late'))).message);
    expect(messages).toEqual([
      'Failed to run a job in the pool "scene": its weight of 3 is over the pool\'s limit of 2, so it could never run. ' +
        'Lower the weight or raise the limit.',
      'Failed to run a job in the pool "scene": this tab\'s queue holds 1 already, and maxQueued is 1. ' +
        'Wait until the queue is shorter or raise maxQueued.',
      'Failed to run a job in the pool "scene": the pool is closed. Create a new pool.',
    ]);
  });

  test('of the task itself is passed on as it is, and the snapshot shows one with the same message [R10, S8]', async () => {
    const { open, pass } = poolScene();
    const own = new RangeError('out of paper');
    const job = open().pool.run(async () => {
      throw own;
    });
    const caught = job.finished.catch((error: unknown) => error);
    await pass(10);
    expect(await caught).toBe(own);
    expect(job.getState()).toMatchObject({ state: 'failed', error: { code: 'transient', cause: own } });
    await expect(errorOf(job)).rejects.toBe(own);
  });
});

function refuses(option: string, value: unknown, expected: string): void {
  const [name = '', inner] = option.split('.');
  const options = { ...ok, [name]: inner === undefined ? value : { [inner]: value } };
  const error = thrownBy(() => createPool('tts', untyped(options)));
  expect(error).toMatchObject({ code: 'invalid-option', details: { option } });
  expect(error.message).toContain(`Failed to create the pool "tts": ${option} is `);
  expect(error.message).toContain(`Pass ${expected}.`);
}
