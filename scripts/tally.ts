import { writeFileSync } from 'node:fs';
import type { Reporter, TestModule } from 'vitest/node';

/** What `npm test` closes with. Skipped tests are in neither number. */
export interface Tally {
  readonly passed: number;
  readonly failed: number;
}

/** Names the file in which `scripts/commands/test.ts` expects the numbers. */
export const tallyFileVariable = 'CUELIGHT_TALLY_FILE';

/**
 * Counts tests for the closing line, which the outer process prints when Vitest has ended, so that nothing
 * can follow it. What fails outside a test (a file that does not load, a hook, an unhandled error) counts as
 * one failure each.
 */
export class TallyReporter implements Reporter {
  readonly #file: string | undefined;

  constructor(file: string | undefined) {
    this.#file = file;
  }

  onTestRunEnd(modules: readonly TestModule[], unhandledErrors: readonly unknown[]): void {
    if (this.#file === undefined) return;
    writeFileSync(this.#file, JSON.stringify(count(modules, unhandledErrors.length)));
  }
}

function count(modules: readonly TestModule[], unhandledErrors: number): Tally {
  let passed = 0;
  let failed = unhandledErrors;
  for (const module of modules) {
    failed += module.errors().length;
    for (const suite of module.children.allSuites()) failed += suite.errors().length;
    for (const test of module.children.allTests()) {
      const { state } = test.result();
      if (state === 'passed') passed += 1;
      if (state === 'failed') failed += 1;
    }
  }
  return { passed, failed };
}

/** What to close with: no numbers, no test at all, or an exit code against the numbers is a failure too. */
export function closingTally(counted: Tally | null, exitCode: number): Tally {
  const { passed, failed } = counted ?? { passed: 0, failed: 0 };
  const isSuspicious = passed === 0 || exitCode !== 0;
  return { passed, failed: failed === 0 && isSuspicious ? 1 : failed };
}
