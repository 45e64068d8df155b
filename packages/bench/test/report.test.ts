import { describe, expect, test } from 'vitest';
import { bar } from '../src/bench.ts';
import { asJson, asMarkdown, asText, figure, type Report } from '../src/report.ts';

const machine = { cpu: 'Abacus', cores: 2, memoryGb: 4, system: 'Linux 6', node: 'v24', load: 0.5 };

const report: Report = {
  bench: 'scheduler',
  machine,
  rows: [
    { measurement: 'Speed', contender: 'ours', figures: { 'us per job': 1.2345, rounds: 5 } },
    {
      measurement: 'Speed',
      contender: 'theirs',
      figures: { 'us per job': 12_345, rounds: null },
      remark: 'slow',
    },
    { measurement: 'Size', contender: 'ours', figures: { bytes: 800 } },
  ],
  bars: [bar('time over theirs', 0.5, { atMost: 1 }), bar('tabs served', 3, { atLeast: 4 })],
};

describe('a bar', () => {
  test.each([
    [1, { atMost: 1 }, true],
    [1.01, { atMost: 1 }, false],
    [2, { atLeast: 2 }, true],
    [1.99, { atLeast: 2 }, false],
    [Number.NaN, { atMost: 1 }, false],
    [Number.NaN, { atLeast: 1 }, false],
    [null, { atMost: 1 }, false],
    [null, { atLeast: 0 }, false],
  ])('of %s with %o holds: %s', (value, bound, holds) => {
    expect(bar('a bar', value, bound)).toEqual({ name: 'a bar', value, ...bound, holds });
  });
});

describe('the report', () => {
  test('is one line of JSON with the bench, the machine, the rows and the bars', () => {
    const line = asJson(report);
    expect(line).not.toContain('\n');
    expect(JSON.parse(line)).toEqual({
      bench: 'scheduler',
      machine,
      rows: report.rows,
      bars: [
        { name: 'time over theirs', value: 0.5, atMost: 1, holds: true },
        { name: 'tabs served', value: 3, atLeast: 4, holds: false },
      ],
    });
  });

  test('has one table per measurement and one of what is promised, for people', () => {
    expect(asText(report).split('\n').slice(2)).toEqual([
      'Speed',
      '',
      '        us per job  rounds  remark',
      '------  ----------  ------  ------',
      'ours          1.23       5',
      'theirs      12,345       –  slow',
      '',
      'Size',
      '',
      '      bytes',
      '----  -----',
      'ours    800',
      '',
      'What is promised',
      '',
      '                  measured  bound  remark',
      '----------------  --------  -----  ------',
      'time over theirs       0.5    ≤ 1  holds',
      'tabs served              3    ≥ 4  MISSED',
    ]);
  });

  test('has no table of what is promised where nothing is', () => {
    expect(asText({ ...report, bars: [] })).not.toContain('promised');
  });

  test('names the machine', () => {
    for (const text of [asText(report), asMarkdown(report)]) {
      expect(text.split('\n')[0]).toBe(
        'Measured on Abacus, 2 cores, 4 GB, Linux 6, Node v24; load at the start 0.5.',
      );
    }
  });

  test('says the same in Markdown', () => {
    expect(asMarkdown(report).split('\n').slice(2, 8)).toEqual([
      '### Speed',
      '',
      '|  | us per job | rounds | remark |',
      '| --- | ---: | ---: | --- |',
      '| ours | 1.23 | 5 |  |',
      '| theirs | 12,345 | – | slow |',
    ]);
  });
});

test.each([
  [1234.5, '1,235'],
  [99.96, '100'],
  [0.012345, '0.0123'],
  [0, '0'],
  [Number.NaN, '–'],
  [null, '–'],
])('a figure of %s is shown as %s', (value, shown) => {
  expect(figure(value)).toBe(shown);
});
