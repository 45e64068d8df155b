/** A copy of plain data, as a channel makes it; anything else is left to `structuredClone`, which may throw. */
export function plainCopy(value: unknown): unknown {
  switch (typeof value) {
    case 'string':
    case 'number':
    case 'boolean':
    case 'undefined':
    case 'bigint':
      return value;
    case 'object':
      if (value === null) return null;
      if (Array.isArray(value)) return value.map(plainCopy);
      return isPlainRecord(value) ? copyRecord(value) : structuredClone(value);
    default:
      return structuredClone(value);
  }
}

function copyRecord(record: Readonly<Record<string, unknown>>): Record<string, unknown> {
  const copy: Record<string, unknown> = {};
  for (const key of Object.keys(record)) copy[key] = plainCopy(record[key]);
  return copy;
}

function isPlainRecord(value: object): value is Record<string, unknown> {
  return Object.getPrototypeOf(value) === Object.prototype;
}
