import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { describe, expect, test } from 'vitest';

const root = resolve(import.meta.dirname, '../..');

/** The pages for users. Their examples are files that are run or compiled, shown as they stand. */
const pages = [
  'README.md',
  'packages/core/README.md',
  'packages/react/README.md',
  'packages/msw/README.md',
  'docs/testing-your-app.md',
  'docs/testing.md',
  'docs/providers.md',
  'docs/pool.md',
  'docs/player.md',
  'docs/speech.md',
  'docs/cache.md',
  ...readdirSync(resolve(root, 'docs/react')).map((name) => `docs/react/${name}`),
];

interface Example {
  readonly file: string;
  readonly isPart: boolean;
  readonly code: string;
}

/** Code below a comment that names its file: `<!-- path -->` the whole of it, `<!-- part of path -->` some lines. */
function examplesIn(page: string): readonly Example[] {
  const marked = /<!-- (part of )?(playground\/examples\/\S+) -->\n+```\w+\n([\s\S]*?)```/g;
  return [...read(page).matchAll(marked)].map(([, part, file = '', code = '']) => ({
    file,
    isPart: part !== undefined,
    code,
  }));
}

describe.each(pages)('%s', (page) => {
  test('shows its examples as they stand in playground/examples', () => {
    const examples = examplesIn(page);
    expect(examples).not.toEqual([]);
    for (const { file, isPart, code } of examples) {
      const stands = read(file);
      const shown = isPart && stands.includes(code) ? stands : code;
      expect(shown).toBe(stands);
    }
  });
});

const documents = [
  'CONTRIBUTING.md',
  'docs/architecture.md',
  'docs/benchmarks.md',
  'packages/core/SPEC.md',
  ...readdirSync(resolve(root, 'docs/decisions')).map((name) => `docs/decisions/${name}`),
];

test.each([...pages, ...documents])('%s links to files and headings that exist', (page) => {
  const links = [...read(page).matchAll(/\]\(([^)\s]+)\)/g)].map(([, link = '']) => link);
  expect(links.filter((link) => !link.startsWith('http') && !leadsSomewhere(link, page))).toEqual([]);
});

function leadsSomewhere(link: string, page: string): boolean {
  const [path = '', anchor] = link.split('#');
  const target = path === '' ? page : join(dirname(page), path);
  if (!existsSync(resolve(root, target))) return false;
  return anchor === undefined || anchorsIn(target).includes(anchor);
}

/** As GitHub makes them of headings. */
function anchorsIn(page: string): readonly string[] {
  return [...read(page).matchAll(/^#+ (.*)$/gm)].map(([, heading = '']) =>
    heading
      .toLowerCase()
      .replaceAll(/[^\w\- ]/g, '')
      .replaceAll(' ', '-'),
  );
}

function read(page: string): string {
  return readFileSync(resolve(root, page), 'utf8');
}

test('every example is shown somewhere', () => {
  const files = readdirSync(resolve(root, 'playground/examples'), { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => resolve(entry.parentPath, entry.name).slice(root.length + 1));
  const shown = new Set(pages.flatMap(examplesIn).map(({ file }) => file));
  expect(files.filter((file) => !shown.has(file))).toEqual([]);
});
