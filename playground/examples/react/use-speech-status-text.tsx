import { useSpeechStatusText, type SpeechStatusWords } from '@cuelight/react';
import type { ReactNode } from 'react';

const german: SpeechStatusWords = {
  silent: '',
  waiting: 'Wartet auf die Stimme',
  retrying: 'Wartet auf den nächsten Versuch',
  speaking: 'Spricht',
  paused: 'Angehalten',
  blocked: 'Wartet auf einen Klick',
  failed: 'Es konnte nicht gesprochen werden',
};

export function Status({ language }: { language: string }): ReactNode {
  return <output>{useSpeechStatusText(language === 'de' ? german : {})}</output>;
}
