import { departures } from './departures.ts';
import { messages } from './messages.ts';
import type { Scenario } from './scenario.ts';
import { standstills } from './standstills.ts';
import { surroundings } from './surroundings.ts';

/** At least one for each fault that is known. */
export const scenarios: readonly Scenario[] = [...departures, ...standstills, ...messages, ...surroundings];
