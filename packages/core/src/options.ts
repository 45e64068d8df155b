import { CuelightError } from './errors.ts';

/**
 * Checks at the door. Each function returns the value it was given, or throws a `CuelightError`
 * with code `invalid-option` that quotes the value and its range.
 */

interface NumberRange {
  readonly min?: number;
  readonly max?: number;
  readonly integer?: boolean;
}

/** `doing` follows "Failed to", as in `create the pool "tts"`. `undefined` gives `fallback`. */
export function numberOption(
  doing: string,
  option: string,
  value: unknown,
  fallback: number,
  range: NumberRange = {},
): number {
  if (value === undefined) return fallback;
  const { min = -Infinity, max = Infinity, integer = false } = range;
  const valid =
    typeof value === 'number' &&
    !Number.isNaN(value) &&
    value >= min &&
    value <= max &&
    (!integer || Number.isInteger(value));
  if (!valid) {
    throw invalidOption(
      doing,
      option,
      value,
      `${integer ? 'a whole number' : 'a number'}${describe(min, max)}`,
    );
  }
  return value;
}

/** Several at once, from a table. `prefix`: what stands before their names in errors. */
export function numberOptions<Option extends string>(
  doing: string,
  table: Readonly<Record<Option, NumberRange & { readonly fallback: number }>>,
  given: Readonly<Partial<Record<NoInfer<Option>, unknown>>>,
  prefix = '',
): Record<Option, number> {
  const checked: Partial<Record<Option, number>> = {};
  for (const option in table) {
    const range = table[option];
    checked[option] = numberOption(doing, prefix + option, given[option], range.fallback, range);
  }
  // Every option of the table has been given its number above.
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion
  return checked as Record<Option, number>;
}

export function stringOption(doing: string, option: string, value: unknown, fallback?: string): string {
  if (value === undefined && fallback !== undefined) return fallback;
  if (typeof value !== 'string' || value === '')
    throw invalidOption(doing, option, value, 'a non-empty string');
  return value;
}

export function booleanOption(doing: string, option: string, value: unknown, fallback: boolean): boolean {
  if (value === undefined) return fallback;
  if (typeof value !== 'boolean') throw invalidOption(doing, option, value, 'true or false');
  return value;
}

export function choiceOption<T extends string>(
  doing: string,
  option: string,
  value: unknown,
  choices: readonly T[],
  fallback: T,
): T {
  if (value === undefined) return fallback;
  const choice = choices.find((candidate) => candidate === value);
  if (choice === undefined) {
    throw invalidOption(doing, option, value, `one of ${choices.map((name) => `"${name}"`).join(', ')}`);
  }
  return choice;
}

export function objectOption(doing: string, option: string, value: unknown): void {
  if (value !== undefined && (typeof value !== 'object' || value === null))
    throw invalidOption(doing, option, value, 'an object');
}

/**
 * Refuses an option that does not exist: left out of account without a word, a misspelt one would look as if it did
 * not work. `known`: all that do. `prefix`: what stands before their names in errors.
 */
export function knownOptions(
  doing: string,
  given: object,
  known: Readonly<Record<string, unknown>>,
  prefix = '',
): void {
  const names = Object.keys(known);
  const option = Object.keys(given).find((name) => !names.includes(name));
  if (option === undefined) return;
  throw new CuelightError('invalid-option', {
    doing,
    because: `there is no option ${prefix}${option}`,
    advice: `Pass some of ${names.join(', ')}.`,
    details: { option: prefix + option },
  });
}

export function invalidOption(
  doing: string,
  option: string,
  value: unknown,
  expected: string,
  advice?: string,
): CuelightError {
  return new CuelightError('invalid-option', {
    doing,
    because: `${option} is ${quote(value)} (${typeof value})`,
    advice: advice ?? `Pass ${expected}.`,
    details: { option },
  });
}

function describe(min: number, max: number): string {
  if (min === -Infinity && max === Infinity) return '';
  if (max === Infinity) return ` of at least ${min}`;
  if (min === -Infinity) return ` of at most ${max}`;
  return ` from ${min} to ${max}`;
}

/** Short enough for a message; never throws, whatever it is given. */
function quote(value: unknown): string {
  if (typeof value === 'string') return JSON.stringify(value.length > 60 ? `${value.slice(0, 60)}…` : value);
  if (typeof value === 'object' && value !== null) return Array.isArray(value) ? 'an array' : 'an object';
  return typeof value === 'function' ? 'a function' : String(value);
}
