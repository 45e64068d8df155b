import { invalidOption } from './errors.ts';
import { isObject } from './wire/json.ts';

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
  return inRange(doing, option, value, min, max, 'a number');
}

export function wholeOption(
  doing: string,
  option: string,
  value: unknown,
  min: number,
  max: number,
): number | undefined {
  return inRange(doing, option, value, min, max, 'a whole number');
}

function inRange(
  doing: string,
  option: string,
  value: unknown,
  min: number,
  max: number,
  kind: 'a number' | 'a whole number',
): number | undefined {
  if (value === undefined) return undefined;
  const isRight = kind === 'a number' || Number.isInteger(value);
  if (isRight && typeof value === 'number' && value >= min && value <= max) return value;
  const range = max === Infinity ? `of at least ${min}` : `from ${min} to ${max}`;
  throw invalidOption(doing, option, value, `${kind} ${range}`);
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

/** Options themselves, before they are looked into. */
export function objectOption(doing: string, option: string, value: unknown): void {
  if (!isObject(value)) throw invalidOption(doing, option, value, 'an object');
}

/** Also where `undefined` is no answer. */
export function required<T>(doing: string, option: string, value: T | undefined, expected: string): T {
  if (value === undefined) throw invalidOption(doing, option, value, expected);
  return value;
}
