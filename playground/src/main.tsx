import { CuelightError } from '@cuelight/core';
import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import { App } from './components/app.tsx';
import { connectSettings } from './state/settings.ts';

const root = document.getElementById('root');
if (root === null) throw new Error('The page has no element #root.');

connectSettings();
createRoot(root, {
  // What the page shows in full would only look like a fault of the page on the console.
  onCaughtError: (error) => {
    if (!CuelightError.is(error)) console.error(error);
  },
}).render(
  <StrictMode>
    <App />
  </StrictMode>,
);
