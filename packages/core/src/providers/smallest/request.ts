import { numberOption } from '../../options.ts';
import type { ClipFormat, HttpRequest, SynthesisRequest } from '../provider.ts';
import { primaryLanguage } from '../shared/language.ts';

export interface SmallestDefaults {
  readonly sampleRateHz: number;
  readonly language: string;
  readonly model: string | null;
}

/**
 * Format, rate and language are always named: the defaults have changed before. PCM is all that a stream ever
 * carries, whatever else is asked for.
 *
 * @throws CuelightError `invalid-option` for a speed outside 0.5 to 2.
 */
export function toSmallestRequest(
  request: SynthesisRequest,
  defaults: SmallestDefaults,
  clip: ClipFormat | undefined,
): HttpRequest {
  const speed = numberOption(`speak with voice "${request.voice}"`, 'speed', request.speed, 1, {
    min: 0.5,
    max: 2,
  });
  const warnings: string[] = [];
  if (request.instructions !== undefined) {
    warnings.push('Smallest AI takes no instructions for the performance: they were left out.');
  }
  const language = languageOf(request.language ?? defaults.language, warnings);
  return {
    method: 'POST',
    path: clip === undefined ? '/waves/v1/tts/live' : '/waves/v1/tts',
    headers: {
      'content-type': 'application/json',
      // The service says that it does not look at it; older pages asked for audio/wav, whatever the format.
      accept: clip === undefined ? 'text/event-stream' : 'audio/wav',
    },
    body: JSON.stringify({
      text: request.text,
      voice_id: request.voice,
      // Keys without a value are not written at all.
      model: request.model ?? defaults.model ?? undefined,
      language,
      speed: speed === 1 ? undefined : speed,
      sample_rate: defaults.sampleRateHz,
      output_format: clip ?? 'pcm',
    }),
    warnings,
  };
}

function languageOf(asked: string, warnings: string[]): string {
  if (asked === 'auto') return asked;
  const language = primaryLanguage(asked) ?? asked;
  if (language !== asked) {
    warnings.push(
      `Smallest AI takes two-letter language codes: language "${asked}" was sent as "${language}".`,
    );
  }
  return language;
}
