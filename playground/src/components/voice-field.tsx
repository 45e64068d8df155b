import type { ReactElement } from 'react';
import type { Voice } from '../providers/provider-choice.ts';
import { settings } from '../state/settings.ts';

interface VoiceFieldProps {
  /** None: the provider does not tell which there are. */
  readonly voices: readonly Voice[];
  /** Its id. May be one that is not listed, given in the address. */
  readonly voice: string;
}

function choose(voice: string): void {
  settings.setState({ voice });
}

export function VoiceField({ voices, voice }: VoiceFieldProps): ReactElement {
  const isListed = voices.some(({ id }) => id === voice);
  return (
    <label className="field-inline">
      <span>Voice</span>
      {voices.length === 0 ? (
        <input
          value={voice}
          onChange={({ target }) => choose(target.value)}
          placeholder="id of a voice"
          data-testid="voice"
        />
      ) : (
        <select value={voice} onChange={({ target }) => choose(target.value)} data-testid="voice">
          {!isListed && <option value={voice}>{voice}</option>}
          {voices.map(({ id, name }) => (
            <option key={id} value={id}>
              {name}
            </option>
          ))}
        </select>
      )}
    </label>
  );
}
