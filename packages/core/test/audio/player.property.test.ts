import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import type { Command } from '../../src/audio/pure/commands.ts';
import type { Track } from '../../src/audio/types.ts';
import { FORMAT, setUp } from './player-rig.ts';
import { positionCodedBytes } from './position-code.ts';
import { RAMP_FRAMES } from './renderer-rig.ts';
import { accountForTakes, type Take } from './takes.ts';

/** Positions of the codes of a track begin here: apart for each track, and away from zero. */
const startOf = (track: number): number => 31_000 + track * 9000;

const step = fc.oneof(
  {
    weight: 5,
    arbitrary: fc.record({ type: fc.constant('render' as const), frames: fc.integer({ min: 1, max: 600 }) }),
  },
  {
    weight: 5,
    arbitrary: fc.record({ type: fc.constant('append' as const), bytes: fc.integer({ min: 1, max: 1500 }) }),
  },
  {
    weight: 1,
    arbitrary: fc.record({ type: fc.constant('seek' as const), frame: fc.integer({ min: 0, max: 3500 }) }),
  },
  { weight: 1, arbitrary: fc.record({ type: fc.constantFrom('pause', 'resume', 'next', 'lost', 'wait') }) },
);

/** What the engines were told to play: a stretch for each track, each seek and each new engine. */
function takesOf(commands: readonly Command[]): Take[] {
  const takes: Take[] = [];
  const byTrack = new Map<number, Take>();
  const begin = (track: number, startFrame: number): void => {
    const take: Take = { start: -1, end: -1, isCutIn: startFrame > 0, isWhole: false };
    takes.push(take);
    byTrack.set(track, take);
  };
  for (const command of commands) {
    if (command.type === 'open') begin(command.track, command.startFrame);
    else if (command.type === 'seek') begin(command.next, command.startFrame);
    else if (command.type === 'page') {
      const take = byTrack.get(command.track)!;
      if (take.start === -1) {
        // Its code says which position it is: they stay below one period.
        Object.assign(take, { start: command.samples[0]! + 30_000, end: command.samples[0]! + 30_000 });
      }
      take.end += command.samples.length;
    }
  }
  return takes.filter(({ start }) => start !== -1);
}

test('however the bytes are cut, and whatever is paused, sought, starved, joined and lost, every stretch is heard sample by sample', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(step, { maxLength: 50 }), async (steps) => {
      const rig = setUp();
      const { player, engines, clock } = rig;
      const output: number[] = [];
      const heardBefore = (): void => {
        // A new engine begins in silence; what the one before it held is gone, without a fade.
        output.push(...rig.engine().output, 0);
      };
      const tracks: Track[] = [];
      // Not as the player shows it, which says so until something is heard again.
      let isPaused = false;
      let bytes = new Uint8Array();
      const next = (): void => {
        tracks.at(-1)?.finish();
        bytes = positionCodedBytes(startOf(tracks.length), startOf(tracks.length) + 3000);
        tracks.push(player.open(FORMAT));
      };
      next();
      for (const one of steps) {
        const track = tracks.at(-1)!;
        if (one.type === 'render') rig.engine().render(one.frames);
        else if (one.type === 'append') {
          track.append(bytes.subarray(0, one.bytes));
          bytes = bytes.subarray(one.bytes);
        } else if (one.type === 'seek') track.seek(one.frame / FORMAT.sampleRateHz);
        else if (one.type === 'next' && tracks.length < 3) next();
        else if (one.type === 'wait') await clock.advance(500);
        else if (one.type === 'lost' && isPaused && engines.length === 1) {
          rig.engine().render(RAMP_FRAMES);
          heardBefore();
          rig.engine().fail();
        } else if (one.type === 'pause' || one.type === 'resume') {
          isPaused = one.type === 'pause';
          player[one.type]();
        }
      }
      player.resume();
      tracks.at(-1)!.finish();
      await clock.advance(500);
      for (let block = 0; block < 100 && player.getState().state !== 'idle'; block++)
        rig.engine().render(480);
      rig.engine().render(RAMP_FRAMES);
      heardBefore();
      const takes = takesOf(engines.flatMap(({ commands }) => commands));
      accountForTakes(
        output,
        takes.length === 0 ? [{ start: 0, end: 0, isCutIn: false, isWhole: false }] : takes,
        RAMP_FRAMES,
      );
      expect(tracks.map((track) => track.getState().state)).toEqual(tracks.map(() => 'ended'));
      for (const track of tracks) expect(track.playedSeconds()).toBe(track.receivedSeconds());
      player.close();
    }),
    { numRuns: 150 },
  );
});
