import { join, resolve } from 'node:path';
import { playwright } from '@vitest/browser-playwright';
import { msw } from 'msw/vite';
import { defaultClientConditions, defaultServerConditions } from 'vite';
import type { ViteUserConfig } from 'vitest/config';
import { autoplayFlag, chromiumFlags } from './scripts/chromium-flags.ts';
import { simulatorCommands } from './scripts/simulator-commands.ts';
import { tallyFileVariable, TallyReporter } from './scripts/tally.ts';

const domTests = 'packages/*/test/**/*.dom.test.{ts,tsx}';
const hookTests = 'packages/react/test/*.dom.test.tsx';
const browserTests = 'packages/*/test/**/*.browser.test.{ts,tsx}';

const react18 = resolve(import.meta.dirname, 'packages/react/test/react-18/node_modules');
const fromReact18 = ['react', 'react-dom', '@testing-library/react', '@tanstack/react-query', 'zustand'].map(
  (name) => ({ find: new RegExp(`^${name}(?=/|$)`), replacement: join(react18, name) }),
);

const config: ViteUserConfig = {
  // Tests run from the packages' sources: nothing has to be built first, and a failure points at the line.
  // Naming any condition drops Vite's own, so they are repeated.
  resolve: { conditions: ['source', ...defaultClientConditions] },
  ssr: { resolve: { conditions: ['source', ...defaultServerConditions] } },
  test: {
    reporters: ['default', new TallyReporter(process.env[tallyFileVariable])],
    projects: [
      {
        test: {
          name: 'node',
          environment: 'node',
          include: [
            'packages/*/test/**/*.test.{ts,tsx}',
            'playground/examples/**/*.test.ts',
            'scripts/**/*.test.ts',
          ],
          exclude: [domTests, browserTests],
        },
      },
      { test: { name: 'dom', environment: 'happy-dom', include: [domTests] } },
      {
        // The hooks once more, with the oldest React they are for: everything that has React as a peer is taken from a
        // package of its own.
        resolve: { alias: fromReact18 },
        test: {
          name: 'react-18',
          environment: 'happy-dom',
          include: [hookTests],
          exclude: ['packages/react/test/activity.dom.test.tsx'],
          env: { REACT_MAJOR: '18' },
        },
      },
      {
        // Serves MSW's worker, which has to come from the page's own server.
        plugins: [msw({ mode: 'worker-only' })],
        test: {
          name: 'browser',
          include: [browserTests],
          browser: {
            enabled: true,
            headless: true,
            screenshotFailures: false,
            commands: simulatorCommands,
            provider: playwright({
              launchOptions: {
                executablePath: process.env['CHROME_PATH'] ?? '/usr/bin/chromium',
                // `gc` tells what is kept from what is only not collected yet.
                args: [...chromiumFlags, autoplayFlag, '--js-flags=--expose-gc'],
              },
            }),
            instances: [{ browser: 'chromium' }],
          },
        },
      },
      {
        test: {
          name: 'e2e',
          environment: 'node',
          include: ['playground/e2e/**/*.e2e.ts'],
          // One file at a time: each drives a whole browser, and hidden tabs are slow when cores are short.
          fileParallelism: false,
          testTimeout: 60_000,
          hookTimeout: 60_000,
          expect: { poll: { timeout: 15_000 } },
        },
      },
    ],
  },
};

export default config;
