import { isGraphemeBoundary, segmenterOf } from './segmenters.ts';

/**
 * What ends in a full stop without ending a sentence, and is usually followed by a capital. Only what cannot well end
 * a sentence: two sentences that are taken for one cost nothing, as they fit into one request.
 */
const ABBREVIATIONS = [
  'Mr Mrs Ms Mx Dr Prof Rev Hon Gen Col Maj Capt Lt Sgt Gov Sen Rep Pres St Sr Jr Mt Ft',
  'vs cf e\\.g i\\.e viz approx no nos vol fig figs pp ed eds al',
  'z\\.B d\\.h u\\.a bzw Nr Str Hr Fr Frl Hrn Abs Bd Tel ca evtl ggf inkl',
  'M MM Mme Mmes Mlle Mgr Me p\\.ex',
  'Sra Srta Dra Ud Uds núm pág Av EE FF',
  'Sig Sigg Dott Avv Ing Arch',
].flatMap((words) => words.split(' '));

/** A single letter is an initial ("J. S. Bach"), a number of one or two digits an ordinal or the item of a list. */
const NO_END = new RegExp(
  `(?:^|[^\\p{L}\\p{N}])(?:\\p{L}|\\p{N}{1,2}|${ABBREVIATIONS.join('|')})\\.\\s*$`,
  'iu',
);
const LONGEST_ABBREVIATION = 12;

/** What a text is divided into: it begins where the one before ended. */
export interface Stretch {
  readonly start: number;
  readonly end: number;
}

/**
 * The sentences of a text with what separates them, in order, so that joined they are the text. Lines that end without
 * an end of a sentence are stretches of their own.
 */
export function* sentencesOf(text: string, locale: string | undefined): Generator<Stretch, void, undefined> {
  let start = 0;
  for (const { index, segment } of segmenterOf(locale, 'sentence').segment(text)) {
    const end = index + segment.length;
    if (end < text.length && (isAbbreviated(segment) || !isGraphemeBoundary(text, end))) continue;
    yield { start, end };
    start = end;
  }
}

/** Whether these words only seem to end a sentence. */
function isAbbreviated(segment: string): boolean {
  const words = segment.trimEnd();
  // The end of a paragraph is an end whatever it ends with.
  if (!words.endsWith('.') || segment.includes('\n', words.length)) return false;
  return NO_END.test(words.slice(-LONGEST_ABBREVIATION));
}

const LIKE_SENTENCE = /[.!?…。！？।؟۔][\p{Pe}\p{Pf}"']*\s*$|\n\s*$/u;

/** Whether a text could be over here: it ends as sentences do, and not with what only looks like it. */
export function endsLikeSentence(text: string): boolean {
  return LIKE_SENTENCE.test(text.slice(-LONGEST_ABBREVIATION)) && !isAbbreviated(text);
}
