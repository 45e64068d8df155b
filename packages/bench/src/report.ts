import type { Bar, BenchResult, Row } from './bench.ts';
import type { Machine } from './machine.ts';

export interface Report extends BenchResult {
  readonly bench: string;
  readonly machine: Machine;
}

interface Table {
  readonly title: string;
  readonly head: readonly string[];
  readonly lines: readonly (readonly string[])[];
}

/** For machines: one line. */
export function asJson({ bench, machine, rows, bars }: Report): string {
  return JSON.stringify({ bench, machine, rows, bars });
}

/** For a terminal. */
export function asText(report: Report): string {
  const tables = tablesOf(report).map(({ title, head, lines }) => {
    const widths = head.map((name, column) =>
      Math.max(name.length, ...lines.map((line) => line[column]?.length ?? 0)),
    );
    const aligned = [head, widths.map((width) => '-'.repeat(width)), ...lines].map((line) =>
      line
        .map((cell, column) =>
          isText(column, head) ? cell.padEnd(widths[column] ?? 0) : cell.padStart(widths[column] ?? 0),
        )
        .join('  ')
        .trimEnd(),
    );
    return [title, '', ...aligned].join('\n');
  });
  return [machineLine(report.machine), ...tables].join('\n\n');
}

/** For `docs/benchmarks.md`. */
export function asMarkdown(report: Report): string {
  const tables = tablesOf(report).map(({ title, head, lines }) => {
    const rule = head.map((_name, column) => (isText(column, head) ? '---' : '---:'));
    return [`### ${title}`, '', ...[head, rule, ...lines].map((line) => `| ${line.join(' | ')} |`)].join(
      '\n',
    );
  });
  return [machineLine(report.machine), ...tables].join('\n\n');
}

/** To three digits, which is more than a bench on a shared machine is good for. */
export function figure(value: number | null | undefined): string {
  if (value === null || value === undefined || !Number.isFinite(value)) return '–';
  if (Math.abs(value) >= 100) return Math.round(value).toLocaleString('en');
  return String(Number(value.toPrecision(3)));
}

function tablesOf({ rows, bars }: BenchResult): readonly Table[] {
  const measurements = [...new Set(rows.map(({ measurement }) => measurement))];
  const tables = measurements.map((title) =>
    tableOf(
      title,
      rows.filter(({ measurement }) => measurement === title),
    ),
  );
  return bars.length === 0 ? tables : [...tables, tableOfBars(bars)];
}

function tableOf(title: string, rows: readonly Row[]): Table {
  const columns = [...new Set(rows.flatMap(({ figures }) => Object.keys(figures)))];
  const hasRemarks = rows.some(({ remark }) => remark !== undefined);
  return {
    title,
    head: ['', ...columns, ...(hasRemarks ? [REMARK] : [])],
    lines: rows.map(({ contender, figures, remark }) => [
      contender,
      ...columns.map((column) => figure(figures[column])),
      ...(hasRemarks ? [remark ?? ''] : []),
    ]),
  };
}

function tableOfBars(bars: readonly Bar[]): Table {
  return {
    title: 'What is promised',
    head: ['', 'measured', 'bound', REMARK],
    lines: bars.map((bar) => [
      bar.name,
      figure(bar.value),
      'atMost' in bar ? `≤ ${figure(bar.atMost)}` : `≥ ${figure(bar.atLeast)}`,
      bar.holds ? 'holds' : 'MISSED',
    ]),
  };
}

const REMARK = 'remark';

function isText(column: number, head: readonly string[]): boolean {
  return column === 0 || head[column] === REMARK;
}

function machineLine({ cpu, cores, memoryGb, system, node, chromium, load }: Machine): string {
  const browser = chromium === undefined ? '' : `, ${chromium}`;
  return `Measured on ${cpu}, ${cores} cores, ${memoryGb} GB, ${system}, Node ${node}${browser}; load at the start ${load}.`;
}
