import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { splitText, type SplitOptions } from '../../../src/speech/text/split-text.ts';

const OPTIONS: SplitOptions = {
  bestCharacters: 40,
  maxCharacters: 60,
  count: (text) => text.length,
  startsEarly: false,
};

function split(text: string, options: Partial<SplitOptions> = {}): string[] {
  return splitText(text, { ...OPTIONS, ...options });
}

function codePoints(text: string): number {
  return Array.from(text).length;
}

/** As services count that bill Chinese, Japanese and Korean characters twice. */
function doubled(text: string): number {
  return Array.from(text).reduce((sum, character) => sum + (/[\u3000-\u9fff]/u.test(character) ? 2 : 1), 0);
}

describe('a text is split at the ends of sentences', () => {
  it('and is left whole where it fits into one request', () => {
    expect(split('One. Two. Three.')).toEqual(['One. Two. Three.']);
  });

  it('packed as full as the best length allows', () => {
    expect(split('One is here. Two is here. Three is here. Four is here. Five.')).toEqual([
      'One is here. Two is here. ',
      'Three is here. Four is here. Five.',
    ]);
  });

  it.each([
    [
      'abbreviations',
      'Yesterday in the town Dr. Smith met Mr. J. S. Bach and Mrs. Jones. They talked.',
      'Jones. ',
    ],
    [
      'decimals and addresses',
      'The number is 3.14 at www.example.com today. And then some more words.',
      'today. ',
    ],
    ['Hindi', 'यह पहला वाक्य है जो लंबा है। यह दूसरा वाक्य है जो लंबा है।', 'है। '],
    [
      'Japanese, which has no spaces',
      '今日はとても良い天気ですね。明日もきっと良い天気でしょう。そして私たちは海に行きます。',
      '。',
    ],
    ['Chinese', '我今天去商店买了很多东西。我的朋友也去了商店买东西。我们都很高兴今天天气很好。', '。'],
    ['lists', '1. The first of the things is here.\n2. The second of the things is here.', 'here.\n'],
    [
      'German ordinals',
      'Am 3. Mai war ich bei Herrn Dr. Maier. Danach war ich am 4. Mai zu Hause.',
      'Maier. ',
    ],
  ])('with %s', (_what, text, end) => {
    const pieces = split(text, { bestCharacters: Math.min(70, text.length - 1), maxCharacters: 100 });
    expect(pieces.length).toBeGreaterThan(1);
    for (const piece of pieces.slice(0, -1)) expect(piece.endsWith(end)).toBe(true);
  });

  it('a sentence that is too long at the end of a clause, else between words', () => {
    expect(
      split('The first clause is this one, and the second clause goes on and on and on without an end.'),
    ).toEqual([
      'The first clause is this one, ',
      'and the second clause goes on and on ',
      'and on without an end.',
    ]);
  });

  it('a language without spaces between words', () => {
    const text = 'ภาษาไทยเป็นภาษาที่มีระดับเสียงของคำแน่นอนหรือวรรณยุกต์เช่นเดียวกับภาษาจีนและออกเสียงแยกคำต่อคำ';
    const words = new Set<number>();
    let at = 0;
    for (const { segment } of new Intl.Segmenter('th', { granularity: 'word' }).segment(text)) {
      at += segment.length;
      words.add(at);
    }
    let end = 0;
    for (const piece of split(text)) expect(words).toContain((end += piece.length));
  });

  it('a word that is longer than the best length not at all, and one that is longer than the limit between characters', () => {
    const [long, tooLong] = ['w'.repeat(55), 'w'.repeat(100)];
    expect(split(`See ${long} there.`)).toEqual(['See ', long, ' there.']);
    expect(split(tooLong).map((piece) => piece.length)).toEqual([40, 60]);
  });

  it('never inside an emoji or another cluster', () => {
    const family = '👨‍👩‍👧‍👦';
    expect(split(family.repeat(10)).every((piece) => piece.length % family.length === 0)).toBe(true);
    expect(split('🇩🇪'.repeat(30)).every((piece) => piece.length % 4 === 0)).toBe(true);
  });

  it('a number not at its comma, a time not at its colon', () => {
    for (const text of [
      'It is worth about a little more than 10,000,000,000 euros.',
      'We will meet in the town at about 12:30:45 o’clock.',
    ])
      expect(split(text)[0]).toMatch(/[a-z] $/u);
  });
});

