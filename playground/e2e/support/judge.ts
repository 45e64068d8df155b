import { expect } from 'vitest';
import type { PoolScene } from './pool-scene.ts';
import type { Tab } from './tabs.ts';

/**
 * What the account has seen says whether the tabs kept to their rules: never more at once than it allows, no
 * refusal, and every job of the tabs that are still there done once, as their pages say, too.
 */
export async function expectKept({ account, limit }: PoolScene, survivors: readonly Tab[]): Promise<void> {
  expect(account.journal.filter(({ outcome }) => outcome === 'refused')).toEqual([]);
  expect(account.peakOffered).toBeLessThanOrEqual(limit);
  for (const { read } of survivors) {
    const said = await read(() => jobs.map(({ name, job }) => ({ name, state: job.getState().state })));
    expect(said).toEqual(said.map(({ name }) => ({ name, state: 'done' })));
    for (const { name } of said) {
      const outcomes = account.journal.filter((visit) => visit.name === name).map(({ outcome }) => outcome);
      expect({ name, done: outcomes.filter((outcome) => outcome === 'done') }).toEqual({
        name,
        done: ['done'],
      });
    }
  }
}
