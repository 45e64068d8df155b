import { breeze } from '@cuelight/core';
import { useSpeechClient } from '@cuelight/react';
import { clipQueryOptions, voicesQueryOptions } from '@cuelight/react/query';
import { QueryClient, useQuery, useSuspenseQuery } from '@tanstack/react-query';
import type { ReactNode } from 'react';

const queryClient = new QueryClient();
void queryClient.prefetchQuery(voicesQueryOptions(breeze()));

export function Clip({ text, voice }: { text: string; voice: string }): ReactNode {
  const speech = useSpeechClient();
  const { data, error } = useQuery(clipQueryOptions(speech, { text, voice }));
  if (error !== null) return <p role="alert">{error.message}</p>;
  return (
    <a href={data?.url} download="clip.wav">
      Download
    </a>
  );
}

export function Voices({ onChoose }: { onChoose: (voice: string) => void }): ReactNode {
  const { data } = useSuspenseQuery(voicesQueryOptions(breeze()));
  return data.map(({ id, name }) => (
    <button key={id} onClick={() => onChoose(id)}>
      {name}
    </button>
  ));
}
