import { collectGarbage } from '../rounds.ts';
import { cuelight, peers, ring } from './contenders.ts';

/** `memory-child.ts <contender> <jobs>`: prints the bytes of heap that each waiting job takes. */
const [, , name, count] = process.argv;
const jobs = Number(count);
const contender = [cuelight, ring, ...peers].find((candidate) => candidate.name === name);
if (contender === undefined) throw new Error(`There is no contender "${name}".`);

const limiter = contender.create(1);
const ignored = (): void => {};
const task = async (): Promise<number> => 1;
limiter.run(() => new Promise(() => {})).catch(ignored);
await new Promise((resolve) => setImmediate(resolve));

const before = heapBytes();
// Somebody waits for each of them, as in an app; the promises themselves are not kept.
for (let job = 0; job < jobs; job += 1) limiter.run(task).then(ignored, ignored);
await new Promise((resolve) => setImmediate(resolve));
console.log((heapBytes() - before) / jobs);
// Still in use: it has not been cleared away with all that waits in it.
limiter.close?.();
process.exit();

function heapBytes(): number {
  collectGarbage();
  collectGarbage();
  return process.memoryUsage().heapUsed;
}
