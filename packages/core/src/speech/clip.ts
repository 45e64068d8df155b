import { choiceOption } from '../options.ts';
import type { Job } from '../pool/types.ts';
import type { ClipFormat } from '../providers/provider.ts';
import { longestAudioBytes } from './longest-audio.ts';
import { checkClip } from './say-options.ts';
import type { SpeechParts } from './speech-parts.ts';
import type { Clip, ClipOptions } from './types.ts';
import { wholeAnswer } from './whole-answer.ts';

/** A provider is silent until a clip is made, at three times real time or more and 15 characters a second. */
const SILENCE_MS_PER_CHARACTER = 25;
/** Of headers and of what a coding adds to samples that cannot be made smaller. */
const LONGEST_FRAMING_BYTES = 65_536;

const MEDIA_TYPES: Readonly<Record<ClipFormat, string>> = {
  wav: 'audio/wav',
  mp3: 'audio/mpeg',
  flac: 'audio/flac',
  aac: 'audio/aac',
  opus: 'audio/opus',
  pcm: 'audio/pcm',
  ulaw: 'audio/basic',
  alaw: 'audio/x-alaw',
};

/** Asks for one clip in its turn: a job of the pool like any other. */
export function runClip(parts: SpeechParts, text: string, options: ClipOptions): Job<Clip> {
  const { provider, pool, clock, onHead } = parts;
  const formats = provider.clipFormats;
  const format = choiceOption('make a clip', 'format', options?.format, formats, formats[0] ?? 'wav');
  const { request, httpRequest, characters, doing, lane, signal } = checkClip(
    text,
    options,
    provider,
    format,
  );
  return pool.run(
    async (task) => ({
      bytes: await wholeAnswer({
        provider,
        request: httpRequest,
        doing,
        signal: task.signal,
        clock,
        createReader: (contentType) => provider.createReader(contentType, format),
        longestBytes: longestAudioBytes(provider, characters) + LONGEST_FRAMING_BYTES,
        silenceMs: characters * SILENCE_MS_PER_CHARACTER,
        onHead,
      }),
      format,
      mediaType: MEDIA_TYPES[format],
      warnings: httpRequest.warnings,
    }),
    {
      lane,
      weight: provider.weight(request),
      units: characters,
      ...(signal === undefined ? {} : { signal }),
    },
  );
}
