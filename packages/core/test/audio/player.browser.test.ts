import { expect, onTestFinished, test, vi } from 'vitest';
import type { Player } from '../../src/audio/types.ts';
import { WORKLET_SOURCE } from '../../src/audio/worklet/worklet-source.ts';
import { createPlayer } from '../../src/player.ts';
import { accountFor } from './account.ts';
import { codeOf, positionCoded, positionCodedBytes } from './position-code.ts';
import { FORMAT, RAMP_FRAMES, RATE_HZ, setUp } from './real-player.ts';
import { record } from './recording.ts';
import { untilContext, untilState } from './until.ts';
import { waveHeader } from './wave-fixture.ts';

const codes = (start: number, end: number): number[] => [...positionCoded(start, end)];

test('two tracks, cut anyhow, are heard as one: no sample lost, repeated or out of place', async () => {
  const player = setUp();
  const recording = await record(player, RATE_HZ);
  const first = player.open(FORMAT);
  const second = player.open(FORMAT);
  const bytes = positionCodedBytes(0, 6001);
  for (let at = 0, size = 1; at < bytes.length; at += size, size = (size * 7 + 3) % 2000) {
    first.append(bytes.subarray(at, at + size));
  }
  first.finish();
  second.append(waveHeader());
  second.append(positionCodedBytes(6001, 12_000));
  second.finish();
  await second.over;
  await recording.frames(1024);
  const heard = recording.heard();
  expect(heard.slice(0, 12_000)).toEqual(codes(0, 12_000));
  expect(heard.slice(12_000 + RAMP_FRAMES - 1).every((code) => code === 0)).toBe(true);
});

test('audio that arrives while it plays is heard whole', async () => {
  const player = setUp();
  const recording = await record(player, RATE_HZ);
  const track = player.open(FORMAT);
  track.append(positionCodedBytes(0, 6000));
  for (let at = 6000; at < 18_000; at += 3000) {
    // Each piece comes when 125 ms of the ones before it are left, or too late, where the machine is busy.
    await recording.until((all) => all.includes(codeOf(at - 3000)));
    track.append(positionCodedBytes(at, at + 3000));
  }
  track.finish();
  await track.over;
  await recording.caughtUp();
  expect(accountFor(recording.codes, RAMP_FRAMES)).toBe(18_000);
});

test('a track that ran dry goes on with the next sample', async () => {
  const player = setUp();
  const recording = await record(player, RATE_HZ);
  const track = player.open(FORMAT);
  track.append(positionCodedBytes(0, 6000));
  await untilState(track, 'playing');
  await untilState(track, 'buffering');
  track.append(positionCodedBytes(6000, 10_000));
  track.finish();
  await track.over;
  await recording.caughtUp();
  expect(accountFor(recording.codes, RAMP_FRAMES)).toBe(10_000);
});

test('pause is silent, and resume loses and repeats nothing', async () => {
  const player = setUp();
  const recording = await record(player, RATE_HZ);
  const track = player.open(FORMAT);
  track.append(positionCodedBytes(0, 24_000));
  track.finish();
  for (const position of [3000, 4000, 6000]) {
    await recording.until((all) => all.includes(codeOf(position)));
    player.pause();
    expect(track.getState().state).toBe('paused');
    await recording.until((all) => all.length > 0 && all.slice(-512).every((code) => code === 0));
    // What the player says of it comes through another port, and may come later.
    await recording.frames(2048);
    const playedSeconds = track.playedSeconds();
    await recording.frames(1024);
    expect(track.playedSeconds()).toBe(playedSeconds);
    player.resume();
    await untilState(track, 'playing');
  }
  await track.over;
  await recording.caughtUp();
  expect(accountFor(recording.codes, RAMP_FRAMES)).toBe(24_000);
});

test('stop silences at once and discards what arrives late; the next track is heard whole', async () => {
  const player = setUp();
  const recording = await record(player, RATE_HZ);
  const track = player.open(FORMAT);
  track.append(positionCodedBytes(0, 20_000));
  await recording.until((all) => all.includes(codeOf(2000)));
  track.stop();
  await recording.until((all) => all.slice(-512).every((code) => code === 0));
  track.append(positionCodedBytes(20_000, 24_000));
  await recording.frames(2048);
  expect(recording.codes.slice(-2048).every((code) => code === 0)).toBe(true);
  const stoppedAt = recording.codes.length;
  const next = player.open(FORMAT);
  next.append(positionCodedBytes(25_000, 28_000));
  next.finish();
  await next.over;
  await recording.caughtUp();
  const heard = recording.codes.slice(stoppedAt);
  const first = heard.indexOf(codeOf(25_000));
  expect(heard.slice(0, first).every((code) => code === 0)).toBe(true);
  expect(heard.slice(first, first + 3000)).toEqual(codes(25_000, 28_000));
});

test('a track shows playing after its first sample was rendered and ended after its last', async () => {
  const player = setUp();
  const recording = await record(player, RATE_HZ);
  const track = player.open(FORMAT);
  track.append(positionCodedBytes(0, 6000));
  track.finish();
  await untilState(track, 'playing');
  await recording.caughtUp();
  expect(recording.codes).toContain(codeOf(0));
  expect(await track.over).toEqual({ state: 'ended' });
  await recording.caughtUp();
  expect(recording.codes).toContain(codeOf(5999));
  expect([track.playedSeconds(), track.receivedSeconds()]).toEqual([0.25, 0.25]);
});

