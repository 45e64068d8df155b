import type { Provider } from '../providers/provider.ts';

/**
 * Everything of one origin that reaches the same account in the same way shares one pool: never a matter of voice
 * or model, where an account's limit covers them all. `pageOrigin` is `null` where there is no page.
 */
export function poolName(provider: Provider, pageOrigin: string | null): string {
  const { baseUrl, account } = provider.connection;
  const { scope } = provider.limits;
  return [provider.id, originOf(baseUrl, pageOrigin), account, ...(scope === undefined ? [] : [scope])].join(
    '|',
  );
}

function originOf(baseUrl: string, pageOrigin: string | null): string {
  try {
    return new URL(baseUrl, pageOrigin ?? undefined).origin;
  } catch {
    return pageOrigin ?? 'no-page';
  }
}
