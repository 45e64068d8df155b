import { useSpeech } from '@cuelight/react';
import { use, type KeyboardEvent, type ReactElement } from 'react';
import { useStore } from 'zustand';
import type { ProviderChoice } from '../providers/provider-choice.ts';
import { voicesOf } from '../providers/voices.ts';
import { TEN_SENTENCES } from '../sentences.ts';
import { note } from '../state/said.ts';
import { settings } from '../state/settings.ts';
import { VoiceField } from './voice-field.tsx';

/** A text, a voice, and the buttons that say it. */
export function Composer({ choice }: { readonly choice: ProviderChoice }): ReactElement {
  const voices = use(voicesOf(choice));
  const text = useStore(settings, (chosen) => chosen.text);
  const voice = useStore(settings, (chosen) => chosen.voice) ?? voices[0]?.id ?? '';
  const say = useSpeech({ voice }, (speech) => speech.say);

  function sayAll(texts: readonly string[]): void {
    for (const each of texts) note(each, () => say(each));
  }

  function onKeyDown(event: KeyboardEvent): void {
    if (event.key !== 'Enter' || event.shiftKey || event.nativeEvent.isComposing) return;
    event.preventDefault();
    sayAll([text]);
  }

  return (
    <section className="panel" aria-labelledby="say-title">
      <div className="panel-head">
        <h2 id="say-title">Say</h2>
        <VoiceField voices={voices} voice={voice} />
      </div>
      <textarea
        aria-label="Text"
        rows={5}
        value={text}
        onChange={({ target }) => settings.setState({ text: target.value })}
        onKeyDown={onKeyDown}
        data-testid="text"
      />
      <div className="actions">
        <button type="button" className="button primary" onClick={() => sayAll([text])} data-testid="say">
          Say it
        </button>
        <button type="button" className="button" onClick={() => sayAll(TEN_SENTENCES)} data-testid="say-ten">
          Say ten sentences
        </button>
      </div>
      <p className="hint">
        <kbd>Enter</kbd> says it, <kbd>Shift Enter</kbd> begins a line, <kbd>Esc</kbd> stops everything.
      </p>
    </section>
  );
}
