import { CuelightError } from '../errors.ts';
import { choiceOption, invalidOption, numberOption, stringOption } from '../options.ts';
import type { ClipFormat, HttpRequest, Provider, SynthesisRequest } from '../providers/provider.ts';
import { LANES, type Lane } from '../scheduler/lane.ts';
import type { SayOptions } from './types.ts';

/** What `say` was given, found good, and its request as this provider takes it. */
export interface CheckedSay {
  readonly request: SynthesisRequest;
  readonly httpRequest: HttpRequest;
  /** Counted the provider's way. */
  readonly characters: number;
  /** Follows "Failed to" in the errors of this utterance. */
  readonly doing: string;
  readonly lane: Lane;
  readonly signal: AbortSignal | undefined;
}

/** @throws CuelightError `invalid-option`. */
export function checkSay(
  text: unknown,
  options: SayOptions,
  provider: Provider,
  clip?: ClipFormat,
): CheckedSay {
  const checkedText = checkText(text);
  if (typeof options !== 'object' || options === null) {
    throw invalidOption(
      'speak',
      'options',
      options,
      'an object with at least a voice: say(text, { voice: "…" })',
    );
  }
  const voice = stringOption('speak', 'voice', options.voice);
  const doing = `speak with voice ${JSON.stringify(voice.length > 60 ? `${voice.slice(0, 60)}…` : voice)}`;
  const characters = provider.countCharacters(checkedText);
  if (characters > provider.maxCharacters) throw tooLong(doing, characters, provider);
  const { model, language, instructions, speed } = options;
  const request: SynthesisRequest = {
    text: checkedText,
    voice,
    ...(model === undefined ? {} : { model: stringOption(doing, 'model', model) }),
    ...(language === undefined ? {} : { language: stringOption(doing, 'language', language) }),
    ...(instructions === undefined
      ? {}
      : { instructions: stringOption(doing, 'instructions', instructions) }),
    ...(speed === undefined ? {} : { speed: numberOption(doing, 'speed', speed, 1, SPEED_RANGE) }),
  };
  return {
    request,
    httpRequest: provider.toRequest(request, clip),
    characters,
    doing,
    lane: choiceOption(doing, 'lane', options.lane, LANES, 'normal'),
    signal: checkSignal(doing, options.signal),
  };
}

function checkText(text: unknown): string {
  const checked = stringOption('speak', 'text', text);
  if (checked.trim() === '') throw invalidOption('speak', 'text', text, 'a text with something to be heard');
  return checked;
}

function tooLong(doing: string, characters: number, provider: Provider): CuelightError {
  return new CuelightError('invalid-option', {
    doing,
    because:
      `text has ${characters} characters, more than the ${provider.maxCharacters} that ` +
      `${provider.name} takes in one request`,
    advice: 'Say it in parts, one after the other: they are heard in order.',
    details: { option: 'text' },
  });
}

/** What any provider could mean by it; the provider's own range is narrower. */
const SPEED_RANGE = { min: 0.1, max: 10 };

function checkSignal(doing: string, signal: unknown): AbortSignal | undefined {
  if (signal === undefined || signal instanceof AbortSignal) return signal;
  throw invalidOption(doing, 'signal', signal, 'the signal of an AbortController');
}
