/** The objects of `answer[name]`, whatever the answer is. */
export function readList(answer: unknown, name: string): readonly Readonly<Record<string, unknown>>[] {
  const list: unknown = isObject(answer) ? answer[name] : undefined;
  return Array.isArray(list) ? list.filter(isObject) : [];
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null;
}
