/** True in a page, where everything the code knows is open to its visitor. False on servers and in workers. */
export function isBrowser(): boolean {
  return 'window' in globalThis && 'document' in globalThis;
}
