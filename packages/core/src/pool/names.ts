import type { Random } from '../platform/random.ts';
import { PROTOCOL_VERSION } from './protocol.ts';

/** What the pool's locks, channel and stored number are called. */
export interface PoolNames {
  readonly channel: string;
  readonly conductor: string;
  /** Of the channel that stands in for locks where there are none. */
  readonly lockChannel: string;
  readonly epoch: string;
  readonly foundLimit: string;
  readonly presencePrefix: string;
  readonly slotPrefix: string;
  presence(tabId: string): string;
  slot(slot: number): string;
}

export function poolNames(pool: string): PoolNames {
  const root = `cuelight:${pool}:`;
  return {
    channel: `${root}v${PROTOCOL_VERSION}`,
    conductor: `${root}v${PROTOCOL_VERSION}:conductor`,
    lockChannel: `${root}v${PROTOCOL_VERSION}:locks`,
    foundLimit: `${root}limit`,
    epoch: `${root}epoch`,
    presencePrefix: `${root}tab:`,
    // Without a version: two deployed versions of an app still share one limit.
    slotPrefix: `${root}slot:`,
    presence: (tabId) => `${root}tab:${tabId}`,
    slot: (slot) => `${root}slot:${slot}`,
  };
}

/** Six characters: enough to tell the tabs of one app apart. */
export function randomName(random: Random): string {
  return Math.floor(random() * 36 ** 6)
    .toString(36)
    .padStart(6, '0');
}
