import { expect, test } from 'vitest';
import * as client from '../src/index.ts';
import * as server from '../src/server-component.ts';

test('a server component may import everything that a client component may', () => {
  expect(Object.keys(server).toSorted()).toEqual(Object.keys(client).toSorted());
});

test.each(Object.entries(server))('%s says there what to do', (name, use) => {
  expect(use).toThrow(expect.objectContaining({ code: 'invalid-option' }));
  expect(use).toThrow(new RegExp(`use ${name}: .*server component.* "use client" at the top of the file`));
});
