'use client';

export { useSpeechClient } from './speech-context.ts';
export { SpeechProvider, type SpeechProviderProps } from './speech-provider.tsx';
export type { SpeechState } from './speech-state.ts';
export { useRetryCountdown, type RetryCountdown } from './use-retry-countdown.ts';
export { useSecondsUntil } from './use-seconds-until.ts';
export { useSpeech, type SpeechActions } from './use-speech.ts';
export { usePlayer, usePool, useUtterance } from './use-stores.ts';
