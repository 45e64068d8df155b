import { adviceOn } from '../errors.ts';
import type { PoolSnapshot } from '../pool/types.ts';
import type { Provider } from '../providers/provider.ts';
import type { Obstacle } from './types.ts';

/** What holds the pool up, as the provider explains it. */
export function obstacleOf({ gate }: PoolSnapshot, { limits }: Provider): Obstacle | null {
  if (gate === null) return null;
  const { kind } = gate;
  const isLimit = kind === 'busy' || kind === 'rate-window';
  return {
    kind,
    advice: kind === 'busy' ? limits.explanation : adviceOn(kind),
    link: isLimit ? limits.link : null,
  };
}