test('a context that is not running blocks the track; unlock goes on from the next sample', async () => {
  const player = setUp();
  const recording = await record(player, RATE_HZ);
  const context = player.audioContext()!;
  const track = player.open(FORMAT);
  track.append(positionCodedBytes(0, 12_000));
  track.finish();
  await recording.until((all) => all.includes(codeOf(3000)));
  await context.suspend();
  await untilState(track, 'blocked');
  expect(player.getState().state).toBe('blocked');
  expect(await player.unlock()).toBe(true);
  await untilState(track, 'playing');
  await track.over;
  await recording.caughtUp();
  expect(accountFor(recording.codes, RAMP_FRAMES)).toBe(12_000);
});

test('each rate has its own context, and the tracks keep their order', async () => {
  const player = setUp();
  const rates = [8000, 44_100, 8000];
  const tracks = rates.map((sampleRateHz) => {
    const track = player.open({ ...FORMAT, sampleRateHz });
    track.append(new Uint8Array(sampleRateHz / 5));
    track.finish();
    return track;
  });
  const order: number[] = [];
  await Promise.all(tracks.map((track, index) => track.over.then(() => order.push(index))));
  expect(order).toEqual([0, 1, 2]);
  expect(tracks.map((track) => track.getState().state)).toEqual(['ended', 'ended', 'ended']);
  expect(rates.map((rate) => player.audioContext(rate)?.sampleRate)).toEqual(rates);
});

test('players share the context of a rate, and the last one that closes lets the device go', async () => {
  const first = setUp();
  const second = setUp();
  const context = first.audioContext()!;
  expect(second.audioContext()).toBe(context);
  const track = first.open(FORMAT);
  track.append(positionCodedBytes(0, 24_000));
  await untilState(track, 'playing');
  first.close();
  first.close();
  expect((await track.over).state).toBe('stopped');
  const next = second.open(FORMAT);
  next.append(positionCodedBytes(0, 6000));
  next.finish();
  expect((await next.over).state).toBe('ended');
  expect(context.state).toBe('running');
  second.close();
  await untilContext(context, 'suspended');
  expect(second.audioContext()).toBeNull();
});

test('a closed player leaves no running context, also when it closes before the worklet is loaded', async () => {
  const player = createPlayer();
  const contexts = [player.audioContext(8000)!, player.audioContext(16_000)!];
  player.close();
  await Promise.all(contexts.map((context) => untilContext(context, 'suspended')));
  expect(contexts.map((context) => context.state)).toEqual(['suspended', 'suspended']);
});

/** Resolves when the player has heard of it as well. */
async function closeContextOf(player: Player): Promise<void> {
  const context = player.audioContext()!;
  const told = new Promise<void>((resolve) => {
    context.addEventListener('statechange', () => {
      if (context.state === 'closed') resolve();
    });
  });
  await context.close();
  await told;
}

test('a context that somebody else closes is replaced, and the track goes on in the new one', async () => {
  const player = setUp();
  const track = player.open(FORMAT);
  track.append(positionCodedBytes(0, 12_000));
  await untilState(track, 'playing');
  const context = player.audioContext()!;
  await closeContextOf(player);
  expect(player.audioContext()).not.toBe(context);
  track.append(positionCodedBytes(12_000, 18_000));
  track.finish();
  expect(await track.over).toEqual({ state: 'ended' });
  expect(track.playedSeconds()).toBe(0.75);
});

test('a context that is closed again and again makes the track fail, and the next track opens a new one', async () => {
  const player = setUp();
  const track = player.open(FORMAT);
  await closeContextOf(player);
  await closeContextOf(player);
  const { state, error } = await track.over;
  expect([state, error?.code]).toEqual(['failed', 'no-audio']);
  const next = player.open(FORMAT);
  next.append(positionCodedBytes(0, 2400));
  next.finish();
  expect((await next.over).state).toBe('ended');
});

test('connecting a node can be undone, twice, without touching another connection to it', async () => {
  const player = setUp();
  const recording = await record(player, RATE_HZ);
  const undo = player.connect(new GainNode(player.audioContext()!));
  undo();
  undo();
  const track = player.open(FORMAT);
  track.append(positionCodedBytes(0, 2400));
  track.finish();
  await track.over;
  await recording.caughtUp();
  expect(recording.heard().slice(0, 2400)).toEqual(codes(0, 2400));
});

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

test('started and closed a hundred times, a player makes one context, which sleeps in the end', async () => {
  const contexts = new Set<AudioContext>();
  for (let time = 0; time < 100; time++) {
    const player = createPlayer();
    contexts.add(player.audioContext(14_000)!);
    const track = player.open({ ...FORMAT, sampleRateHz: 14_000 });
    track.append(positionCodedBytes(0, 200));
    track.finish();
    if (time % 10 === 0) await track.over;
    player.close();
  }
  const [context] = contexts;
  expect(contexts.size).toBe(1);
  await untilContext(context!, 'suspended');
});
