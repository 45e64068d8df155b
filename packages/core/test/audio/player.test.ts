import { expect, test } from 'vitest';
import { createPlayer, CuelightError } from '../../src/player.ts';
import { positionCodedBytes } from './position-code.ts';

test('without an AudioContext a player can be made and used, and its tracks fail with the reason', async () => {
  const player = createPlayer();
  expect(player.getInitialState()).toEqual({ state: 'idle', tracks: 0, volume: 1, muted: false });
  const track = player.open({ encoding: 's16le', sampleRateHz: 24_000, channels: 1 });
  track.append(positionCodedBytes(0, 2400));
  track.finish();
  const { state, error } = await track.over;
  expect(state).toBe('failed');
  expect(error).toBeInstanceOf(CuelightError);
  expect(error?.message).toBe(
    'Failed to play audio of 24000 Hz: there is no AudioContext here. Use a browser with Web Audio, on https or localhost.',
  );
  expect([await player.unlock(), player.audioContext(), player.getState()]).toEqual([
    false,
    null,
    { state: 'idle', tracks: 0, volume: 1, muted: false },
  ]);
  player.pause();
  player.resume();
  player.stop();
  player.close();
  player.close();
});

test.each([
  ['an empty workletUrl', { workletUrl: '' }, 'workletUrl is ""'],
  ['a workletUrl that is no string', { workletUrl: 7 }, 'workletUrl is 7 (number)'],
  ['a rate that is no number', { expectedSampleRateHz: Number.NaN }, 'expectedSampleRateHz is NaN'],
  ['a rate of 0', { expectedSampleRateHz: 0 }, 'from 3000 to 192000'],
  ['a volume that is no number', { volume: Number.NaN }, 'volume is NaN'],
  ['a volume above 1', { volume: 2 }, 'from 0 to 1'],
  ['a muted that is neither', { muted: 'yes' }, 'muted is "yes"'],
  ['no options at all', null, 'options is null'],
  ['a misspelt option', { retainSecond: 5 }, 'there is no option retainSecond. Pass some of engine, start'],
  ['a negative retainSeconds', { retainSeconds: -1 }, 'retainSeconds is -1'],
  ['a retainSeconds that is no number', { retainSeconds: Number.NaN }, 'retainSeconds is NaN'],
  ['a start of no such name', { start: 'soon' }, '"adaptive", "eager", "smooth"'],
  ['a start without its seconds', { start: {} }, 'start.startSeconds is null'],
  ['a start that is no number', { start: { startSeconds: Number.NaN } }, 'start.startSeconds is NaN'],
  [
    'a rebuffer beyond a minute',
    { start: { startSeconds: 1, rebufferSeconds: 61 } },
    'start.rebufferSeconds is 61',
  ],
])('%s is refused', (_, options, message) => {
  // @ts-expect-error what plain JavaScript may pass
  expect(() => createPlayer(options)).toThrow(
    expect.objectContaining({ code: 'invalid-option', message: expect.stringContaining(message) }),
  );
});

test.each([
  ['endpoint', { endpoint: '' }, 'endpoint is ""'],
  ['options', null, 'options is null'],
  ['option', { endPoint: 'a' }, 'there is no option endPoint'],
])('a track with a wrong %s is refused', (_, options, message) => {
  const player = createPlayer({ engine: 'silent' });
  const format = { encoding: 's16le', sampleRateHz: 24_000, channels: 1 } as const;
  // @ts-expect-error what plain JavaScript may pass
  expect(() => player.open(format, options)).toThrow(message);
  expect(player.getState().tracks).toBe(0);
  player.close();
});
