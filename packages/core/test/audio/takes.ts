import { codeOf } from './position-code.ts';

/** A stretch that the engine was given: the position codes from `start` on, up to and without `end`. */
export interface Take {
  readonly start: number;
  end: number;
  /** It begins in the middle of a track, and so comes up from silence. */
  readonly isCutIn: boolean;
  /** It was not sought away from: all of it is to be heard. */
  isWhole: boolean;
}

interface State {
  readonly take: number;
  readonly next: number;
  readonly level: number;
  readonly held: number;
}

/**
 * Accounts for every value of what was heard of these takes: the next sample of a take, or the last one held, at a level
 * that moves by one step of the ramp, or silence. A take is left for a later one at its end, or in silence if it
 * was sought away from. Several
 * readings are followed side by side, for a quiet sample may stand for two. Throws where none is left; returns how far
 * the last take that was heard came, in the reading that came furthest.
 */
export function accountForTakes(
  output: readonly number[],
  takes: readonly Take[],
  rampFrames: number,
): { readonly take: number; readonly next: number } {
  let states: readonly State[] = [{ take: 0, next: takes[0]!.start, level: 0, held: 0 }];
  output.forEach((value, at) => {
    const following = new Map<string, State>();
    for (const state of states) {
      for (const next of successors(state, value, takes, rampFrames)) {
        following.set(`${next.take} ${next.next} ${next.level} ${next.held}`, next);
      }
    }
    if (following.size === 0) {
      throw new Error(`frame ${at} is ${value}, after ${JSON.stringify(states.slice(0, 3))}`);
    }
    states = [...following.values()];
  });
  return states.reduce((best, state) =>
    state.take * 1e6 + state.next > best.take * 1e6 + best.next ? state : best,
  );
}

function* successors(
  { take, next, level, held }: State,
  value: number,
  takes: readonly Take[],
  ramp: number,
): Generator<State> {
  const near = (code: number, at: number): boolean => Math.abs((code * at) / ramp - value) < 0.004;
  // The lowest step of the ramp is the last sample before silence.
  if (level === 1) yield* successors({ take, next, level: 0, held }, value, takes, ramp);
  if (level === 0 && value === 0) yield { take, next, level, held };
  if (level > 0 && near(held, level - 1)) yield { take, next, level: level - 1, held };
  const { end, isWhole } = takes[take]!;
  if (next < end) {
    const code = codeOf(next);
    const levels = new Set([Math.min(ramp, level + 1), level - 1]);
    // A track's own beginning, before anything of it was heard.
    if (next === takes[take]!.start && !takes[take]!.isCutIn) levels.add(ramp);
    for (const at of levels) {
      if (at > 0 && near(code, at)) yield { take, next: next + 1, level: at, held: code };
    }
  }
  if (next < end && (level > 0 || isWhole)) return;
  for (let later = take + 1; later < takes.length; later++) {
    const { start, end: laterEnd, isCutIn } = takes[later]!;
    if (start === laterEnd) continue;
    if (isCutIn && level > 0) {
      if (takes[later]!.isWhole) return;
      continue;
    }
    const at = isCutIn ? 1 : level === 0 ? ramp : Math.min(ramp, level + 1);
    if (near(codeOf(start), at)) yield { take: later, next: start + 1, level: at, held: codeOf(start) };
    if (takes[later]!.isWhole) return;
  }
}
