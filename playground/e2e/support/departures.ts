import type { Tab } from './tabs.ts';
import { until } from './until.ts';

/** The command itself is never answered: its page is gone. */
export async function crash({ page, session }: Tab): Promise<void> {
  const hasCrashed = new Promise((crashed) => page.once('crash', crashed));
  session.send('Page.crash').catch(() => {});
  await hasCrashed;
}

/** Follows a link in the same tab: the page goes into the back/forward cache, if nothing keeps it out. */
export async function navigate({ run, read }: Tab): Promise<void> {
  // From a later task: an answer that is still to be given would be lost with the page.
  await run(`setTimeout(() => (location.href = new URL('/blank', location.href).href))`);
  await until(
    () => read(() => location.pathname).catch(() => ''),
    (path) => path === '/blank',
  );
}

/** Back to the page that was left by `navigate`. Tells whether it has come from the cache, as it was. */
export async function goBack({ run, read }: Tab): Promise<boolean> {
  await run(`setTimeout(() => history.back())`);
  await until(
    () => read(() => 'pool' in window).catch(() => false),
    (isBack) => isBack,
  );
  return read(() => wasCached);
}

/** Only a hidden tab can be frozen. */
export async function freeze({ session }: Tab): Promise<void> {
  await session.send('Page.setWebLifecycleState', { state: 'frozen' });
}

export async function resume({ session }: Tab): Promise<void> {
  await session.send('Page.setWebLifecycleState', { state: 'active' });
}

export interface Suspension {
  /** Works twice. */
  wake(): void;
}

/** Stops the process of a tab, as a phone does and a machine that sleeps: nothing of it runs, and nothing is told. */
export async function suspend(tab: Tab): Promise<Suspension> {
  const pid = await processOf(tab);
  process.kill(pid, 'SIGSTOP');
  return { wake: () => void process.kill(pid, 'SIGCONT') };
}

/** The browser says in which process a page lives only where it records a trace of it. */
async function processOf({ session }: Tab): Promise<number> {
  let pid: number | undefined;
  session.on('Tracing.dataCollected', ({ value }) => {
    for (const event of value) {
      const found = /"isInPrimaryMainFrame":true.*"processId":(\d+)/.exec(JSON.stringify(event))?.[1];
      if (found !== undefined) pid = Number(found);
    }
  });
  const isComplete = new Promise<void>((complete) =>
    session.once('Tracing.tracingComplete', () => complete()),
  );
  const traceConfig = {
    includedCategories: ['disabled-by-default-devtools.timeline'],
    excludedCategories: ['*'],
  };
  await session.send('Tracing.start', { transferMode: 'ReportEvents', traceConfig });
  await session.send('Tracing.end');
  await isComplete;
  if (pid === undefined) throw new Error('The trace does not say in which process the page lives.');
  return pid;
}
