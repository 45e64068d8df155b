import { CuelightError } from '../errors.ts';
import {
  booleanOption,
  choiceOption,
  invalidOption,
  numberOption,
  numberOptions,
  objectOption,
  stringOption,
} from '../options.ts';
import type { ClipFormat, HttpRequest, Provider, SynthesisRequest } from '../providers/provider.ts';
import { LANES, type Lane } from '../scheduler/lane.ts';
import type { Line, Speaker } from './script.ts';
import type { ClipOptions, SayOptions, SpeakerOptions } from './types.ts';

/** What `say` was given, found good. */
export interface CheckedSay {
  /** Lines that are known, or a source that is read while it is spoken. */
  readonly lines: readonly Line[] | null;
  readonly live: AsyncIterable<unknown> | null;
  /** Of the first line, or of the live text. */
  readonly speaker: Speaker;
  /** Follows "Failed to" in the errors of this utterance. */
  readonly doing: string;
  readonly lane: Lane;
  readonly signal: AbortSignal | undefined;
  readonly group: boolean;
  readonly flushAfterMs: number;
  readonly lookAheadSeconds: number;
  readonly retry: SayRetryLimits;
}

/** How long one utterance keeps trying: at most what the pool allows. */
export interface SayRetryLimits {
  readonly attempts: number;
  readonly withinMs: number;
  readonly billedAgain: number;
}

const NUMBERS = {
  flushAfterMs: { min: 0, max: 60_000, fallback: 500 },
  lookAheadSeconds: { min: 0, fallback: 30 },
};
const RETRY_NUMBERS = {
  attempts: { min: 1, fallback: Infinity },
  withinMs: { min: 0, fallback: Infinity },
  billedAgain: { min: 0, fallback: 5 },
};
/** What any provider could mean by it; the provider's own range is narrower. */
const SPEED_RANGE = { min: 0.1, max: 10 };

/** @throws CuelightError `invalid-option`. */
export function checkSay(text: unknown, given: Partial<SayOptions> | undefined): CheckedSay {
  const [lines, live] = [Array.isArray(text) ? text : null, isAsyncIterable(text) ? text : null];
  // Only in a dialogue may every line bring its own voice.
  const isEachOwn = lines !== null && lines.length > 0 && lines.every(hasVoice);
  checkOptions(given, isEachOwn);
  const options = given ?? {};
  const common = isEachOwn && options.voice === undefined ? null : checkSpeaker('speak', options);
  const checked = live === null ? checkLines(lines ?? [{ text }], options, common, lines !== null) : null;
  const speaker = checked?.[0]?.speaker ?? common ?? checkSpeaker('speak', options);
  const doing = doingOf(speaker.voice);
  objectOption(doing, 'retry', options.retry);
  return {
    lines: checked,
    live,
    speaker,
    doing,
    lane: choiceOption(doing, 'lane', options.lane, LANES, 'normal'),
    signal: checkSignal(doing, options.signal),
    group: booleanOption(doing, 'group', options.group, false),
    ...numberOptions(doing, NUMBERS, options),
    retry: numberOptions(doing, RETRY_NUMBERS, options.retry ?? {}, 'retry.'),
  };
}

/** What `clip` was given, found good, and its request as this provider takes it. */
export interface CheckedClip {
  readonly request: SynthesisRequest;
  readonly httpRequest: HttpRequest;
  /** Counted the provider's way. */
  readonly characters: number;
  readonly doing: string;
  readonly lane: Lane;
  readonly signal: AbortSignal | undefined;
}

/** @throws CuelightError `invalid-option`. */
export function checkClip(
  text: unknown,
  options: ClipOptions,
  provider: Provider,
  format: ClipFormat,
): CheckedClip {
  const checkedText = checkText('text', text);
  checkOptions(options, false);
  const speaker = checkSpeaker('speak', options);
  const doing = doingOf(speaker.voice);
  const characters = provider.countCharacters(checkedText);
  if (characters > provider.maxCharacters) throw tooLong(doing, characters, provider);
  const request = { text: checkedText, ...speaker };
  return {
    request,
    httpRequest: provider.toRequest(request, format),
    characters,
    doing,
    lane: choiceOption(doing, 'lane', options.lane, LANES, 'normal'),
    signal: checkSignal(doing, options.signal),
  };
}

function checkLines(
  lines: readonly unknown[],
  options: Partial<SayOptions>,
  common: Speaker | null,
  isDialogue: boolean,
): Line[] {
  if (lines.length === 0) throw invalidOption('speak', 'text', lines, 'at least one line');
  // Of a list with holes, too.
  return Array.from(lines, (line, index) => {
    const name = isDialogue ? `text[${index}]` : '';
    if (!isRecord(line)) throw invalidOption('speak', name, line, 'lines as { text: "…", voice: "…" }');
    const text = checkText(isDialogue ? `${name}.text` : 'text', line['text']);
    if (!isDialogue && common !== null) return { text, speaker: common };
    return { text, speaker: checkSpeaker('speak', { ...options, ...line }, `${name}.`) };
  });
}

function checkText(name: string, text: unknown): string {
  const checked = stringOption('speak', name, text);
  if (checked.trim() === '') throw invalidOption('speak', name, text, 'a text with something to be heard');
  return checked;
}

function checkOptions(options: unknown, mayLackVoice: boolean): void {
  if ((typeof options === 'object' && options !== null) || (options === undefined && mayLackVoice)) return;
  throw invalidOption(
    'speak',
    'options',
    options,
    'an object with at least a voice: say(text, { voice: "…" })',
  );
}

function checkSpeaker(doing: string, options: Partial<SpeakerOptions>, prefix = ''): Speaker {
  const { model, language, instructions, speed } = options;
  const string = (option: string, value: unknown): string => stringOption(doing, prefix + option, value);
  return {
    voice: string('voice', options.voice),
    ...(model !== undefined && { model: string('model', model) }),
    ...(language !== undefined && { language: string('language', language) }),
    ...(instructions !== undefined && { instructions: string('instructions', instructions) }),
    ...(speed !== undefined && { speed: numberOption(doing, `${prefix}speed`, speed, 1, SPEED_RANGE) }),
  };
}

function doingOf(voice: string): string {
  return `speak with voice ${JSON.stringify(voice.length > 60 ? `${voice.slice(0, 60)}…` : voice)}`;
}

function tooLong(doing: string, characters: number, provider: Provider): CuelightError {
  return new CuelightError('invalid-option', {
    doing,
    because:
      `text has ${characters} characters, more than the ${provider.maxCharacters} that ` +
      `${provider.name} takes in one request`,
    advice: 'Make several clips, or say it: say() asks for a long text in parts.',
    details: { option: 'text' },
  });
}

function checkSignal(doing: string, signal: unknown): AbortSignal | undefined {
  if (signal === undefined || signal instanceof AbortSignal) return signal;
  throw invalidOption(doing, 'signal', signal, 'the signal of an AbortController');
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function hasVoice(line: unknown): boolean {
  return isRecord(line) && line['voice'] !== undefined;
}

function isAsyncIterable(text: unknown): text is AsyncIterable<unknown> {
  return typeof text === 'object' && text !== null && Symbol.asyncIterator in text;
}
