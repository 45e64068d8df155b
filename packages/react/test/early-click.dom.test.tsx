import { breeze, type Utterance } from '@cuelight/core';
import { useEffect, type ReactNode } from 'react';
import { createRoot } from 'react-dom/client';
import { expect, onTestFinished, test, vi } from 'vitest';
import { SpeechProvider, useSpeech } from '../src/index.ts';
import { endOfTask } from './support/clients.tsx';

let said: Utterance | undefined;

function SayButton(): ReactNode {
  const { say } = useSpeech({ voice: 'nora' });
  return <button onClick={() => (said = say('Good evening.'))}>Say</button>;
}

test('a click that comes before React has run the effects is heard', async () => {
  vi.stubGlobal('IS_REACT_ACT_ENVIRONMENT', false);
  const page = document.createElement('div');
  document.body.append(page);
  const root = createRoot(page);
  onTestFinished(() => {
    root.unmount();
    page.remove();
    vi.unstubAllGlobals();
  });
  let effects = 0;
  function Effects(): null {
    useEffect(() => void (effects += 1));
    return null;
  }
  const isClicked = new Promise<number>((clicked) => {
    const observer = new MutationObserver(() => {
      observer.disconnect();
      page.querySelector('button')?.click();
      clicked(effects);
    });
    observer.observe(page, { childList: true });
  });
  root.render(
    <SpeechProvider
      provider={breeze({ fetch: () => new Promise(() => {}) })}
      player={{ engine: 'silent' }}
      cache={{ mode: 'off' }}
    >
      <SayButton />
      <Effects />
    </SpeechProvider>,
  );
  expect(await isClicked).toBe(0);
  await endOfTask();
  await vi.waitFor(() => expect(said?.getState().phase).toBe('requesting'));
});