describe('the first piece', () => {
  const sentence = 'This is a sentence of forty characters. ';

  it('is short where sound is waited for', () => {
    const options = { bestCharacters: 250, maxCharacters: 1000 };
    const text = sentence.repeat(20);
    expect(split(text, { ...options, startsEarly: true })[0]).toBe(sentence.repeat(2));
    expect(split(text, options)[0]).toBe(sentence.repeat(6));
  });

  it('is a clause where the first sentence is long', () => {
    const options = { bestCharacters: 250, maxCharacters: 1000, startsEarly: true };
    const text = `In the beginning there was a long sentence, ${'which went on '.repeat(9)}to the end. `;
    expect(split(text + sentence.repeat(5), options)[0]).toBe('In the beginning there was a long sentence, ');
  });

  it('is not a mere word where more fits', () => {
    const options = { bestCharacters: 250, maxCharacters: 1000, startsEarly: true };
    expect(split(`Hi! ${sentence.repeat(10)}`, options)[0]).toBe(`Hi! ${sentence.repeat(2)}`);
  });
});

/** Everything that makes splitting hard, next to each other. */
const HARD_PARTS: readonly string[] = [
  '. |! |? |。|。」|।|\n|\r\n|\r|\n\n| |   |, |; | — |…|Mr. |z.B. |3.14|1. |e.g. |\u2028|\u0000|\ufeff',
  '\u200d|\u200b|\u0301|👨‍👩‍👧‍👦|🇩🇪|👍🏽|🏽|\ud83d|\ude00|e\u0301|ก็|क्षि|한국어|今日は|\u0600|العربية |עברית ',
  `${'a'.repeat(70)}|a${'\u0301'.repeat(70)}|https://example.com/a/b?c=d `,
].flatMap((parts) => parts.split('|'));

const hostile = fc
  .array(
    fc.oneof(
      fc.constantFrom(...HARD_PARTS),
      fc.string({ unit: 'binary', maxLength: 12 }),
      fc.string({ unit: 'grapheme', maxLength: 12 }),
      fc.lorem({ maxCount: 8 }),
    ),
    { maxLength: 40 },
  )
  .map((parts) => parts.join(''));

const options = fc.record({
  bestCharacters: fc.integer({ min: 5, max: 80 }),
  count: fc.constantFrom((text: string) => text.length, codePoints, doubled),
  startsEarly: fc.boolean(),
  locale: fc.constantFrom(undefined, 'en', 'ja', 'hi', 'de', 'auto', '!'),
});

describe('whatever the text', () => {
  it('the pieces joined give it back, and none is longer than the hard limit', () => {
    fc.assert(
      fc.property(hostile, options, fc.integer({ min: 0, max: 40 }), (text, given, above) => {
        const limits = { ...given, maxCharacters: given.bestCharacters + above };
        const pieces = splitText(text, limits);
        expect(pieces.join('')).toBe(text);
        expect(pieces.every((piece) => piece !== '' || text === '')).toBe(true);
        for (const piece of pieces) expect(given.count(piece)).toBeLessThanOrEqual(limits.maxCharacters);
      }),
      { seed: 1, numRuns: 1000 },
    );
  });

  it('no character is taken apart that fits into a request by itself', () => {
    const graphemes = new Intl.Segmenter(undefined, { granularity: 'grapheme' });
    fc.assert(
      fc.property(hostile, options, (text, given) => {
        const limits = { ...given, maxCharacters: given.bestCharacters + 20 };
        const pieces = splitText(text, limits);
        const clusters = Array.from(graphemes.segment(text));
        fc.pre(clusters.every(({ segment }) => given.count(segment) <= limits.maxCharacters));
        const boundaries = new Set(clusters.map(({ index }) => index).concat(text.length));
        let end = 0;
        for (const piece of pieces) expect(boundaries).toContain((end += piece.length));
      }),
      { seed: 2, numRuns: 1000 },
    );
  });
});

/** Counted instead of timed: characters that were looked at by the provider's way of counting. */
function counted(text: string): number {
  let characters = 0;
  splitText(text, {
    bestCharacters: 250,
    maxCharacters: 1000,
    startsEarly: true,
    count: (part) => {
      characters += part.length;
      return part.length;
    },
  });
  return characters / text.length;
}

describe('the work grows with the text and no faster', () => {
  it.each([
    ['sentences', 'The quick brown fox jumps over the lazy dog. '],
    ['no end of a sentence', 'word '],
    ['no space', 'w'],
    ['no letter', '.'],
    ['nothing but space', ' '],
    ['no spaces in Japanese', '東京特許許可局'],
    ['empty lines', '\n'],
  ])('%s', (_what, unit) => {
    const [short, long] = [unit.repeat(20_000 / unit.length), unit.repeat(200_000 / unit.length)];
    expect(counted(long) / counted(short)).toBeLessThan(1.1);
    expect(counted(long)).toBeLessThan(40);
  });
});
