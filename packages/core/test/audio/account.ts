import { codeOf } from './position-code.ts';

/**
 * Walks through what was heard and accounts for every value: silence, or the next sample, or the last one held,
 * at a level that moves by one step of the ramp. Returns the position after the last sample heard.
 * Levels jump to full only at the beginnings of tracks.
 */
export function accountFor(
  output: readonly number[],
  rampFrames: number,
  beginnings: ReadonlySet<number> = new Set([0]),
): number {
  let position = 0;
  let level = 0;
  output.forEach((value, at) => {
    const levels = beginnings.has(position)
      ? [level + 1, level - 1, level, rampFrames]
      : [level + 1, level - 1, level];
    const near = (code: number, candidate: number): boolean =>
      Math.abs((code * candidate) / rampFrames - value) < 0.004;
    const possible = levels.filter((candidate) => candidate >= 0 && candidate <= rampFrames);
    const consumed = possible.find((candidate) => candidate > 0 && near(codeOf(position), candidate));
    if (consumed !== undefined) {
      level = consumed;
      position++;
      return;
    }
    const held = possible.find(
      (candidate) => candidate < rampFrames && near(codeOf(position - 1), candidate),
    );
    if (held === undefined)
      throw new Error(`frame ${at} is ${value}, after position ${position} at level ${level}`);
    level = held;
  });
  return position;
}
