import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { Conductor } from '../../src/scheduler/conductor.ts';
import { standingOf } from '../../src/scheduler/estimate.ts';
import { LANES, type Lane } from '../../src/scheduler/lane.ts';

const count = fc.nat(6);
const someTabs = fc.array(
  fc.record({
    interactive: count,
    normal: count,
    background: count,
    isVisible: fc.boolean(),
    before: fc.nat(5),
  }),
  { minLength: 1, maxLength: 5 },
);

type Waiting = Record<Lane, number>;

/** One slot, jobs that end at once: the order of the grants is the order of the starts. */
function startOrder(
  conductor: Conductor,
  given: readonly { readonly waiting: Waiting; readonly isVisible: boolean }[],
): { tabId: string; lane: Lane }[] {
  const left = given.map(({ waiting }) => ({ ...waiting }));
  const order: { tabId: string; lane: Lane }[] = [];
  for (let grants = conductor.grants(0); grants.length > 0; grants = conductor.grants(0)) {
    for (const { tabId, lane, grant, grantId } of grants) {
      order.push({ tabId, lane });
      const tab = Number(tabId.slice(1));
      left[tab]![lane] -= 1;
      conductor.done(tabId, { grant, outcome: { type: 'ok' }, durationMs: 1, units: 1 }, 0, 0);
      conductor.told(tabId, demandOf(left[tab]!, given[tab]!.isVisible, grantId), 0);
    }
  }
  return order;
}

function demandOf(waiting: Waiting, isVisible: boolean, seenGrant: number): Parameters<Conductor['told']>[1] {
  return {
    lanes: {
      interactive: runs(waiting.interactive),
      normal: runs(waiting.normal),
      background: runs(waiting.background),
    },
    isVisible,
    seenGrant,
  };
}

function runs(jobs: number): [number, number][] {
  return jobs === 0 ? [] : [[1, jobs]];
}

describe('the place in the queue', () => {
  test('is the order in which the conductor lets jobs start, for every job of every tab [E1, O4]', () => {
    fc.assert(
      fc.property(someTabs, (given) => {
        const conductor = new Conductor('term', {
          limit: 1,
          releaseLagMs: 50,
          ageingMs: 20_000,
          leaseMs: 120_000,
        });
        // What was served before gives the tabs different amounts of served weight.
        const before = given.map((tab) => ({
          ...tab,
          waiting: { interactive: 0, normal: tab.before, background: 0 },
        }));
        const now = given.map(({ isVisible, ...waiting }) => ({ isVisible, waiting }));
        for (const tabs of [before, now]) {
          tabs.forEach(({ waiting, isVisible }, tab) =>
            conductor.told(`t${tab}`, demandOf(waiting, isVisible, 0), 0),
          );
          if (tabs === before) startOrder(conductor, before);
        }
        const board = conductor.board(0);
        const foretold = given
          .flatMap((waiting, tab) =>
            LANES.flatMap((lane) =>
              Array.from({ length: waiting[lane] }, (_, index) => ({
                tabId: `t${tab}`,
                lane,
                standing: standingOf(board, `t${tab}`, waiting, lane, index + 1),
              })),
            ),
          )
          .toSorted((left, right) => (left.standing?.position ?? 0) - (right.standing?.position ?? 0));
        expect(foretold.map(({ standing }) => standing?.position)).toEqual(
          foretold.map((_, index) => index + 1),
        );
        expect(startOrder(conductor, now)).toEqual(foretold.map(({ tabId, lane }) => ({ tabId, lane })));
      }),
      { numRuns: 300 },
    );
  });

  test('is absent while the conductor has not spoken of the tab [E2]', () => {
    const conductor = new Conductor('term', {
      limit: 1,
      releaseLagMs: 50,
      ageingMs: 20_000,
      leaseMs: 120_000,
    });
    const own = { interactive: 0, normal: 1, background: 0 };
    expect(standingOf(conductor.board(0), 'unknown', own, 'normal', 1)).toBeNull();
  });
});
