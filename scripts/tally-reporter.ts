import { writeFileSync } from 'node:fs';
import type { Reporter, TestModule, TestRunEndReason } from 'vitest/node';

/** What `npm test` closes with. Skipped tests are in neither number. */
export interface Tally {
  readonly passed: number;
  readonly failed: number;
}

/** Names the file that the numbers go to; without it the reporter does nothing. */
export const tallyFileVariable = 'CUELIGHT_TALLY_FILE';

/**
 * Counts tests for the closing line, which `scripts/commands/test.ts` prints when Vitest has ended, so that
 * nothing can follow it. What fails outside a test (a file that does not load, a hook of a file or suite, an
 * unhandled error) counts as one failure each.
 */
export class TallyReporter implements Reporter {
  onTestRunEnd(
    modules: readonly TestModule[],
    unhandledErrors: readonly unknown[],
    reason: TestRunEndReason,
  ): void {
    const file = process.env[tallyFileVariable];
    if (file === undefined) return;
    writeFileSync(file, JSON.stringify(count(modules, unhandledErrors.length, reason)));
  }
}

function count(modules: readonly TestModule[], unhandledErrors: number, reason: TestRunEndReason): Tally {
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
  // A run that failed for a reason not seen above, or was interrupted, must not look like a success.
  return { passed, failed: failed === 0 && reason !== 'passed' ? 1 : failed };
}
