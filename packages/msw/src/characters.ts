/** Unicode characters, not UTF-16 units. Neither provider says how it counts; no surrogate pair counts double. */
export function countCharacters(text: string): number {
  let count = 0;
  for (const _ of text) count += 1;
  return count;
}
