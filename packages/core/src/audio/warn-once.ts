const said = new Set<string>();

/** Says it on the console, once for the page. */
export function warnOnce(text: string): void {
  if (said.has(text)) return;
  said.add(text);
  console.warn(text);
}
