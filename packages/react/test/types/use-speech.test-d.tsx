import type { CuelightError, RetrySnapshot, Speech, Utterance } from '@cuelight/core';
import { SpeechProvider, useQueue, useRetryCountdown, useSpeech, useUtterance } from '@cuelight/react';
import type { ReactNode } from 'react';
import { expectTypeOf } from 'vitest';

/** Compiled by `npm run check`, never run: each `@ts-expect-error` fails where there is no error. */

declare const speech: Speech;
declare const utterance: Utterance;

export function SayNeedsAVoiceFromSomewhere(): void {
  const anybody = useSpeech();
  anybody.say('Hello.', { voice: 'nora' });
  // @ts-expect-error: there is no voice
  anybody.say('Hello.');
  // @ts-expect-error: there is still no voice
  anybody.say('Hello.', { lane: 'interactive' });

  const nora = useSpeech({ voice: 'nora', keepAlive: true });
  nora.say('Hello.');
  nora.say('Hello.', { lane: 'interactive', whenBusy: 'replace' });

  const perhaps: { voice?: string } = {};
  // @ts-expect-error: there may be no voice
  useSpeech(perhaps).say('Hello.');
}

export function OptionsAreAClosedSet(): void {
  // @ts-expect-error: no such way
  useSpeech({ voice: 'nora', whenBusy: 'shout' });
  // @ts-expect-error: no such lane
  useSpeech({ voice: 'nora', lane: 'fast' });
  // @ts-expect-error: keeping alive is a matter of the component
  useSpeech({ voice: 'nora' }).say('Hello.', { keepAlive: true });
  // @ts-expect-error: an event is no text
  expectTypeOf(<form onSubmit={useSpeech({ voice: 'nora' }).say} />);
}

export function ThePhaseNarrowsTheRest(): void {
  const { phase, error, retry, queuePosition, startsInMs, progress } = useSpeech({ voice: 'nora' });
  expectTypeOf(progress).toEqualTypeOf<number>();
  expectTypeOf(queuePosition).toEqualTypeOf<number | undefined>();
  expectTypeOf(startsInMs).toEqualTypeOf<number | undefined>();
  if (phase === 'failed') expectTypeOf(error).toEqualTypeOf<CuelightError>();
  else expectTypeOf(error).toEqualTypeOf<null>();
  if (phase === 'queued') expectTypeOf(retry).toEqualTypeOf<RetrySnapshot | null>();
  if (phase === 'done') expectTypeOf(retry).toEqualTypeOf<null>();
  // @ts-expect-error: there may be no error
  expectTypeOf(error.code);
  // @ts-expect-error: no such phase
  expectTypeOf(phase === 'loading');
}

export function WarningsBelongToADoneText(): void {
  const used = useSpeech({ voice: 'nora' });
  if (used.phase === 'done') expectTypeOf(used.warnings).toEqualTypeOf<readonly string[]>();
  // @ts-expect-error: it may not be done
  expectTypeOf(used.warnings);
}

export function ASelectorDecidesWhatComesBack(): void {
  const phase = useSpeech({ voice: 'nora' }, (used) => used.phase);
  expectTypeOf(phase).toEqualTypeOf<ReturnType<typeof useSpeech>['phase']>();
  const { say } = useSpeech({ voice: 'nora' }, (used) => ({ say: used.say }));
  expectTypeOf(say('Hello.')).toEqualTypeOf<Utterance>();
  // @ts-expect-error: it was not selected
  expectTypeOf(useSpeech({}, (used) => ({ say: used.say })).phase);
  expectTypeOf(useUtterance(utterance, ({ progress }) => progress)).toEqualTypeOf<number>();
  expectTypeOf(useQueue(({ entries }) => entries.length)).toEqualTypeOf<number>();
}

export function WhatCanBeCountedDown(): void {
  const countdown = useRetryCountdown(utterance);
  // @ts-expect-error: none may be due
  expectTypeOf(countdown.seconds);
  expectTypeOf(countdown?.seconds).toEqualTypeOf<number | null | undefined>();
  useRetryCountdown();
  useRetryCountdown(speech.pool.run(async () => 1));
  // @ts-expect-error: a pool is no target
  useRetryCountdown(speech.pool);
}

export function AProviderTakesAClientOrOptions(): ReactNode {
  return (
    <>
      <SpeechProvider speech={speech} />
      {/* @ts-expect-error: it needs one of them */}
      <SpeechProvider />
      {/* @ts-expect-error: options of a client that exists already */}
      <SpeechProvider speech={speech} workletUrl="/worklet.js" />
    </>
  );
}
