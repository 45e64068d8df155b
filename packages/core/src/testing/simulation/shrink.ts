import type { Schedule, SimulationEvent } from './schedule.ts';

/** Whether a schedule still breaks the same rule. */
export type StillFails = (schedule: Schedule) => Promise<boolean>;

/**
 * The smallest part of a failing schedule that still fails: events are left out, half of them at first and one by
 * one in the end, then what remains is made plainer.
 */
export async function shrink(schedule: Schedule, stillFails: StillFails): Promise<Schedule> {
  let smallest = schedule;
  const attempt = async (candidate: Schedule): Promise<boolean> => {
    if (!(await stillFails(candidate))) return false;
    smallest = candidate;
    return true;
  };
  for (let wasShrunk = true; wasShrunk; ) {
    wasShrunk = await leaveOut(smallest.events, (events) => attempt({ ...smallest, events }));
    for (const plainer of plainerSchedules(smallest)) wasShrunk = (await attempt(plainer)) || wasShrunk;
    for (let index = 0; index < smallest.events.length; index += 1) {
      wasShrunk = (await makePlainer(smallest, index, attempt)) || wasShrunk;
    }
  }
  return smallest;
}

async function leaveOut(
  all: readonly SimulationEvent[],
  attempt: (events: readonly SimulationEvent[]) => Promise<boolean>,
): Promise<boolean> {
  let events = all;
  for (let size = Math.ceil(events.length / 2); size >= 1; size = Math.floor(size / 2)) {
    for (let from = 0; from < events.length; ) {
      const fewer = [...events.slice(0, from), ...events.slice(from + size)];
      if (await attempt(fewer)) events = fewer;
      else from += size;
    }
  }
  return events.length < all.length;
}

function plainerSchedules(schedule: Schedule): Schedule[] {
  const plainer: Schedule[] = [];
  if (schedule.delays !== 'steady') plainer.push({ ...schedule, delays: 'steady' });
  if (schedule.storage !== 'works') plainer.push({ ...schedule, storage: 'works' });
  if (schedule.limit > 1) plainer.push({ ...schedule, limit: 1 }, { ...schedule, limit: schedule.limit - 1 });
  if (schedule.endLagMs > 0) plainer.push({ ...schedule, endLagMs: 0 });
  return plainer;
}

async function makePlainer(
  schedule: Schedule,
  index: number,
  attempt: (candidate: Schedule) => Promise<boolean>,
): Promise<boolean> {
  const event = schedule.events[index];
  if (event === undefined) return false;
  for (const plainer of plainerEvents(event)) {
    const events = schedule.events.with(index, plainer);
    if (await attempt({ ...schedule, events })) return true;
  }
  return false;
}

function plainerEvents(event: SimulationEvent): SimulationEvent[] {
  if (event.do !== 'add') return [];
  const plainer: SimulationEvent[] = [];
  if (event.count > 1) plainer.push({ ...event, count: 1 }, { ...event, count: event.count - 1 });
  if (event.weight > 1) plainer.push({ ...event, weight: 1 });
  if (event.lane !== 'normal') plainer.push({ ...event, lane: 'normal' });
  if (event.abortsAfterMs > 0) plainer.push({ ...event, abortsAfterMs: 0 });
  return plainer;
}
