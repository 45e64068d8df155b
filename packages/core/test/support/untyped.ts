/** Input that the types forbid, as callers without types send it. */
export function untyped(value: unknown): never {
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- wrong on purpose
  return value as never;
}
