import { expect, onTestFinished, test, vi } from 'vitest';
import type { Player } from '../../src/audio/types.ts';
import { WORKLET_SOURCE } from '../../src/audio/worklet/worklet-source.ts';
import { positionCodedBytes } from './position-code.ts';
import { FORMAT, setUp } from './real-player.ts';

/** Each with a rate of its own: the context of another test may be open still, with its worklet. */
async function play(player: Player, sampleRateHz: number): Promise<string> {
  const track = player.open({ ...FORMAT, sampleRateHz });
  track.append(positionCodedBytes(0, 2400));
  track.finish();
  const { state, error } = await track.over;
  return error === undefined ? state : `${error.code}: ${error.message}`;
}

test('where blob: is refused the worklet comes from a data: address', async () => {
  const createUrl = vi.spyOn(URL, 'createObjectURL').mockReturnValue('blob:refused');
  onTestFinished(() => createUrl.mockRestore());
  expect(await play(setUp(), 11_025)).toBe('ended');
  expect(createUrl).toHaveBeenCalledOnce();
});

test('the worklet is taken from workletUrl', async () => {
  const url = URL.createObjectURL(new Blob([WORKLET_SOURCE], { type: 'text/javascript' }));
  onTestFinished(() => URL.revokeObjectURL(url));
  expect(await play(setUp({ workletUrl: url }), 16_000)).toBe('ended');
});

test.each([
  ['that does not load', '/nothing-here.js', 22_050],
  ['that brings something else', 'data:text/javascript,void 0', 32_000],
])('for a workletUrl %s the own copy is taken, with one warning', async (_, workletUrl, sampleRateHz) => {
  const warn = vi.spyOn(console, 'warn').mockReturnValue();
  onTestFinished(() => warn.mockRestore());
  expect(await play(setUp({ workletUrl }), sampleRateHz)).toBe('ended');
  expect(await play(setUp({ workletUrl }), sampleRateHz + 1)).toBe('ended');
  expect(warn.mock.calls.flat()).toEqual([
    expect.stringMatching(new RegExp(`"${workletUrl}".*worklet\\.js.*script-src.*Content-Security-Policy`)),
  ]);
});

test('a player that wants a worklet and nothing else fails where there is none', async () => {
  const createUrl = vi.spyOn(URL, 'createObjectURL').mockReturnValue('blob:refused');
  const encode = vi.spyOn(globalThis, 'btoa').mockReturnValue('!');
  onTestFinished(() => {
    createUrl.mockRestore();
    encode.mockRestore();
  });
  expect(await play(setUp({ engine: 'worklet' }), 12_000)).toMatch(
    /^no-audio: .*blob:.*data:.*Add blob: to script-src in the page's Content-Security-Policy.*workletUrl/,
  );
});
