import { invalidOption } from './errors.ts';

/** Checks of single options. `undefined` stays so; what is wrong throws a SimulatorError `invalid-option`. */

export function booleanOption(doing: string, option: string, value: unknown): boolean | undefined {
  if (value === undefined || typeof value === 'boolean') return value;
  throw invalidOption(doing, option, value, 'true or false');
}

export function numberOption(
  doing: string,
  option: string,
  value: unknown,
  min: number,
  max: number,
): number | undefined {
  if (value === undefined) return undefined;
  if (typeof value === 'number' && value >= min && value <= max) return value;
  throw invalidOption(doing, option, value, `a number ${range(min, max)}`);
}

export function wholeOption(
  doing: string,
  option: string,
  value: unknown,
  min: number,
  max: number,
): number | undefined {
  if (value === undefined) return undefined;
  if (typeof value === 'number' && Number.isInteger(value) && value >= min && value <= max) return value;
  throw invalidOption(doing, option, value, `a whole number ${range(min, max)}`);
}

export function choiceOption<T extends string>(
  doing: string,
  option: string,
  value: unknown,
  choices: readonly T[],
): T | undefined {
  if (value === undefined) return undefined;
  const chosen = choices.find((candidate) => candidate === value);
  if (chosen !== undefined) return chosen;
  throw invalidOption(doing, option, value, `one of ${choices.map((name) => `"${name}"`).join(', ')}`);
}

/** Also where `undefined` is no answer. */
export function required<T>(doing: string, option: string, value: T | undefined, expected: string): T {
  if (value === undefined) throw invalidOption(doing, option, value, expected);
  return value;
}

function range(min: number, max: number): string {
  return max === Infinity ? `of at least ${min}` : `from ${min} to ${max}`;
}
