import { CuelightError } from '@cuelight/core';

/**
 * What a server component gets in place of the hooks. They need the browser's React, which it has not: each says what
 * to do when it is used, so that a file which only passes them on can still be imported.
 */

export const SpeechProvider: () => never = inServerComponent('SpeechProvider');
export const SpeechText: () => never = inServerComponent('SpeechText');
export const useCache: () => never = inServerComponent('useCache');
export const usePlayback: () => never = inServerComponent('usePlayback');
export const usePlayer: () => never = inServerComponent('usePlayer');
export const usePool: () => never = inServerComponent('usePool');
export const useQueue: () => never = inServerComponent('useQueue');
export const useRetryCountdown: () => never = inServerComponent('useRetryCountdown');
export const useSecondsUntil: () => never = inServerComponent('useSecondsUntil');
export const useSpeech: () => never = inServerComponent('useSpeech');
export const useSpeechClient: () => never = inServerComponent('useSpeechClient');
export const useSpeechStatusText: () => never = inServerComponent('useSpeechStatusText');
export const useUtterance: () => never = inServerComponent('useUtterance');

function inServerComponent(name: string): () => never {
  return () => {
    throw new CuelightError('invalid-option', {
      doing: `use ${name}`,
      because: 'this is a server component, and speech is a matter of the browser',
      advice: `Add "use client" at the top of the file that imports it from '@cuelight/react'.`,
    });
  };
}
