export { CuelightError, CuelightError as SpeechError } from './errors.ts';
export type { ErrorCode, ErrorDetails, RefusalKind } from './errors.ts';
