import type { ProviderChoice, Voice } from './provider-choice.ts';

const listed = new Map<string, Promise<readonly Voice[]>>();

/** The account's voices, asked for once. None where the provider does not tell: then any id can be typed. */
export function voicesOf(choice: ProviderChoice): Promise<readonly Voice[]> {
  const known = listed.get(choice.id);
  if (known !== undefined) return known;
  const asked = askFor(choice);
  listed.set(choice.id, asked);
  return asked;
}

async function askFor(choice: ProviderChoice): Promise<readonly Voice[]> {
  try {
    const response = await fetch(`/api/${choice.id}${choice.voicesPath}`);
    return response.ok ? choice.readVoices(await response.json()) : [];
  } catch {
    return [];
  }
}
