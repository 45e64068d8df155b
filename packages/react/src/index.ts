'use client';

export type { SpeechActions, UseSpeechOptions } from './component-speech.ts';
export { useSpeechClient } from './speech-context.ts';
export { SpeechProvider, type SpeechProviderProps } from './speech-provider.tsx';
export type { SpeechState } from './speech-state.ts';
export { useCache, type UsedCache } from './use-cache.ts';
export { usePlayback, type UsePlaybackOptions } from './use-playback.ts';
export { SpeechText, type SpeechTextProps } from './speech-text.tsx';
export { useRetryCountdown, type RetryCountdown } from './use-retry-countdown.ts';
export { useSecondsUntil } from './use-seconds-until.ts';
export { useSpeech, type UsedSpeech } from './use-speech.ts';
export { useSpeechStatusText, type SpeechStatusWords } from './use-speech-status-text.ts';
export { usePlayer, usePool, useQueue, useUtterance } from './use-stores.ts';
