export type ServiceMode = 'simulated' | 'real';
export type ServiceModes = Readonly<Partial<Record<string, ServiceMode>>>;

let asked: Promise<ServiceModes> | null = null;

/**
 * Whether the dev server simulates each provider or passes on to the real service. Asked for once; a provider is
 * missing where the server does not tell.
 */
export function serviceModes(): Promise<ServiceModes> {
  asked ??= ask();
  return asked;
}

async function ask(): Promise<ServiceModes> {
  try {
    const response = await fetch('/api/__cuelight');
    const { providers }: { providers: Record<string, { mode: ServiceMode }> } = await response.json();
    return Object.fromEntries(Object.entries(providers).map(([id, { mode }]) => [id, mode]));
  } catch {
    return {};
  }
}
