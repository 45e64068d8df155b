import { resolve } from 'node:path';
import { bundleScript, servePages, type Pages } from './pages.ts';

/** Serves the pages whose pools the tests are about: `/pool` is `pool-page.ts`; `/blank` is where one can go from there. */
export async function servePoolPages(): Promise<Pages> {
  const script = await bundleScript({
    entry: resolve(import.meta.dirname, 'pool-page.ts'),
    from: 'sources',
  });
  return servePages(({ pathname, searchParams }) =>
    pathname === '/pool' ? inProtocol(script, searchParams.get('protocol')) : '',
  );
}

/** As a page of another deployed version of the app would speak: the version is part of what channel and locks are called. */
function inProtocol(script: string, version: string | null): string {
  if (version === null) return script;
  const other = script.replaceAll(/(\{root\}v)\d+/g, `$1${version}`);
  if (!other.includes(`v${version}:conductor`)) throw new Error('The page names no version of the protocol.');
  return other;
}
