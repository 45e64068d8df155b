import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { LiveSentences } from '../../../src/speech/text/live-sentences.ts';

const MEASURE = { bestCharacters: 60, maxCharacters: 80, count: (text: string) => text.length };

function takeAll(sentences: LiveSentences): string[] {
  const taken: string[] = [];
  for (let piece = sentences.take(); piece !== null; piece = sentences.take()) taken.push(piece);
  return taken;
}

describe('a text that comes in bits', () => {
  it.each([
    ['a sentence that is followed by another', ['This is', ' one. And'], ['This is one. ']],
    ['nothing before its sentence is complete', ['This is one'], []],
    ['no sentence that may go on: a decimal, an abbreviation', ['It is 3.', 'Dr. ', 'Who'], []],
    ['no sentence before a letter tells how it goes on', ['One etc. ('], []],
    ['a line that is over', ['This is one.\n'], []],
    ['what comes before an empty line', ['A heading\n\nText'], ['A heading\n\n']],
    ['sentences without spaces', ['今日は。明日'], ['今日は。']],
    ['several that fit into one request at once', ['One. Two. Three. Fo'], ['One. Two. Three. ']],
  ])('gives %s', (_what, bits, expected) => {
    const sentences = new LiveSentences(MEASURE);
    for (const bit of bits) sentences.push(bit);
    expect(takeAll(sentences)).toEqual(expected);
  });

  it.each([
    ['One.', ['One.']],
    ['She said: “One!”', ['She said: “One!”']],
    ['今日は。', ['今日は。']],
    ['यह है।', ['यह है।']],
    ['One', []],
    ['One,', []],
    ['It costs 3.', []],
    ['This is Mr.', []],
  ])('after a pause, of %o gives %o', (text, expected) => {
    const sentences = new LiveSentences(MEASURE);
    sentences.push(text);
    sentences.pause();
    expect(takeAll(sentences)).toEqual(expected);
  });

  it('gives what is left at its end, and nothing of half a sentence where the end was a failure', () => {
    const [ended, broken] = [new LiveSentences(MEASURE), new LiveSentences(MEASURE)];
    for (const sentences of [ended, broken]) sentences.push('One is here. Two is');
    ended.end();
    broken.drop();
    expect([takeAll(ended), takeAll(broken)]).toEqual([['One is here. Two is'], ['One is here. ']]);
    expect(broken.pending).toBe(0);
  });

  it('does not wait for the end of a sentence that does not fit into one request', () => {
    const sentences = new LiveSentences(MEASURE);
    for (let bit = 0; bit < 60; bit += 1) sentences.push('word ');
    const taken = takeAll(sentences);
    expect(taken.join('').length).toBeGreaterThan(150);
    expect(taken.every((piece) => piece.length <= 60)).toBe(true);
  });

  it('takes time in proportion to a bit, whatever is in it', () => {
    // As many looks as there are sentences, and each at all that follows, would be ten thousand million steps.
    const sentences = new LiveSentences(MEASURE);
    sentences.push('\n'.repeat(200_000));
    sentences.push('. ) '.repeat(50_000));
    expect(takeAll(sentences).join('').length + sentences.pending).toBe(400_000);
  });

  it('whatever the bits, what it gives joined is what went in, in pieces below the limit', () => {
    const bit = fc.oneof(
      fc.constantFrom(
        '. ',
        '.',
        ' ',
        '\n',
        '。',
        '3.',
        'Dr. ',
        '\ud83d',
        '\ude00',
        '👨‍👩‍👧',
        '🇩🇪',
        'a'.repeat(200),
      ),
      fc.string({ unit: 'grapheme', maxLength: 9 }),
      fc.lorem({ maxCount: 5 }),
    );
    const act = fc.constantFrom('push', 'push', 'push', 'pause', 'take');
    fc.assert(
      fc.property(fc.array(fc.tuple(bit, act), { maxLength: 60 }), (acts) => {
        const sentences = new LiveSentences(MEASURE);
        const taken: string[] = [];
        let text = '';
        for (const [more, what] of acts) {
          if (what === 'pause') sentences.pause();
          else if (what === 'take') taken.push(...takeAll(sentences));
          else {
            sentences.push(more);
            text += more;
          }
        }
        sentences.end();
        taken.push(...takeAll(sentences));
        expect(taken.join('')).toBe(text);
        for (const piece of taken) expect(piece.length).toBeLessThanOrEqual(80);
      }),
      { seed: 5, numRuns: 500 },
    );
  });
});
