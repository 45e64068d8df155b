import { existsSync, readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { expect, test } from 'vitest';

const root = resolve(import.meta.dirname, '../..');
const readme = readFileSync(resolve(root, 'README.md'), 'utf8');
const examples = [...readme.matchAll(/<!-- (playground\/examples\/\S+) -->\n```\w+\n([\s\S]*?)```/g)];

test('the README shows its examples as they stand in playground/examples', () => {
  expect(examples.map(([, file]) => file)).toEqual([
    'playground/examples/react.tsx',
    'playground/examples/vanilla.js',
  ]);
  for (const [, file = '', code] of examples) expect(code).toBe(readFileSync(resolve(root, file), 'utf8'));
});

test('files that the README links to exist', () => {
  const links = [...readme.matchAll(/\]\(([^)#]+)\)/g)].map(([, link = '']) => link);
  for (const link of links.filter((found) => !found.startsWith('http'))) {
    expect(existsSync(resolve(root, link)) ? 'exists' : link).toBe('exists');
  }
});
