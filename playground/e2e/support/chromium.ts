import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { chromium as playwrightChromium, type Browser, type BrowserContext } from 'playwright';
import { autoplayFlag, chromiumFlags } from '../../../scripts/chromium-flags.ts';

export interface ChromiumOptions {
  /** Whether pages may play sound without a click. @default true */
  readonly autoplay?: boolean;
  /** More command line flags. */
  readonly flags?: readonly string[];
}

export interface Chromium {
  /** The pages opened in it are tabs of one window: they share storage, channels and locks. */
  readonly context: BrowserContext;
  /** Its folder for whatever it stores. */
  readonly profile: string;
  /** Ends the browser and removes its profile. Works twice. */
  close(): Promise<void>;
}

const startLimitMs = 30_000;

/**
 * A Chromium whose tabs are really visible or hidden, throttled and frozen. One that Playwright launches
 * itself tells every tab that it is visible and focused; one that it only connects to does not.
 */
export async function startChromium(options: ChromiumOptions = {}): Promise<Chromium> {
  const { autoplay = true, flags = [] } = options;
  const profile = await mkdtemp(join(tmpdir(), 'cuelight-e2e-'));
  const child = spawn(
    process.env['CHROME_PATH'] ?? '/usr/bin/chromium',
    [
      '--headless',
      '--remote-debugging-port=0',
      `--user-data-dir=${profile}`,
      ...chromiumFlags,
      ...(autoplay ? [autoplayFlag] : []),
      ...flags,
      'about:blank',
    ],
    { stdio: ['ignore', 'ignore', 'pipe'] },
  );
  // Where a test run is cut short, nobody calls close.
  const kill = (): boolean => child.kill('SIGKILL');
  process.once('exit', kill);
  const end = async (ask: () => Promise<unknown>): Promise<void> => {
    process.off('exit', kill);
    await stop(child, ask);
    await rm(profile, { recursive: true, force: true, maxRetries: 10 });
  };
  try {
    const browser = await playwrightChromium.connectOverCDP(await endpoint(child), { noDefaults: true });
    const context = browser.contexts()[0];
    if (context === undefined) throw new Error('Chromium has started without a window.');
    return { context, profile, close: () => end(() => closeBrowser(browser)) };
  } catch (error) {
    await end(async () => child.kill());
    throw error;
  }
}

/** The address that Chromium prints when it can be talked to. */
async function endpoint(child: ChildProcess): Promise<string> {
  let printed = '';
  let timer: NodeJS.Timeout | undefined;
  try {
    return await new Promise((found, fail) => {
      const giveUp = (why: string): void => fail(new Error(`Chromium ${why}. It printed:\n${printed}`));
      timer = setTimeout(() => giveUp(`did not start within ${startLimitMs} ms`), startLimitMs);
      child.once('error', (error) => giveUp(`cannot be started: ${error.message}`));
      child.once('exit', (code) => giveUp(`ended with code ${code}`));
      child.stderr?.on('data', (chunk: Buffer) => {
        printed += chunk.toString();
        const address = /DevTools listening on (ws:\S+)/.exec(printed)?.[1];
        if (address !== undefined) found(address);
      });
    });
  } finally {
    clearTimeout(timer);
    // What it prints later has to be taken, or it would stop at a full pipe.
    child.stderr?.removeAllListeners('data').resume();
  }
}

/** Asked like this it tidies up after itself; a signal makes it leave folders behind. */
async function closeBrowser(browser: Browser): Promise<void> {
  const session = await browser.newBrowserCDPSession();
  await session.send('Browser.close');
}

/** Waits for the end that is asked for, and forces it where that does not help. */
async function stop(child: ChildProcess, ask: () => Promise<unknown>): Promise<void> {
  if (child.pid === undefined || child.exitCode !== null || child.signalCode !== null) return;
  const hasEnded = once(child, 'exit');
  const lastResort = setTimeout(() => child.kill('SIGKILL'), 5_000);
  // A browser that has crashed cannot be asked.
  await ask().catch(() => {});
  await hasEnded;
  clearTimeout(lastResort);
}
