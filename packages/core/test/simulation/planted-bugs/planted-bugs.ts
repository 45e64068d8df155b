import { bugsInLocks } from './in-locks.ts';
import { bugsInMessages } from './in-messages.ts';
import { bugsInMethods } from './in-methods.ts';
import { bugsInTasks } from './in-tasks.ts';
import type { PlantedBug } from './planted-bug.ts';

/** Each is caught by the simulation, or the simulation is no proof. */
export const plantedBugs: readonly PlantedBug[] = [
  ...bugsInTasks,
  ...bugsInMethods,
  ...bugsInMessages,
  ...bugsInLocks,
];
