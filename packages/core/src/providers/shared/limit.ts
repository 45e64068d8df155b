import { numberOption } from '../../options.ts';

/** @throws CuelightError `invalid-option`. */
export function limitOption(doing: string, value: unknown, fallback: number): number | 'auto' {
  if (value === 'auto') return value;
  return numberOption(doing, 'limit', value, fallback, { min: 1, max: 1000, integer: true });
}
