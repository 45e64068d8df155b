import { readFileSync, writeFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { benches } from './benches.ts';
import { describeMachine } from './machine.ts';
import { withSection } from './page.ts';
import { asJson, asMarkdown, asText, type Report } from './report.ts';

/** `npm run bench -- <name> [--quick] [--json] [--write]` ends here, with everything built and installed. */
const { positionals, values } = parseArgs({
  allowPositionals: true,
  options: { quick: { type: 'boolean' }, json: { type: 'boolean' }, write: { type: 'boolean' } },
});
const [bench = ''] = positionals;
const entry = benches[bench];
if (entry === undefined)
  throw new Error(`There is no bench "${bench}": name one of ${Object.keys(benches).join(', ')}.`);

const machine = describeMachine(entry.drivesBrowser);
const run = await entry.load();
const result = await run({
  isQuick: values.quick === true,
  // Not where the report goes.
  progress: (what) => console.error(what),
});
const report: Report = { bench, machine, ...result };
console.log(`\n${asText(report)}\n`);
if (values.write === true) {
  const page = new URL('../../../docs/benchmarks.md', import.meta.url);
  writeFileSync(page, withSection(readFileSync(page, 'utf8'), bench, asMarkdown(report)));
}
if (values.json === true) console.log(asJson(report));
// A peer that keeps a timer would keep the process.
process.exit();
