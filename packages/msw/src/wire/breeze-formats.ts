import type { Problem } from './breeze-bodies.ts';

/** Those that can be made honestly, without an encoder. */
export type SimulatedFormat = 'pcm' | 'wav';

const STREAMED = ['mp3', 'pcm', 'wav'];
const WHOLE = ['mp3', 'wav', 'flac', 'pcm', 'aac', 'opus'];

/**
 * The format that was asked for, or why it is not to be had: a 422 for what Breeze does not know either, and a 501 of
 * the simulator's own for what it cannot do. A stream without a format is one of these, as Breeze's pages disagree on
 * its default (mp3 or pcm); that of a whole clip is mp3.
 */
export function formatProblem(
  format: string | null,
  delivery: string | null,
  isStream: boolean,
): SimulatedFormat | Problem {
  const known = isStream ? STREAMED : WHOLE;
  if (delivery === 'async' && !isStream) return unsupported('The simulator has no asynchronous delivery.');
  if (delivery !== null && delivery !== 'sync' && !isStream) {
    return invalid('delivery must be sync or async.');
  }
  if (format === 'pcm' || format === 'wav') return format;
  if (format === null) {
    const why = isStream ? 'the documented defaults contradict each other' : 'the default is mp3';
    return unsupported(`The simulator wants output_format=pcm or wav: ${why}.`);
  }
  if (known.includes(format)) {
    return unsupported(`The simulator cannot make ${format}. Use output_format=pcm or wav.`);
  }
  return invalid(`output_format must be one of ${known.join(', ')}.`);
}

function unsupported(detail: string): Problem {
  return { status: 501, code: 'SIMULATOR_UNSUPPORTED', detail };
}

function invalid(detail: string): Problem {
  return { status: 422, code: 'VALIDATION_ERROR', detail };
}
