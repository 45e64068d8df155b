import { expect, onTestFinished } from 'vitest';
import type { PcmFormat } from '../../src/audio/pure/format.ts';
import { freeTurn } from '../../src/audio/exclusive/speaking-turn.ts';
import { TrackPlayer, type TrackPlayerParts } from '../../src/audio/track-player.ts';
import type { Player, Track } from '../../src/audio/types.ts';
import { VirtualClock } from '../../src/testing/virtual-clock.ts';
import { FakeEngine } from './fake-engine.ts';
import { positionCodedBytes } from './position-code.ts';

export const FORMAT: PcmFormat = { encoding: 's16le', sampleRateHz: 24_000, channels: 1 };
/** 100 ms. */
export const TENTH = 2400;

/** What a player has by default. */
export const PARTS: Omit<TrackPlayerParts, 'clock' | 'openEngine'> = {
  openTurn: () => freeTurn,
  expectedSampleRateHz: 24_000,
  retainSeconds: Infinity,
  start: 'adaptive',
  volume: 1,
  muted: false,
};

export function setUp(options: Partial<TrackPlayerParts> = {}): {
  player: Player;
  clock: VirtualClock;
  engines: FakeEngine[];
  engine: () => FakeEngine;
} {
  const clock = new VirtualClock();
  const engines: FakeEngine[] = [];
  const player = new TrackPlayer({
    clock,
    ...PARTS,
    ...options,
    openEngine: (sampleRateHz, listener) => {
      const engine = new FakeEngine(sampleRateHz, listener);
      engines.push(engine);
      return engine;
    },
  });
  onTestFinished(() => {
    player.close();
    expect(clock.pending).toBe(0);
  });
  return { player, clock, engines, engine: () => engines.at(-1)! };
}

export function openWhole(player: Player, start: number, end: number, format: PcmFormat = FORMAT): Track {
  const track = player.open(format);
  track.append(positionCodedBytes(start, end));
  track.finish();
  return track;
}

export interface Shown {
  getState(): { readonly state: string };
  subscribe(listener: (snapshot: { readonly state: string }) => void): () => void;
}

/** Every state that is shown from now on, the present one first. */
export function statesOf(shown: Shown): string[] {
  const states = [shown.getState().state];
  shown.subscribe(({ state }) => states.push(state));
  return states;
}

export function sentFrames(engine: FakeEngine): number {
  return engine.commands.reduce(
    (sum, command) => sum + (command.type === 'page' ? command.samples.length : 0),
    0,
  );
}
