'use client';

import { breeze } from '@cuelight/core';
import { SpeechProvider, useSpeechStatusText } from '@cuelight/react';
import type { ReactNode } from 'react';

function Status(): ReactNode {
  return <output>{useSpeechStatusText()}</output>;
}

export default function Page(): ReactNode {
  return (
    <SpeechProvider provider={breeze()}>
      <Status />
    </SpeechProvider>
  );
}
