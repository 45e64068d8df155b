import { expect } from 'vitest';
import type { PoolScene } from './pool-scene.ts';
import type { Tab } from './tabs.ts';

/**
 * What the account has seen says whether the tabs kept to their rules: never more at once than it allows, no
 * refusal, and every job of the tabs that are still there done once, as their pages say, too.
 */
export async function expectKept(scene: PoolScene, survivors: readonly Tab[]): Promise<void> {
  expectWithinLimit(scene);
  for (const { name, done } of await doneOf(scene, survivors))
    expect({ name, done }).toEqual({ name, done: 1 });
}

/** The same where pages go with requests in flight: one whose answer was on its way then is made again. */
export async function expectSettledOnce(scene: PoolScene, survivors: readonly Tab[]): Promise<void> {
  for (const { name, done } of await doneOf(scene, survivors)) {
    expect({ name, done: done >= 1 }).toEqual({ name, done: true });
  }
}

export function expectWithinLimit({ account, limit }: PoolScene): void {
  expect(account.journal.filter(({ outcome }) => outcome === 'refused')).toEqual([]);
  expect(account.peakOffered).toBeLessThanOrEqual(limit);
}

/** How often the account has done each job of these tabs, all of which say that they are done. */
async function doneOf(
  { account }: PoolScene,
  tabs: readonly Tab[],
): Promise<{ readonly name: string; readonly done: number }[]> {
  const counts = new Map<string, number>();
  for (const { name, outcome } of account.journal) {
    if (outcome === 'done') counts.set(name, (counts.get(name) ?? 0) + 1);
  }
  const all: { readonly name: string; readonly done: number }[] = [];
  for (const { read } of tabs) {
    const said = await read(() => jobs.map(({ name, job }) => ({ name, state: job.getState().state })));
    expect(said).toEqual(said.map(({ name }) => ({ name, state: 'done' })));
    all.push(...said.map(({ name }) => ({ name, done: counts.get(name) ?? 0 })));
  }
  return all;
}
