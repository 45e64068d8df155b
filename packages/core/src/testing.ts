export { createPoolOn } from './pool/create-pool.ts';
export { seededRandom } from './testing/seeded-random.ts';
export { randomSchedule } from './testing/simulation/random-schedule.ts';
export { check } from './testing/simulation/report.ts';
export { simulate, type SimulationResult } from './testing/simulation/simulate.ts';
export type { Page, Run, RunEnd, SimulatedJob } from './testing/simulation/page.ts';
export type { Happening, JobRequest, Schedule, SimulationEvent } from './testing/simulation/schedule.ts';
export type { Violation } from './testing/simulation/invariant.ts';
export type { CreatePool, WorldOptions } from './testing/simulation/world.ts';
export type { TabState, TaskSource } from './testing/tab-life.ts';
export {
  VirtualAccount,
  type VirtualAccountOptions,
  type VirtualRefusal,
  type VirtualTaskOptions,
  type Visit,
} from './testing/virtual-account.ts';
export {
  VirtualBrowser,
  type Hop,
  type VirtualBrowserOptions,
  type VirtualTabOptions,
} from './testing/virtual-browser.ts';
export { VirtualClock, type VirtualClockOptions } from './testing/virtual-clock.ts';
export type { LockService } from './testing/virtual-locks.ts';
export type { StorageService } from './testing/virtual-storage.ts';
export type { Engine, VirtualTab, Warning } from './testing/virtual-tab.ts';
export type { PoolOptions } from './pool/pool-options.ts';
export type { Pool } from './pool/types.ts';
export type { Clock, Undo } from './platform/clock.ts';
export type { Platform } from './platform/platform.ts';
