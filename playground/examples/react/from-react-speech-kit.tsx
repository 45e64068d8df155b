import { breeze } from '@cuelight/core';
import { useSpeech } from '@cuelight/react';
import { voicesQueryOptions } from '@cuelight/react/query';
import { useQuery } from '@tanstack/react-query';
import { useState, type ReactNode } from 'react';

const provider = breeze();

export function Speaker({ onEnd }: { onEnd: () => void }): ReactNode {
  const [text, setText] = useState('');
  const { data: voices = [] } = useQuery(voicesQueryOptions(provider));
  const { say, cancel, phase } = useSpeech();
  const voice = voices[0]?.id;
  function speak(): void {
    if (voice !== undefined) say(text, { voice }).finished.then(onEnd, onEnd);
  }
  return (
    <>
      <textarea value={text} onChange={({ target }) => setText(target.value)} aria-label="Text" />
      <button onClick={phase === 'speaking' ? cancel : speak}>
        {phase === 'speaking' ? 'Stop' : 'Speak'}
      </button>
    </>
  );
}
