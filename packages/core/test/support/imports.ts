import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
// Vite brings a full TypeScript parser (oxc); TypeScript 7 has no API, and the lexers do not tell types from values.
import { parseSync, Visitor } from 'vite';

/** One mention of another module, in whatever form: import, re-export, dynamic import, imported type. */
export interface Import {
  /** As written, or `null` where it is computed. */
  readonly specifier: string | null;
  /** Gone after compilation. */
  readonly isTypeOnly: boolean;
  readonly line: number;
}

/** Texts of modules by path, with forward slashes. */
export type Sources = ReadonlyMap<string, string>;

/** Every TypeScript module under a folder; declaration files are left out. */
export function readSources(folder: string): Sources {
  const paths = globSync('**/*.{ts,tsx}', { cwd: folder })
    .map((path) => path.replaceAll('\\', '/'))
    .filter((path) => !path.endsWith('.d.ts'));
  return new Map(paths.toSorted().map((path) => [path, readFileSync(join(folder, path), 'utf8')]));
}

/** @throws Error where the text is not TypeScript. */
export function readImports(path: string, text: string): readonly Import[] {
  const { program, errors } = parseSync(path, text);
  if (errors.length > 0) throw new Error(`${path} cannot be parsed: ${errors[0]?.message}`);
  const imports: Import[] = [];
  const add = (start: number, source: unknown, isTypeOnly: boolean): void => {
    const specifier = isLiteral(source) ? source.value : null;
    imports.push({ specifier, isTypeOnly, line: text.slice(0, start).split('\n').length });
  };
  new Visitor({
    ImportDeclaration: (node) => add(node.start, node.source, node.importKind === 'type'),
    ExportAllDeclaration: (node) => add(node.start, node.source, node.exportKind === 'type'),
    ExportNamedDeclaration: (node) => {
      if (node.source !== null) add(node.start, node.source, node.exportKind === 'type');
    },
    ImportExpression: (node) => add(node.start, node.source, false),
    TSImportType: (node) => add(node.start, node.source, true),
  }).visit(program);
  return imports;
}

function isLiteral(node: unknown): node is { readonly value: string } {
  return typeof node === 'object' && node !== null && 'value' in node && typeof node.value === 'string';
}
