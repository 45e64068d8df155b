import { describe, expect, it } from 'vitest';
import { breeze } from '../../../src/providers/breeze/breeze.ts';
import { untyped } from '../../support/untyped.ts';
import { everyCutting, readAll } from '../support/reading.ts';

// "The body is raw audio, chunked": https://docs.breezeblue.ai/concepts/streaming
const PCM = Uint8Array.from({ length: 48 }, (_, index) => (index * 37) % 256);

describe('reading a Breeze stream', () => {
  it('gives the bytes as they come, whatever the cutting', () => {
    for (const pieces of everyCutting(PCM)) {
      expect(readAll(breeze().createReader('audio/pcm'), pieces)).toEqual({
        audio: Array.from(PCM),
        rest: [{ type: 'end' }],
      });
    }
  });

  it('gives plain bytes of what is a Buffer, whose slice() would share its memory', () => {
    const [event] = breeze().createReader(null).read(Buffer.from(PCM).subarray(1));
    expect(event).toEqual({ type: 'audio', bytes: PCM.slice(1) });
  });

  it('takes an answer without audio for a truncated one', () => {
    expect(readAll(breeze().createReader(null), [])).toEqual({
      audio: [],
      rest: [{ type: 'failure', failure: { type: 'truncated', receivedBytes: 0 } }],
    });
  });

  it('takes no text for bytes, as a fetch of your own may give it', () => {
    const reader = breeze().createReader(null);
    expect(reader.read(untyped('text'))).toEqual([]);
    expect(reader.end()).toMatchObject([{ failure: { type: 'truncated', receivedBytes: 0 } }]);
  });

  it('takes an answer that ends inside a sample for a truncated one', () => {
    expect(readAll(breeze().createReader(null), [PCM.subarray(0, 7)]).rest).toEqual([
      { type: 'failure', failure: { type: 'truncated', receivedBytes: 7 } },
    ]);
  });

  it.each(['text/html; charset=utf-8', 'application/json', 'application/problem+json', 'audio/mpeg'])(
    'never takes %s for samples',
    (contentType) => {
      const reading = readAll(breeze().createReader(contentType), [PCM]);
      expect(reading.audio).toEqual([]);
      expect(reading.rest).toEqual([
        { type: 'failure', failure: { type: 'foreign', contentType: contentType.split(';')[0] } },
      ]);
    },
  );

  it.each([null, 'audio/pcm', 'audio/wav', 'application/octet-stream', 'text/plain'])(
    'takes samples from an answer of type %s',
    (contentType) => {
      expect(readAll(breeze().createReader(contentType), [PCM]).audio).toHaveLength(PCM.length);
    },
  );
});
