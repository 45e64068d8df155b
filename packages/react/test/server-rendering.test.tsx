import { breeze } from '@cuelight/core';
import { renderToString } from 'react-dom/server';
import { expect, test } from 'vitest';
import { SpeechProvider } from '../src/index.ts';
import { Status } from './support/status.tsx';

test('a server renders the initial state, without a browser', () => {
  expect('window' in globalThis).toBe(false);
  const html = renderToString(
    <SpeechProvider provider={breeze({ plan: 'starter' })}>
      <Status />
    </SpeechProvider>,
  );
  expect(html.replaceAll('<!-- -->', '')).toBe(
    '<p>idle 0 of 6, idle, no seconds, no retry, 0 texts at 0 s, 0 hits, silent</p>',
  );
});
