export { CuelightError } from './errors.ts';
export type { Job, Pool, PoolSnapshot, RunOptions, Task } from './pool/types.ts';
