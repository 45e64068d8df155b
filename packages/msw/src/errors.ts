export type SimulatorErrorCode = 'invalid-option' | 'flite-missing' | 'cannot-listen' | 'invalid-key';

export interface SimulatorErrorParts {
  /** What was attempted, to follow "Failed to". */
  readonly doing: string;
  /** What was wrong, with the offending value; no full stop at the end. */
  readonly because: string;
  /** What to do; a whole sentence. */
  readonly advice: string;
  readonly cause?: unknown;
}

/** The one error class of this package. `message` reads `Failed to <doing>: <because>. <advice>`. */
export class SimulatorError extends Error {
  override readonly name = 'SimulatorError';
  readonly code: SimulatorErrorCode;
  constructor(code: SimulatorErrorCode, parts: SimulatorErrorParts) {
    super(
      `Failed to ${parts.doing}: ${parts.because}. ${parts.advice}`,
      parts.cause === undefined ? undefined : { cause: parts.cause },
    );
    this.code = code;
  }
}

/** `expected` follows "Pass": `a whole number from 1 to 1000`. */
export function invalidOption(
  doing: string,
  option: string,
  value: unknown,
  expected: string,
): SimulatorError {
  return new SimulatorError('invalid-option', {
    doing,
    because: `${option} is ${quote(value)}`,
    advice: `Pass ${expected}.`,
  });
}

/** Short enough for a message, whatever it is given. */
function quote(value: unknown): string {
  if (typeof value === 'string') return JSON.stringify(value.length > 60 ? `${value.slice(0, 60)}…` : value);
  if (typeof value === 'object' && value !== null) return Array.isArray(value) ? 'an array' : 'an object';
  return typeof value === 'function' ? 'a function' : String(value);
}
