import { breeze, type BreezeOptions } from '../../../src/providers/breeze/breeze.ts';
import type { ProviderLimits } from '../../../src/providers/provider.ts';
import { SpeechClient } from '../../../src/speech/speech.ts';
import type { Speech } from '../../../src/speech/types.ts';
import { FakePool, type StagedJob } from './fake-pool.ts';
import { FakePlayer, FakeTrack } from './fake-player.ts';
import type { FakeService } from './fake-service.ts';
import { VirtualClock } from '../../../src/testing/virtual-clock.ts';

/** A speech client over fakes. */
export interface Stage {
  readonly speech: Speech;
  readonly pool: FakePool;
  readonly player: FakePlayer;
  readonly clock: VirtualClock;
  /** The job and the track of the n-th utterance, from 0. */
  job(index?: number): StagedJob;
  track(index?: number): FakeTrack;
}

/** `limits`: what the provider says of them besides. */
export function setStage(
  service: FakeService,
  options: BreezeOptions = {},
  limits: Partial<ProviderLimits> = {},
): Stage {
  const pool = new FakePool();
  const player = new FakePlayer();
  const clock = new VirtualClock();
  const given = breeze({ ...options, fetch: service.fetch });
  const provider = { ...given, limits: { ...given.limits, ...limits } };
  return {
    speech: new SpeechClient({ provider, pool, player, clock }),
    pool,
    player,
    clock,
    job: (index = 0) => pool.jobs[index] ?? fail(`There is no job ${index}.`),
    track: (index = 0) => player.tracks[index] ?? fail(`There is no track ${index}.`),
  };
}

function fail(because: string): never {
  throw new Error(because);
}
