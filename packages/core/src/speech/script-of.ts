import type { CheckedSay } from './say-options.ts';
import { LiveScript } from './live-script.ts';
import { createScript, type Script } from './script.ts';
import type { SpeechParts } from './speech-parts.ts';

/** The script of what `say` was given. Nothing of a live text is read yet. */
export function scriptOf(
  say: CheckedSay,
  { provider, clock }: Pick<SpeechParts, 'provider' | 'clock'>,
): Script {
  const { lines, live, speaker, doing, flushAfterMs } = say;
  const locale = speaker.language;
  if (live === null) return createScript(lines ?? [], provider, locale);
  return new LiveScript({ source: live, speaker, provider, clock, locale, flushAfterMs, doing });
}
