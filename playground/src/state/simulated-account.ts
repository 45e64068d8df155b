import type { ProviderChoice } from '../providers/provider-choice.ts';
import { serviceModes } from './service.ts';
import type { Settings } from './settings.ts';

/** Gives the simulated account the plan that the page was set to, if it was. A real account has its own. */
export async function applyPlan(
  choice: ProviderChoice,
  { plan, limit }: Pick<Settings, 'plan' | 'limit'>,
): Promise<void> {
  if (plan === null && limit === null) return;
  await control(choice.id, {
    ...(plan === null ? {} : choice.planChange(plan)),
    ...(limit === null ? {} : { limit }),
  });
}

/** Another device of the account takes so many slots, and gives them back after a while. */
export async function holdElsewhere(provider: string, slots: number, forMs: number): Promise<void> {
  await control(provider, { foreign: { slots, forMs } });
}

async function control(provider: string, change: Readonly<Record<string, unknown>>): Promise<void> {
  const modes = await serviceModes();
  if (modes[provider] !== 'simulated') return;
  try {
    await fetch(`/api/${provider}/__simulator/control`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(change),
    });
  } catch {
    // The server is gone, as the next text said will tell.
  }
}
