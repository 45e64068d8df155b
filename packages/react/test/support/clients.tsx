import { CuelightError, type Speech } from '@cuelight/core';
import type { ReactNode } from 'react';
import { useSpeechClient } from '../../src/index.ts';

export interface Clients {
  /** The clients that the probe has seen, each once. */
  readonly seen: readonly Speech[];
  readonly probe: ReactNode;
}

export function watchClients(): Clients {
  const seen: Speech[] = [];
  function Probe(): null {
    const speech = useSpeechClient();
    if (!seen.includes(speech)) seen.push(speech);
    return null;
  }
  return { seen, probe: <Probe /> };
}

export function isClosed(speech: Speech | undefined): boolean {
  try {
    speech?.say('', { voice: 'nora' });
    return false;
  } catch (error) {
    return CuelightError.is(error) && error.code === 'closed';
  }
}

export async function endOfTask(): Promise<void> {
  await new Promise((resolve) => setTimeout(resolve));
}
