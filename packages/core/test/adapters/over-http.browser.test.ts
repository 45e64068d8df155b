import type { AccountJournal } from '@cuelight/msw';
import { onTestFinished } from 'vitest';
import { commands } from 'vitest/browser';
import { QUICK, type OpenAccount } from './account.ts';
import { breezeSuite } from './breeze-suite.ts';
import { smallestSuite } from './smallest-suite.ts';

/** The adapters in a real page, against a real server of another origin. */
const open: OpenAccount = async (provider, options = {}) => {
  const baseUrl = await commands.startSimulator({ ...QUICK, speed: 1000, ...options, provider });
  onTestFinished(() => commands.stopSimulator(baseUrl));
  return {
    baseUrl,
    control: async (change) => {
      const body = JSON.stringify(change);
      const answer = await fetch(`${baseUrl}/__simulator/control`, { method: 'POST', body });
      if (!answer.ok) throw new Error(await answer.text());
    },
    journal: async () => {
      const journal: AccountJournal = await (await fetch(`${baseUrl}/__simulator/journal`)).json();
      return journal;
    },
  };
};

breezeSuite(open);
smallestSuite(open);
