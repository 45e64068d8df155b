import { describe, expect, test } from 'vitest';
import { Conductor } from '../../src/scheduler/conductor.ts';
import type { Claim, GrantCommand } from '../../src/scheduler/conductor-types.ts';
import type { LaneRuns } from '../../src/scheduler/job-queue.ts';
import type { Outcome } from '../../src/scheduler/throttle.ts';

const LAG_MS = 50;

function conductor(limit: number): Conductor {
  return new Conductor('term', { limit, ageingMs: 20_000, releaseLagMs: LAG_MS, leaseMs: 120_000 });
}

/** The tab says what waits in it, by weight, and which grants it has. */
function demand(
  conducting: Conductor,
  tabId: string,
  normal: LaneRuns['normal'],
  { seenGrant = 0, claims = [] }: { readonly seenGrant?: number; readonly claims?: readonly Claim[] } = {},
): void {
  const lanes: LaneRuns = { interactive: [], normal, background: [] };
  conducting.demand(tabId, { lanes, seenGrant, isVisible: true, claims, limit: conducting.limit }, 0);
}

function end(
  conducting: Conductor,
  { tabId, grant }: GrantCommand,
  type: Exclude<Outcome['type'], 'refused'>,
): void {
  conducting.done(tabId, { grant, outcome: { type }, durationMs: 10, units: 1 }, 0, 0);
}

function only(grants: readonly GrantCommand[]): GrantCommand {
  const [grant] = grants;
  if (grant === undefined || grants.length !== 1) throw new Error(`${grants.length} grants instead of one`);
  return grant;
}

describe('the conductor', () => {
  test('lets lighter jobs of other tabs overtake a heavy one four times, then keeps slots for it [O7]', () => {
    const conducting = conductor(2);
    demand(conducting, 'long', [[1, 1]]);
    const long = only(conducting.grants(0));
    demand(conducting, 'long', [], { seenGrant: long.grantId, claims: [claimOf(long)] });
    demand(conducting, 'heavy', [[2, 1]]);
    for (let overtaking = 1; overtaking <= 4; overtaking += 1) {
      demand(conducting, `light ${overtaking}`, [[1, 1]]);
      const light = only(conducting.grants(0));
      expect(light.tabId).toBe(`light ${overtaking}`);
      end(conducting, light, 'ok');
      conducting.gone(light.tabId, [], 0);
    }
    demand(conducting, 'light 5', [[1, 1]]);
    expect(conducting.grants(0)).toEqual([]);
    end(conducting, long, 'ok');
    expect(only(conducting.grants(0))).toMatchObject({ tabId: 'heavy', slots: [0, 1] });
  });

  test('counts no turn that its tab has declined [O4]', () => {
    const conducting = conductor(1);
    for (const tabId of ['first', 'second']) demand(conducting, tabId, [[1, 9]]);
    const declined = only(conducting.grants(0));
    expect(declined.tabId).toBe('first');
    end(conducting, declined, 'declined');
    demand(conducting, 'first', [[1, 9]], { seenGrant: declined.grantId });
    expect(only(conducting.grants(0)).tabId).toBe('first');
  });

  test('lets a slot rest whose end it was never told of: its tab claims it no more [Y7]', () => {
    const conducting = conductor(1);
    demand(conducting, 'tab', [[1, 2]]);
    const grant = only(conducting.grants(0));
    demand(conducting, 'tab', [[1, 1]], { seenGrant: grant.grantId, claims: [claimOf(grant)] });
    expect(conducting.inUse).toBe(1);
    demand(conducting, 'tab', [[1, 1]], { seenGrant: grant.grantId });
    expect(conducting.inUse).toBe(0);
    expect(conducting.grants(LAG_MS - 1)).toEqual([]);
    expect(conducting.grants(LAG_MS)).toHaveLength(1);
  });

  test('does not let tabs that ask anew after each job pass one that keeps waiting [O4, O6]', () => {
    const conducting = conductor(1);
    demand(conducting, 'patient', [[1, 9]]);
    for (const tabId of ['eager', 'keen']) demand(conducting, tabId, [[1, 1]]);
    const turns: string[] = [];
    for (let turn = 0; turn < 9; turn += 1) {
      const grant = only(conducting.grants(0));
      const { tabId, grantId } = grant;
      turns.push(tabId);
      const left: LaneRuns['normal'] = tabId === 'patient' ? [[1, 9]] : [];
      demand(conducting, tabId, left, { seenGrant: grantId, claims: [claimOf(grant)] });
      // Its next job comes before anybody else is granted the slot.
      demand(conducting, tabId, tabId === 'patient' ? left : [[1, 1]], {
        seenGrant: grantId,
        claims: [claimOf(grant)],
      });
      end(conducting, grant, 'ok');
    }
    expect(turns.filter((tabId) => tabId === 'patient')).toHaveLength(3);
  });
});

function claimOf({ grant, slots }: GrantCommand): Claim {
  return { grant, slots, isIdle: false, isProbe: false };
}
