/** How many marks, sorted by place, lie before `frame`; those at `frame` too, where the audio ends there. */
export function countHeard(
  marks: readonly { readonly frame: number }[],
  frame: number,
  isEnd: boolean,
): number {
  let low = 0;
  let high = marks.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    const at = marks[middle]!.frame;
    if (at < frame || (isEnd && at === frame)) low = middle + 1;
    else high = middle;
  }
  return low;
}
