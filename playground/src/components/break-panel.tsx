import { usePool, useSpeechClient } from '@cuelight/react';
import { use, type ReactElement } from 'react';
import { useStore } from 'zustand';
import type { ProviderChoice } from '../providers/provider-choice.ts';
import { note } from '../state/said.ts';
import { serviceModes } from '../state/service.ts';
import { settings } from '../state/settings.ts';
import { holdElsewhere } from '../state/simulated-account.ts';
import { Switch } from './switch.tsx';

const HELD_ELSEWHERE_MS = 10_000;

/** Ways to see what happens when something goes wrong. */
export function BreakPanel({ choice }: { readonly choice: ProviderChoice }): ReactElement {
  const speech = useSpeechClient();
  const limit = usePool((pool) => pool.limit);
  const { isKeyWrong, isNetworkCut } = useStore(settings);
  // A real account has no controls, and the dev server sends it the right key whatever the page sends.
  const isReal = use(serviceModes())[choice.id] === 'real';
  const text = 'Nobody has this voice.';
  return (
    <section className="panel" aria-labelledby="break-title">
      <div className="panel-head">
        <h2 id="break-title">Break it</h2>
        <p className="hint">Each fault has one clear answer, and the rest of the queue goes on.</p>
      </div>
      <div className="faults">
        <button
          type="button"
          className="button"
          onClick={() => note(text, () => speech.say(text, { voice: 'no-such-voice' }))}
          data-testid="break-voice"
        >
          Use a wrong voice
        </button>
        <a className="button" href="?provider=acme" data-testid="break-provider">
          Use an unknown provider
        </a>
        <button
          type="button"
          className="button wide"
          disabled={isReal}
          onClick={() => void holdElsewhere(choice.id, limit, HELD_ELSEWHERE_MS)}
          data-testid="break-slots"
        >
          Let another device take every slot for 10 s
        </button>
        <Switch
          label="Send a wrong key"
          isOn={isKeyWrong}
          isDisabled={isReal}
          onChange={(isOn) => settings.setState({ isKeyWrong: isOn })}
          testId="break-key"
        />
        <Switch
          label="Cut the network"
          isOn={isNetworkCut}
          onChange={(isOn) => settings.setState({ isNetworkCut: isOn })}
          testId="break-network"
        />
      </div>
    </section>
  );
}
