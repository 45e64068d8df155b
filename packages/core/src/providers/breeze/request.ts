import type { ClipFormat, HttpRequest, SynthesisRequest } from '../provider.ts';
import { primaryLanguage } from '../shared/language.ts';
import { pathSegment } from '../shared/path-segment.ts';

/**
 * Only documented keys: the service refuses a body with any other. The format is always named, since the
 * documentation's generations disagree about the default.
 *
 * @throws CuelightError `invalid-option` for a voice that can be no part of a path.
 */
export function toBreezeRequest(request: SynthesisRequest, clip: ClipFormat | undefined): HttpRequest {
  const warnings: string[] = [];
  const language = request.language === undefined ? null : primaryLanguage(request.language);
  if (request.language !== undefined && language !== request.language) {
    warnings.push(
      `Breeze takes two-letter language codes: language "${request.language}" was ` +
        (language === null ? 'left out.' : `sent as "${language}".`),
    );
  }
  if (request.speed !== undefined && request.speed !== 1) {
    warnings.push(`Breeze has no control of speed: speed ${request.speed} was left out.`);
  }
  const path = `/v1/text-to-speech/${pathSegment('speak', 'voice', request.voice)}`;
  return {
    method: 'POST',
    path: clip === undefined ? `${path}/stream?output_format=pcm` : `${path}?output_format=${clip}`,
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({
      text: request.text,
      // Keys without a value are not written at all.
      model_id: request.model,
      language_code: language ?? undefined,
      instructions: request.instructions,
    }),
    warnings,
  };
}
