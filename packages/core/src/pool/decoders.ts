/** Small decoders of plain data. Each gives the value it was asked for or throws `MALFORMED`, and nothing else. */
export type Decoder<T> = (value: unknown) => T;

const MALFORMED: unique symbol = Symbol('malformed');
/** A tab may hold a lock for each of 1000 slots, and a few more. */
const MOST_ENTRIES = 2000;
const LONGEST_NAME = 1000;

export function malformed(): never {
  throw MALFORMED;
}

/** A decoder for each field. */
export type Fields<T> = { readonly [Key in keyof T]-?: Decoder<T[Key]> };

/** Decodes a message by its `type`. `null`: of no known type, or with a field that is wrong. Never throws. */
export function messageDecoder<Message extends { readonly type: string }>(
  messages: {
    readonly [Type in Message['type']]: Fields<Omit<Extract<Message, { readonly type: Type }>, 'type'>>;
  },
): (value: unknown) => Message | null {
  const isType = (type: unknown): type is Message['type'] =>
    typeof type === 'string' && Object.hasOwn(messages, type);
  return (value) => {
    try {
      const { type } = record(value);
      if (!isType(type)) return null;
      // The fields of this type have been decoded, each by its own decoder.
      // oxlint-disable-next-line typescript/no-unsafe-type-assertion
      return { type, ...shape<object>(messages[type])(value) } as Message;
    } catch (error) {
      if (error === MALFORMED) return null;
      throw error;
    }
  };
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null;
}

export function record(value: unknown): Record<string, unknown> {
  return isRecord(value) ? value : malformed();
}

/** Whatever else is there is left out. */
export function shape<T extends object>(fields: Fields<T>): Decoder<T> {
  return (value) => {
    const source = record(value);
    const result: Partial<T> = {};
    for (const key in fields) result[key] = fields[key](source[key]);
    // Every key of T has a decoder above, and each has given its value.
    // oxlint-disable-next-line typescript/no-unsafe-type-assertion
    return result as T;
  };
}

export function list<T>(decode: Decoder<T>): Decoder<T[]> {
  return (value) => (Array.isArray(value) && value.length <= MOST_ENTRIES ? value.map(decode) : malformed());
}

export function pair<A, B>(first: Decoder<A>, second: Decoder<B>): Decoder<[A, B]> {
  return (value) =>
    Array.isArray(value) && value.length === 2 ? [first(value[0]), second(value[1])] : malformed();
}

export function nullable<T>(decode: Decoder<T>): Decoder<T | null> {
  return (value) => (value === null ? null : decode(value));
}

export function choice<T extends string>(choices: readonly T[]): Decoder<T> {
  return (value) => choices.find((candidate) => candidate === value) ?? malformed();
}

export function name(value: unknown): string {
  return typeof value === 'string' && value.length <= LONGEST_NAME ? value : malformed();
}

export function boolean(value: unknown): boolean {
  return typeof value === 'boolean' ? value : malformed();
}

/** A finite number from 0. */
export function amount(value: unknown): number {
  return typeof value === 'number' && value >= 0 && value < Infinity ? value : malformed();
}

export function finite(value: unknown): number {
  return Number.isFinite(value) ? Number(value) : malformed();
}

/** A whole number from 0. */
export function count(value: unknown): number {
  return Number.isSafeInteger(value) ? amount(value) : malformed();
}

/** A whole number from 1. */
export function positive(value: unknown): number {
  const number = count(value);
  return number > 0 ? number : malformed();
}
