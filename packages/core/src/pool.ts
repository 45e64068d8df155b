export { CuelightError, type ErrorCode, type ErrorDetails, type RefusalKind } from './errors.ts';
export { createPool, type PoolOptions } from './pool/create-pool.ts';
export type {
  GateSnapshot,
  Job,
  JobSnapshot,
  Pool,
  PoolMode,
  PoolSnapshot,
  RetrySnapshot,
  RunOptions,
  TabSnapshot,
  Task,
  TaskContext,
} from './pool/types.ts';
export type { GateKind } from './scheduler/gate.ts';
export type { Lane } from './scheduler/lane.ts';
export type { ReadonlyStore } from './store.ts';
