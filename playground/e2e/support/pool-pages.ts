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

/** As a page of another deployed version of the app would speak. */
function inProtocol(script: string, version: string | null): string {
  if (version === null) return script;
  const other = script.replace(/(PROTOCOL_VERSION = )\d+/, `$1${version}`);
  if (other === script) throw new Error('The version of the protocol is not to be found in the page.');
  return other;
}
