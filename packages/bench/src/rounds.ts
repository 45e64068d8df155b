/** `node --expose-gc`: what one contender leaves behind is not cleared away in the time of the next. */
export function collectGarbage(): void {
  if (globalThis.gc === undefined) throw new Error('Run this with node --expose-gc, as npm run bench does.');
  globalThis.gc();
}

export interface Rounds<Contender> {
  readonly contenders: readonly Contender[];
  /** Slow contenders may take part in the first rounds only. */
  readonly roundsOf: (contender: Contender) => number;
  readonly measure: (contender: Contender) => Promise<number>;
}

/**
 * Measures all contenders in every round, and each round begins with another one: what slows the machine for a
 * while slows all of them.
 */
export async function inRounds<Contender>(options: Rounds<Contender>): Promise<Map<Contender, number[]>> {
  const { contenders, roundsOf, measure } = options;
  const measured = new Map<Contender, number[]>(contenders.map((contender) => [contender, []]));
  const most = Math.max(...contenders.map(roundsOf));
  for (let round = 0; round < most; round += 1) {
    const first = round % contenders.length;
    for (const contender of [...contenders.slice(first), ...contenders.slice(0, first)]) {
      if (round >= roundsOf(contender)) continue;
      collectGarbage();
      measured.get(contender)?.push(await measure(contender));
    }
  }
  return measured;
}
