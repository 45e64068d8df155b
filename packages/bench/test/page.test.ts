import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { describe, expect, test } from 'vitest';
import { benches } from '../src/benches.ts';
import { sectionOf, withSection } from '../src/page.ts';

const root = resolve(import.meta.dirname, '../../..');
const page = readFileSync(resolve(root, 'docs/benchmarks.md'), 'utf8');
const readme = readFileSync(resolve(root, 'README.md'), 'utf8');

describe('docs/benchmarks.md', () => {
  test.each(Object.keys(benches))(
    'has the tables of %s as last run, and the machine they were run on',
    (name) => {
      const section = sectionOf(page, name);
      expect(section).toMatch(/^Measured on .*, \d+ cores, /);
      expect(section).toMatch(/^\| .*---:/m);
    },
  );

  test.each(Object.entries(benches))('has a chapter about %s', (name, { title }) => {
    expect(page).toContain(`## ${title}\n\n\`npm run bench -- ${name}\``);
  });

  test('is the source of every figure in the README', () => {
    const figures = readme
      .split('\n')
      .filter((line) => line.includes('docs/benchmarks.md'))
      .flatMap((line) => line.replaceAll(/\([^)]*\)/g, '').match(/\d[\d.,]*\d|\d/g) ?? []);
    expect(figures.filter((figure) => !page.includes(figure))).toEqual([]);
  });
});

describe('a section of the page', () => {
  const old = 'Intro\n<!-- bench a -->\nold\n<!-- end of bench a -->\nOutro\n';

  test('is replaced, and nothing else', () => {
    const updated = withSection(old, 'a', 'new');
    expect(updated).toBe('Intro\n<!-- bench a -->\n\nnew\n\n<!-- end of bench a -->\nOutro\n');
    expect(sectionOf(updated, 'a')).toBe('new');
  });

  test('that is not there is said to be missing', () => {
    expect(() => withSection(old, 'b', 'new')).toThrow('<!-- bench b -->');
    expect(sectionOf(old, 'b')).toBeNull();
  });
});
