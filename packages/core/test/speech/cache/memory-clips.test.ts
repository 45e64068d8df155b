import { describe, expect, test } from 'vitest';
import { MemoryClips } from '../../../src/speech/cache/memory-clips.ts';

const clip = (length: number): Uint8Array<ArrayBuffer> => new Uint8Array(length);

describe('clips at hand', () => {
  test('are let go of when there are too many bytes, those not used for longest first', () => {
    const clips = new MemoryClips({ totalBytes: 100, keepForMs: 1000 });
    for (const key of ['a', 'b', 'c']) clips.put(key, clip(30), 0);
    expect(clips.get('a', 1)?.length).toBe(30);
    clips.put('d', clip(40), 2);
    expect(['a', 'b', 'c', 'd'].filter((key) => clips.get(key, 3) !== null)).toEqual(['a', 'c', 'd']);
    expect([clips.clips, clips.bytes]).toEqual([3, 100]);
  });

  test('are replaced, and gone when their time is over', () => {
    const clips = new MemoryClips({ totalBytes: 100, keepForMs: 1000 });
    clips.put('a', clip(60), 0);
    clips.put('a', clip(70), 500);
    expect([clips.get('a', 1499)?.length, clips.bytes]).toEqual([70, 70]);
    expect(clips.get('a', 1500)).toBeNull();
    expect([clips.clips, clips.bytes]).toEqual([0, 0]);
  });

  test('are used without living longer for it', () => {
    const clips = new MemoryClips({ totalBytes: 100, keepForMs: 1000 });
    clips.put('a', clip(1), 0);
    expect(clips.get('a', 999)).not.toBeNull();
    expect(clips.get('a', 1000)).toBeNull();
  });

  test('do not go for one that is larger than all the room', () => {
    const clips = new MemoryClips({ totalBytes: 100, keepForMs: 1000 });
    clips.put('a', clip(60), 0);
    clips.put('b', clip(101), 0);
    expect([clips.clips, clips.bytes]).toEqual([1, 60]);
  });

  test('are none after they were cleared', () => {
    const clips = new MemoryClips({ totalBytes: 100, keepForMs: 1000 });
    clips.put('a', clip(60), 0);
    clips.clear();
    expect([clips.get('a', 0), clips.bytes]).toEqual([null, 0]);
  });
});
