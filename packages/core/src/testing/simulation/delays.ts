import type { Random } from '../../platform/random.ts';
import type { Hop } from '../virtual-browser.ts';
import type { Schedule } from './schedule.ts';

/** Shortest and longest, in milliseconds. `steady` as measured in Chromium on a busy machine. */
const DELAYS_MS: Readonly<Record<Schedule['delays'], Readonly<Record<Hop, readonly [number, number]>>>> = {
  steady: { message: [0.1, 1], request: [0.1, 0.4], answer: [0.1, 0.4], task: [0, 0.1] },
  wild: { message: [0.1, 20], request: [0.1, 5], answer: [0.1, 10], task: [0, 5] },
};

/** How long each hop takes. Mostly short, at times long. */
export function delaysOf(delays: Schedule['delays'], random: Random): (hop: Hop) => number {
  const ranges = DELAYS_MS[delays];
  return (hop) => {
    const [shortest, longest] = ranges[hop];
    return shortest + (longest - shortest) * random() ** 2;
  };
}

/** The longest way from one tab's decision to another tab's act: a message and a lock. */
export function longestHopsMs(delays: Schedule['delays']): number {
  const { message, request, answer, task } = DELAYS_MS[delays];
  return message[1] + request[1] + answer[1] + task[1];
}
