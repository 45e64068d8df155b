/** What an account allows at once. */
export interface Plan {
  /** `null` where the provider has no named plans, or none was chosen. */
  readonly name: string | null;
  /** Weight admitted at once. */
  readonly concurrent: number;
  /** Weight the provider lets wait for admission; 0: what does not fit is refused at once. */
  readonly queued: number;
}

export type BreezePlan = 'free' | 'starter' | 'creator' | 'pro';

/** Breeze's published limits (docs.breezeblue.ai/reference/rate-limits and /concepts/pricing). */
export const BREEZE_PLANS: Readonly<Record<BreezePlan, Plan>> = {
  free: { name: 'free', concurrent: 3, queued: 0 },
  starter: { name: 'starter', concurrent: 6, queued: 2 },
  creator: { name: 'creator', concurrent: 10, queued: 3 },
  pro: { name: 'pro', concurrent: 20, queued: 5 },
};

/**
 * Smallest AI allows one synthesis at a time by default, over all keys and models, and has no queue
 * (docs.smallest.ai, "Concurrency and limits").
 */
export const SMALLEST_DEFAULT: Plan = { name: null, concurrent: 1, queued: 0 };
