import { createStore, type StoreApi } from 'zustand/vanilla';
import { rememberPlan, rememberedPlan, whenAnotherTabChoosesPlan } from './remembered-plan.ts';

/** All that the page can be set to. It lives in the address, so that another tab, or a test, opens just so. */
export interface Settings {
  /** `breeze`, `smallest`, or anything else, to see what is said about it. */
  readonly provider: string;
  /** One of the provider's plans; an unknown one is left to the provider to refuse. `null`: its first. */
  readonly plan: string | null;
  /** In place of the plan's limit. */
  readonly limit: number | null;
  /** Id of a voice; `null`: the first one of the provider. */
  readonly voice: string | null;
  readonly text: string;
  readonly isKeyWrong: boolean;
  readonly isNetworkCut: boolean;
}

const DEFAULT_TEXT = 'One account, many tabs, and each voice waits for its cue.';

export const settings: StoreApi<Settings> = createStore<Settings>(() => readSettings(location.search));

/** Keeps the address up to date, and the plan the same in all tabs: it is the account's, not the tab's. */
export function connectSettings(): void {
  settings.subscribe((next) => {
    history.replaceState(null, '', addressOf(next));
    if (next.plan !== null) rememberPlan(next.provider, next.plan);
  });
  whenAnotherTabChoosesPlan((provider, plan) => {
    if (provider === settings.getState().provider) settings.setState({ plan });
  });
}

export function chooseProvider(provider: string): void {
  settings.setState({ provider, plan: rememberedPlan(provider), limit: null, voice: null });
}

function readSettings(search: string): Settings {
  const query = new URLSearchParams(search);
  const provider = query.get('provider') ?? 'breeze';
  const limit = Number(query.get('limit') ?? Number.NaN);
  const broken = (query.get('break') ?? '').split(',');
  return {
    provider,
    plan: query.get('plan') ?? rememberedPlan(provider),
    limit: Number.isNaN(limit) ? null : limit,
    voice: query.get('voice'),
    text: query.get('text') ?? DEFAULT_TEXT,
    isKeyWrong: broken.includes('key'),
    isNetworkCut: broken.includes('network'),
  };
}

/** The address of this page with these settings. What is as always is left out. */
export function addressOf(given: Settings): string {
  const broken = [given.isKeyWrong ? 'key' : [], given.isNetworkCut ? 'network' : []].flat();
  const query = new URLSearchParams({ provider: given.provider });
  if (given.plan !== null) query.set('plan', given.plan);
  if (given.limit !== null) query.set('limit', String(given.limit));
  if (given.voice !== null) query.set('voice', given.voice);
  if (given.text !== DEFAULT_TEXT) query.set('text', given.text);
  if (broken.length > 0) query.set('break', broken.join());
  return `${location.pathname}?${query}`;
}
