/** `docs/benchmarks.md`: one section per bench, written by the bench itself. */

export function withSection(page: string, bench: string, content: string): string {
  const [begin, end] = marks(bench);
  const from = page.indexOf(begin);
  const to = page.indexOf(end);
  if (from < 0 || to < from) {
    throw new Error(
      `Failed to write the tables of ${bench}: the page has no lines "${begin}" and "${end}". Add them.`,
    );
  }
  return `${page.slice(0, from + begin.length)}\n\n${content}\n\n${page.slice(to)}`;
}

/** What the page says about a bench; `null` where it has no section for it. */
export function sectionOf(page: string, bench: string): string | null {
  const [begin, end] = marks(bench);
  const from = page.indexOf(begin);
  const to = page.indexOf(end);
  return from < 0 || to < from ? null : page.slice(from + begin.length, to).trim();
}

function marks(bench: string): readonly [begin: string, end: string] {
  return [`<!-- bench ${bench} -->`, `<!-- end of bench ${bench} -->`];
}
