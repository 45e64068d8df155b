const PREFIX = 'playground:plan:';

/** `null` where none was chosen, or nothing can be kept. */
export function rememberedPlan(provider: string): string | null {
  try {
    return localStorage.getItem(PREFIX + provider);
  } catch {
    return null;
  }
}

export function rememberPlan(provider: string, plan: string): void {
  try {
    localStorage.setItem(PREFIX + provider, plan);
  } catch {
    // Then each tab keeps to its own.
  }
}

export function whenAnotherTabChoosesPlan(listener: (provider: string, plan: string) => void): void {
  addEventListener('storage', ({ key, newValue }) => {
    if (key?.startsWith(PREFIX) === true && newValue !== null) listener(key.slice(PREFIX.length), newValue);
  });
}
