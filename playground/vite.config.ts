import react from '@vitejs/plugin-react';
import { defaultClientConditions, type UserConfig } from 'vite';
// By its path: Vite bundles what it finds so, and needs no built package.
import { cuelightSimulators } from '../packages/msw/src/vite.ts';
import { builtPackages } from './server/built-packages.ts';

const config: UserConfig = {
  plugins: [react(), cuelightSimulators(), builtPackages()],
  // Naming any condition drops Vite's own, so they are repeated.
  resolve: { conditions: ['source', ...defaultClientConditions] },
  // Found out later, they would make Vite reload the page in the middle of a test.
  optimizeDeps: {
    include: [
      'react',
      'react-dom/client',
      'react/jsx-dev-runtime',
      'zustand',
      '@cuelight/core > zustand/vanilla',
      '@cuelight/core > eventsource-parser',
      '@cuelight/react > zustand',
    ],
  },
};

export default config;
