import { describe, expect, it } from 'vitest';
import { smallest } from '../../../src/providers/smallest/smallest.ts';
import { bytesOf, everyCutting, readAll, type Reading } from '../support/reading.ts';
import { AUDIO, FRAMINGS } from './framings.ts';

const TYPE = 'text/event-stream; charset=utf-8';

function read(...texts: readonly string[]): Reading {
  return readAll(smallest().createReader(TYPE), texts.map(bytesOf));
}

describe('reading a Smallest AI stream', () => {
  for (const [name, text] of Object.entries(FRAMINGS)) {
    it(`reads the framing "${name}" in any cutting`, () => {
      for (const pieces of everyCutting(bytesOf(text))) {
        const reading = readAll(smallest().createReader(TYPE), pieces);
        expect(reading).toEqual({ audio: AUDIO, rest: [{ type: 'end' }] });
      }
    });

    it(`reads the framing "${name}" with CRLF and CR line ends, behind a BOM and comments`, () => {
      for (const lineEnd of ['\r\n', '\r']) {
        const sent = `\u{FEFF}: welcome\n\n${text}: bye\n\n`.replaceAll('\n', lineEnd);
        expect(read(sent)).toEqual({ audio: AUDIO, rest: [{ type: 'end' }] });
      }
    });
  }

  it('takes an answer that ends before its end mark is whole for a truncated one', () => {
    const text = FRAMINGS['now: named frames with done and status'] ?? '';
    for (let at = 0; at < text.length; at += 1) {
      const { rest, audio } = read(text.slice(0, at));
      expect(rest, `cut at ${at}`).toEqual([
        { type: 'failure', failure: { type: 'truncated', receivedBytes: audio.length } },
      ]);
    }
  });

  it('knows the end from its mark, without waiting for the connection to close', () => {
    const late = Object.entries(FRAMINGS)
      .filter(([, text]) => smallest().createReader(TYPE).read(bytesOf(text)).at(-1)?.type !== 'end')
      .map(([name]) => name);
    // There the mark stands in an event without data, which a parser of server-sent events never tells of.
    expect(late).toEqual(['oldest: JSON in chunk events, done as a field without data']);
  });

  it('keeps letters whole that are cut between their bytes', () => {
    const body = '{"status":"error","message":"Größe – 太大"}';
    for (const pieces of everyCutting(bytesOf(`data: ${body}\n\n`))) {
      const { rest } = readAll(smallest().createReader(TYPE), pieces);
      expect(rest).toEqual([{ type: 'failure', failure: { type: 'frame', body } }]);
    }
  });

  it('says nothing more after the end', () => {
    const text = `${FRAMINGS['before: frames with audio only']}event: audio\ndata: {"audio":"AAAA"}\n\n`;
    expect(read(text, text)).toEqual({ audio: AUDIO, rest: [{ type: 'end' }] });
  });

  it('takes audio and end from one frame', () => {
    const whole = Buffer.from(AUDIO).toString('base64');
    expect(read(`data: {"audio":"${whole}","done":true}\n\n`)).toEqual({
      audio: AUDIO,
      rest: [{ type: 'end' }],
    });
  });

  it('ignores frames that it does not know', () => {
    const strange = 'event: timing\ndata: {"word":"one","start":0.1}\n\nretry: soon\n\n';
    expect(read(strange, FRAMINGS['before: frames with audio only'] ?? '').audio).toEqual(AUDIO);
  });

  // 100 to 200 bytes are what a voice gives that does not fit the model: how-to-vc-api.mdx, docs.smallest.ai.
  it.each([0, 1, 255])('takes a complete answer with %i bytes of audio for an error', (receivedBytes) => {
    const audio = Buffer.alloc(receivedBytes).toString('base64');
    expect(read(`data: {"audio":"${audio}"}\n\ndata: {"done":true}\n\n`).rest).toEqual([
      { type: 'failure', failure: { type: 'empty', receivedBytes } },
    ]);
  });

  it.each([
    ['an event named error', 'event: error\ndata: {"message":"no"}\n\n', '{"message":"no"}'],
    ['an event named error that is not JSON', 'event: error\ndata: no\n\n', 'no'],
    ['the status "error"', 'data: {"status":"error","message":"no","errors":[]}\n\n', undefined],
    ['an error key', 'data: {"error":{"message":"no"}}\n\n', undefined],
  ])('hands on an error frame: %s', (_name, text, body) => {
    const expected = body ?? text.slice('data: '.length).trim();
    const first = 'event: audio\ndata: {"audio":"AQA="}\n\n';
    expect(read(first, text, first)).toEqual({
      audio: [1, 0],
      rest: [{ type: 'failure', failure: { type: 'frame', body: expected } }],
    });
  });

  it.each([
    ['text that is not JSON', 'data: <html>\n\n', 'not a JSON object'],
    ['JSON that is not an object', 'data: [1]\n\n', 'not a JSON object'],
    ['audio that is not base64', 'data: {"audio":"***"}\n\n', 'not base64'],
  ])('reports %s as malformed, once', (_name, text, because) => {
    expect(read(text, text).rest).toEqual([
      { type: 'failure', failure: { type: 'malformed', because: expect.stringContaining(because) } },
    ]);
  });

  it.each([
    ['a line', 'data: ', ''],
    ['an event', '', 'data: '],
  ])('gives up on %s that never ends', (_name, start, prefix) => {
    const reader = smallest().createReader(TYPE);
    const piece = bytesOf(prefix === '' ? 'A'.repeat(100_000) : `${prefix}${'A'.repeat(100_000)}\n`);
    const failures: unknown[] = reader.read(bytesOf(start)).slice();
    let fed = 0;
    while (failures.length === 0 && fed < 100) {
      failures.push(...reader.read(piece));
      fed += 1;
    }
    expect(failures).toEqual([
      { type: 'failure', failure: { type: 'malformed', because: expect.stringContaining('longer than') } },
    ]);
    expect(reader.read(piece)).toEqual([]);
    expect(reader.end()).toEqual([]);
  });

  it('never reads a web page as a stream', () => {
    expect(readAll(smallest().createReader('text/html'), [bytesOf('<html>')]).rest).toEqual([
      { type: 'failure', failure: { type: 'foreign', contentType: 'text/html' } },
    ]);
  });
});
