import { existsSync, globSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { cacheFolder, runCommand, runTool } from './command.ts';

/** Where the last search ended, so that the next run does not search. */
const memory = join(cacheFolder, 'chromium-path');

/**
 * The path of a Chromium that starts: `CHROME_PATH`, one that is installed, or one it installs (Debian's where
 * it may, Playwright's, at last one from npm).
 */
export async function ensureBrowser(): Promise<string> {
  const chosen = process.env['CHROME_PATH'];
  if (chosen !== undefined) {
    if (await starts(chosen)) return chosen;
    throw new Error(
      `CHROME_PATH is "${chosen}", which does not start. Unset it or name a Chrome or Chromium.`,
    );
  }
  for (const source of [findInstalled, installFromDebian, installFromPlaywright, installFromNpm]) {
    // A source that fails is no reason not to try the next.
    const path = await source().catch(() => undefined);
    if (path === undefined) continue;
    mkdirSync(cacheFolder, { recursive: true });
    writeFileSync(memory, path);
    return path;
  }
  throw new Error(
    'No Chromium to be found or installed. Set CHROME_PATH to the path of a Chrome or Chromium.',
  );
}

async function starts(path: string): Promise<boolean> {
  if (!existsSync(path)) return false;
  // There, --version opens a window instead.
  if (process.platform === 'win32') return true;
  const { exitCode, output } = await runCommand(path, ['--version'], { quiet: true }).catch(() => ({
    exitCode: 1,
    output: '',
  }));
  return exitCode === 0 && /chrom/i.test(output);
}

async function findInstalled(): Promise<string | undefined> {
  const remembered = existsSync(memory) ? [readFileSync(memory, 'utf8')] : [];
  for (const path of [...remembered, ...knownPlaces()]) {
    if (await starts(path)) return path;
  }
  return undefined;
}

function knownPlaces(): readonly string[] {
  const home = homedir();
  if (process.platform === 'darwin') {
    return [
      ...['Google Chrome', 'Chromium'].map((name) => `/Applications/${name}.app/Contents/MacOS/${name}`),
      ...globSync(`${home}/Library/Caches/ms-playwright/chromium-*/chrome-mac*/*.app/Contents/MacOS/*`),
    ];
  }
  if (process.platform === 'win32') {
    return [
      ...[process.env['PROGRAMFILES'], process.env['PROGRAMFILES(X86)'], process.env['LOCALAPPDATA']]
        .filter((folder) => folder !== undefined)
        .map((folder) => join(folder, 'Google/Chrome/Application/chrome.exe')),
      ...globSync(`${home}/AppData/Local/ms-playwright/chromium-*/chrome-win*/chrome.exe`),
    ];
  }
  const names = ['chromium', 'chromium-browser', 'google-chrome-stable', 'google-chrome'];
  return [
    ...names.flatMap((name) => [`/usr/bin/${name}`, `/snap/bin/${name}`]),
    ...globSync(`${home}/.cache/ms-playwright/chromium-*/chrome-linux*/chrome`),
  ];
}

async function installFromDebian(): Promise<string | undefined> {
  if (!existsSync('/etc/debian_version') || process.getuid?.() !== 0) return undefined;
  console.log('No Chromium found: installing it with apt-get');
  const options = { quiet: true, env: { DEBIAN_FRONTEND: 'noninteractive' } };
  await runCommand('apt-get', ['update', '-qq'], options);
  await runCommand('apt-get', ['install', '-y', '-qq', '--no-install-recommends', 'chromium'], options);
  return findInstalled();
}

async function installFromPlaywright(): Promise<string | undefined> {
  console.log("No Chromium found: installing Playwright's");
  await runTool('playwright', ['install', 'chromium']);
  return findInstalled();
}

/** A headless shell: it shows every tab as visible, so that the tests about hidden tabs fail on it. */
async function installFromNpm(): Promise<string | undefined> {
  if (process.platform !== 'linux' || process.arch !== 'x64') return undefined;
  console.log('No Chromium found: taking @sparticuz/chromium from npm, which cannot hide tabs');
  const folder = join(cacheFolder, 'chromium');
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, 'package.json'), '{ "private": true, "type": "module" }\n');
  const quietly = ['--no-save', '--no-audit', '--no-fund', '--loglevel=error'];
  await runCommand('npm', ['install', ...quietly, '@sparticuz/chromium@153.0.0'], { cwd: folder });
  const unpack = `import c from '@sparticuz/chromium'; console.log(await c.executablePath())`;
  const { output } = await runCommand(process.execPath, ['--input-type=module', '-e', unpack], {
    cwd: folder,
    quiet: true,
    // It unpacks into the folder for temporary files, and its own shared libraries only where it takes
    // the machine for a Lambda.
    env: { TMPDIR: folder, AWS_EXECUTION_ENV: 'AWS_Lambda_nodejs22.x' },
  });
  const path = output.trim();
  return (await starts(path)) ? path : undefined;
}
