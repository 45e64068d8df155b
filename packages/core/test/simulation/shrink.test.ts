import { expect, test } from 'vitest';
import type { Schedule } from '../../src/testing/simulation/schedule.ts';
import { shrink } from '../../src/testing/simulation/shrink.ts';
import { add, ORDINARY } from './ordinary-schedule.ts';

async function fails({ events, limit }: Schedule): Promise<boolean> {
  return (
    limit >= 2 &&
    events.some((event) => event.do === 'add' && event.count >= 2 && event.tab === 0) &&
    events.some((event) => event.do === 'crash')
  );
}

test('a schedule that fails is shrunk to the events that it takes, and to the plainest of their kind', async () => {
  const long: Schedule = {
    ...ORDINARY,
    delays: 'wild',
    limit: 4,
    endLagMs: 5,
    events: [
      add(0, 0, 100, { count: 8, weight: 2, lane: 'background' }),
      add(5, 1, 100, { count: 3 }),
      { atMs: 10, do: 'hide', tab: 0, forMs: 0 },
      { atMs: 20, do: 'crash', tab: 1 },
      add(30, 1, 50),
    ],
  };
  expect(await shrink(long, fails)).toEqual({
    ...ORDINARY,
    limit: 2,
    events: [add(0, 0, 100, { count: 2 }), { atMs: 20, do: 'crash', tab: 1 }],
  });
});
