import { resolve } from 'node:path';
import { bundleScript, servePages, type Pages } from '../../../../playground/e2e/support/pages.ts';

/** Serves the page with the strategies, as an app would ship it. */
export async function serveBenchPages(): Promise<Pages> {
  const script = await bundleScript({
    entry: resolve(import.meta.dirname, 'page/page.ts'),
    from: 'shipped',
  });
  // The clock of an isolated page ticks in steps of five microseconds instead of a hundred.
  return servePages(() => script, {
    'cross-origin-opener-policy': 'same-origin',
    'cross-origin-embedder-policy': 'credentialless',
  });
}
