import { expect, test } from 'vitest';
import { accountFor } from './account.ts';
import { codeOf, positionCoded, positionCodedBytes } from './position-code.ts';
import { FORMAT, RAMP_FRAMES, RATE_HZ, setUp } from './real-player.ts';
import { record } from './recording.ts';
import { untilState } from './until.ts';
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
