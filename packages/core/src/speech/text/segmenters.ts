type Granularity = 'sentence' | 'word' | 'grapheme';

const made = new Map<string, Intl.Segmenter>();

/** Made once for each: making one costs as much as splitting a page. A locale that is none gives the platform's. */
export function segmenterOf(locale: string | undefined, granularity: Granularity): Intl.Segmenter {
  const key = `${granularity} ${locale ?? ''}`;
  const known = made.get(key);
  if (known !== undefined) return known;
  const segmenter = makeSegmenter(locale, granularity);
  made.set(key, segmenter);
  return segmenter;
}

function makeSegmenter(locale: string | undefined, granularity: Granularity): Intl.Segmenter {
  try {
    return new Intl.Segmenter(locale, { granularity });
  } catch {
    return new Intl.Segmenter(undefined, { granularity });
  }
}

const CARRIAGE_RETURN = 13;
const LINE_FEED = 10;
/** Enough of what comes before a place to tell whether a character goes on there, where nothing better is known. */
const CONTEXT = 32;

/**
 * Whether nobody would call what is before and after that place one character. Both ends of a text are such places.
 * `from`: a place before it that is known to be one.
 */
export function isGraphemeBoundary(
  text: string,
  at: number,
  from: number = Math.max(0, at - CONTEXT),
): boolean {
  if (at <= 0 || at >= text.length) return true;
  const [before, after] = [text.charCodeAt(at - 1), text.charCodeAt(at)];
  // Of Latin letters and signs only these two belong together.
  if (before < 0x300 && after < 0x300) return before !== CARRIAGE_RETURN || after !== LINE_FEED;
  const slice = text.slice(from, at + CONTEXT);
  return (
    segmenterOf(undefined, 'grapheme')
      .segment(slice)
      .containing(at - from)?.index ===
    at - from
  );
}
