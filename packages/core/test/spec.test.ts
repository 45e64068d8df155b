import { globSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { describe, expect, test } from 'vitest';
import type {
  GateSnapshot,
  JobSnapshot,
  Pool,
  PoolOptions,
  PoolSnapshot,
  ReadonlyStore,
  RetryLimits,
  RetrySnapshot,
  RunOptions,
  TabSnapshot,
} from '../src/pool.ts';

const root = resolve(import.meta.dirname, '../../..');
const spec = readFileSync(join(root, 'packages/core/SPEC.md'), 'utf8');
const rules = [...spec.matchAll(/^- \*\*([A-Z]\d+)\*\* (.+(?:\n {2}.+)*)/gm)].map(
  ([, id = '', sentence = '']) => ({
    id,
    sentence,
  }),
);
const ids = rules.map(({ id }) => id);
const invariants = [...spec.matchAll(/^\| (I\d+) .*\| (.+) \|$/gm)].map(([, id = '', covered = '']) => ({
  id,
  covered: covered.split(', '),
}));

const testFiles = globSync(['packages/*/test/**/*.{test,contract}.{ts,tsx}', 'playground/e2e/**/*.e2e.ts'], {
  cwd: root,
});
/** Ids stand in brackets at the end of a name, as in: keeps its place [G4]. */
const named = testFiles.flatMap((file) =>
  [...readFileSync(join(root, file), 'utf8').matchAll(/\[([A-Z]\d+(?:, [A-Z]\d+)*)\]['"`]/g)].flatMap(
    ([, list = '']) => list.split(', ').map((id) => ({ id, file })),
  ),
);

describe('SPEC.md', () => {
  test('numbers its rules without a gap or a repetition', () => {
    expect(rules.length).toBeGreaterThan(80);
    const byLetter = Map.groupBy(ids, (id) => id.slice(0, 1));
    for (const [letter, ofLetter] of byLetter) {
      expect(ofLetter).toEqual(ofLetter.map((_, index) => `${letter}${index + 1}`));
    }
  });

  test('has no rule without a test that names it', () => {
    const shown = new Set(named.map(({ id }) => id));
    expect(rules.filter(({ id }) => !shown.has(id))).toEqual([]);
  });

  test('has every rule that a test names', () => {
    const known = new Set([...ids, ...invariants.map(({ id }) => id)]);
    expect(named.filter(({ id }) => !known.has(id))).toEqual([]);
  });

  test('covers each of the ten invariants by rules that it has', () => {
    expect(invariants.map(({ id }) => id)).toEqual(Array.from({ length: 10 }, (_, index) => `I${index + 1}`));
    expect(invariants.flatMap(({ covered }) => covered).filter((id) => !ids.includes(id))).toEqual([]);
  });

  test('has a rule for every option, every call and every field of a snapshot', () => {
    const words = [OPTIONS, RETRY, RUN_OPTIONS, CALLS, POOL, TAB, GATE, JOB, NEXT_TRY].flatMap(Object.keys);
    const sentences = rules.map(({ sentence }) => sentence).join('\n');
    expect(words.filter((word) => !new RegExp(`\`[^\`]*\\b${word}\\b[^\`]*\``).test(sentences))).toEqual([]);
  });
});

type Names<T> = Record<keyof T, true>;

// Typed, so that a new option, call or field does not compile before it stands here.
const OPTIONS: Names<PoolOptions> = {
  limit: true,
  maxLimit: true,
  releaseLagMs: true,
  ageingMs: true,
  longestRequestMs: true,
  maxQueued: true,
  retry: true,
  mode: true,
};
const RETRY: Names<RetryLimits> = { refused: true, transient: true, ambiguous: true, withinMs: true };
const RUN_OPTIONS: Names<RunOptions> = {
  lane: true,
  weight: true,
  signal: true,
  dedupeKey: true,
  mayRetry: true,
  units: true,
};
const CALLS: Names<Omit<Pool, keyof ReadonlyStore<unknown>>> = {
  name: true,
  run: true,
  acquire: true,
  pause: true,
  resume: true,
  setLimit: true,
  reportLimit: true,
  clear: true,
  retryNow: true,
  trace: true,
  close: true,
};
const POOL: Names<PoolSnapshot> = {
  name: true,
  mode: true,
  role: true,
  limit: true,
  workingLimit: true,
  inUse: true,
  waiting: true,
  tabs: true,
  gate: true,
  isPaused: true,
};
const TAB: Names<TabSnapshot> = {
  id: true,
  isThisTab: true,
  isConductor: true,
  isVisible: true,
  waiting: true,
  slots: true,
};
const GATE: Names<GateSnapshot> = { kind: true, opensAtMs: true, attempt: true };
const JOB: Names<Omit<Extract<JobSnapshot, { state: 'waiting' }>, 'state'>> = {
  queuePosition: true,
  ahead: true,
  startsInMs: true,
  startsInSpreadMs: true,
  estimated: true,
  waitsFor: true,
  retry: true,
};
const NEXT_TRY: Names<RetrySnapshot> = { inMs: true, atMs: true, attempt: true, reason: true };
