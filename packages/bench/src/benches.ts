import type { RunBench } from './bench.ts';

export interface BenchEntry {
  /** Heads its tables. */
  readonly title: string;
  readonly drivesBrowser: boolean;
  readonly load: () => Promise<RunBench>;
}

/** Every bench by the name it is called with. Loaded on demand: each has its own peers to load. */
export const benches: Readonly<Record<string, BenchEntry>> = {
  scheduler: {
    title: 'One tab: the scheduler beside other queues',
    drivesBrowser: false,
    load: async () => (await import('./scheduler/scheduler.ts')).runSchedulerBench,
  },
  rules: {
    title: 'What each rule of the pool costs in bytes',
    drivesBrowser: false,
    load: async () => (await import('./rules/rules.ts')).runRulesBench,
  },
  tabs: {
    title: 'Four tabs at one account',
    drivesBrowser: true,
    load: async () => (await import('./tabs/tabs.ts')).runTabsBench,
  },
  speech: {
    title: 'A long text, spoken',
    drivesBrowser: false,
    load: async () => (await import('./speech/speech.ts')).runSpeechBench,
  },
  playback: {
    title: 'Players of streamed speech',
    drivesBrowser: true,
    load: async () => (await import('./playback/playback.ts')).runPlaybackBench,
  },
};
