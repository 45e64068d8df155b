import type { Clock } from '../platform/clock.ts';
import type { Provider } from '../providers/provider.ts';
import { CuelightError } from '../errors.ts';
import type { SpeechEventHub } from './events.ts';
import type { Utterance } from './types.ts';

export interface Reports {
  readonly hub: SpeechEventHub;
  readonly clock: Clock;
  readonly provider: Provider;
}

/** Tells that an utterance is heard for the first time. */
export function reportFirstSound(reports: Reports, said: Utterance, saidAtMs: number): void {
  reports.hub.tell('first-sound', said.text, () => {
    const about = aboutOf(reports, said);
    return { ...about, afterMs: about.atMs - saidAtMs };
  });
}

/** Tells how an utterance ends, when it does. */
export function reportEnd(reports: Reports, said: Utterance, saidAtMs: number): void {
  const tell = (outcome: 'done' | 'failed' | 'cancelled', error?: CuelightError): void =>
    reports.hub.tell('finished', said.text, () => {
      const about = aboutOf(reports, said);
      const { attempts, mayBeBilledAgain } = said.getState();
      return {
        ...about,
        outcome,
        ...(error !== undefined && { code: error.code }),
        durationMs: about.atMs - saidAtMs,
        attempts,
        mayBeBilledAgain,
      };
    });
  said.finished.then(
    () => tell('done'),
    (error: unknown) => {
      if (!CuelightError.is(error) || error.code === 'cancelled') tell('cancelled');
      else tell('failed', error);
    },
  );
}

function aboutOf(
  { clock, provider }: Reports,
  { id, voice }: Utterance,
): { utterance: string; atMs: number; provider: string; voice: string } {
  return { utterance: id, atMs: clock.now(), provider: provider.id, voice };
}
