export { CuelightError, type ErrorCode, type ErrorDetails, type RefusalKind } from './errors.ts';
export { createPool } from './pool/create-pool.ts';
export type { PoolOptions } from './pool/pool-options.ts';
export type {
  AcquireOptions,
  GateSnapshot,
  HeldSlots,
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
  WaitReason,
} from './pool/types.ts';
export type { GateKind } from './scheduler/gate.ts';
export type { RetryLimits } from './scheduler/retry.ts';
export type { Lane } from './scheduler/lane.ts';
export type { ReadonlyStore } from './store.ts';
