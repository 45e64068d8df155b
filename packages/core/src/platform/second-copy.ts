/** Known to every copy of the library. */
const MARK: unique symbol = Symbol.for('cuelight.copy');
/** This copy. */
const COPY = {};

/**
 * Warns once for each page in which more than one copy of the library is at work: each has queues of its own, which
 * see each other as if they were in different tabs. Servers often load several on purpose: nothing is said there.
 */
export function warnOfSecondCopy(): void {
  if (!('document' in globalThis)) return;
  const page: typeof globalThis & { [MARK]?: { readonly copy: object; isWarned: boolean } } = globalThis;
  const first = (page[MARK] ??= { copy: COPY, isWarned: false });
  if (first.copy === COPY || first.isWarned) return;
  first.isWarned = true;
  console.warn(
    '[cuelight] Two copies of @cuelight/core are at work in this page: they share the limit, but not their queues, ' +
      'players and caches. See who brings the second one (npm ls @cuelight/core) and let the bundler take one ' +
      "(resolve.dedupe: ['@cuelight/core']).",
  );
}
