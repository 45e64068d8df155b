/** Where the `length` samples begin that are the least loud. */
export function quietestSpot(samples: Int16Array, from: number, to: number, length: number): number {
  const first = Math.max(0, from);
  const last = Math.min(samples.length - length, to);
  let [spot, least] = [first, Infinity];
  let loudness = 0;
  for (let end = first; end < last + length; end += 1) {
    loudness += Math.abs(samples[end] ?? 0);
    if (end - length >= first) loudness -= Math.abs(samples[end - length] ?? 0);
    if (end - length + 1 < first || loudness >= least) continue;
    [spot, least] = [end - length + 1, loudness];
  }
  return spot;
}
