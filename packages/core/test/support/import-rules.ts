import { posix } from 'node:path';
import { readImports, type Import, type Sources } from './imports.ts';

type Allowance = 'values' | 'types';
type Allowances = ReadonlyMap<string, Allowance>;

/** What one row of the import table says of its parts: files, or folders with a slash at the end. */
export interface Row {
  readonly parts: readonly string[];
  /** Other parts, by name. */
  readonly imports: Allowances;
  /** Packages of npm, by name. */
  readonly packages: Allowances;
}

/**
 * The table under "Who may import whom". A cell names parts or packages in backticks, each followed by
 * "(types)" where no value may be imported; "everything above" stands for all parts of earlier rows.
 */
export function readImportTable(markdown: string): readonly Row[] {
  const section = markdown.split(/^## /m).find((text) => text.startsWith('Who may import whom'));
  const lines = (section ?? '').split('\n').filter((line) => line.startsWith('|'));
  const rows: Row[] = [];
  for (const line of lines.slice(2)) {
    const [parts = '', , imports = '', packages = ''] = line.split('|').slice(1);
    const above = new Map(rows.flatMap((row) => row.parts).map((part) => [part, 'values' as const]));
    rows.push({
      parts: [...readNames(parts).keys()],
      imports: imports.includes('everything above') ? above : readNames(imports),
      packages: readNames(packages),
    });
  }
  return rows;
}

function readNames(cell: string): Allowances {
  const names = cell.matchAll(/`([^`]+)`( \(types\))?/g);
  return new Map([...names].map(([, name = '', types]) => [name, types === undefined ? 'values' : 'types']));
}

/** What is wrong with the table itself: a row may name only rows above it, which rules out cycles of folders. */
export function tableProblems(rows: readonly Row[]): readonly string[] {
  const known = new Set<string>();
  const problems: string[] = [];
  for (const row of rows) {
    for (const name of row.imports.keys()) {
      if (!known.has(name)) problems.push(`${row.parts.join(', ')}: ${name} is not a row above`);
    }
    for (const part of row.parts) known.add(part);
  }
  return problems;
}

/** Every import that the table does not allow, every file it does not know, and the first cycle. */
export function importProblems(sources: Sources, rows: readonly Row[]): readonly string[] {
  const modules = new Map([...sources].map(([path, text]) => [path, readImports(path, text)]));
  const problems = [...modules].flatMap(([path, imports]) => {
    if (partOf(path, rows) === null)
      return [`${path} belongs to no part: give it a row in docs/architecture.md`];
    return imports.flatMap((found) => {
      const problem = importProblem(path, found, modules, rows);
      return problem === null ? [] : [`${path}:${found.line} ${problem}`];
    });
  });
  const cycle = findCycle(modules);
  return cycle === null ? problems : [...problems, `cycle: ${cycle.join(' -> ')}`];
}

type Modules = ReadonlyMap<string, readonly Import[]>;

function importProblem(path: string, found: Import, modules: Modules, rows: readonly Row[]): string | null {
  const { specifier, isTypeOnly } = found;
  if (specifier === null) return 'imports a computed path';
  const part = partOf(path, rows);
  const row = rows.find((candidate) => part !== null && candidate.parts.includes(part));
  const what = isTypeOnly ? 'types' : 'values';
  if (!specifier.startsWith('.')) {
    return allows(row?.packages, packageOf(specifier), isTypeOnly) ? null : `imports ${what} of ${specifier}`;
  }
  const target = resolve(path, specifier);
  if (!modules.has(target)) return `imports ${specifier}, which is not there`;
  const targetPart = partOf(target, rows);
  if (targetPart === part) return null;
  return allows(row?.imports, targetPart, isTypeOnly) ? null : `imports ${what} of ${target}`;
}

function allows(allowed: Allowances | undefined, name: string | null, isTypeOnly: boolean): boolean {
  const allowance = name === null ? undefined : allowed?.get(name);
  return allowance === 'values' || (allowance === 'types' && isTypeOnly);
}

function resolve(path: string, specifier: string): string {
  return posix.join(posix.dirname(path), specifier);
}

/** The longest part that the file lies in, so that `audio/pure/` may have rules of its own. */
function partOf(path: string, rows: readonly Row[]): string | null {
  const parts = rows
    .flatMap((row) => row.parts)
    .filter((part) => (part.endsWith('/') ? path.startsWith(part) : path === part));
  return parts.toSorted((left, right) => right.length - left.length)[0] ?? null;
}

export function packageOf(specifier: string): string {
  const segments = specifier.split('/');
  return segments.slice(0, specifier.startsWith('@') ? 2 : 1).join('/');
}

/** The first cycle found, its first file repeated at the end; `null` if there is none. */
function findCycle(modules: Modules): readonly string[] | null {
  const cleared = new Set<string>();
  const visit = (path: string, trail: readonly string[]): readonly string[] | null => {
    if (trail.includes(path)) return [...trail.slice(trail.indexOf(path)), path];
    if (cleared.has(path)) return null;
    for (const { specifier } of modules.get(path) ?? []) {
      if (specifier?.startsWith('.') !== true) continue;
      const cycle = visit(resolve(path, specifier), [...trail, path]);
      if (cycle !== null) return cycle;
    }
    cleared.add(path);
    return null;
  };
  for (const path of modules.keys()) {
    const cycle = visit(path, []);
    if (cycle !== null) return cycle;
  }
  return null;
}
