import { heardRange, isOver, type Utterance } from '@cuelight/core';
import type { ReactElement } from 'react';
import { useSelected } from './use-selected.ts';

export interface SpeechTextProps {
  /** What is heard; `null` before it is said. */
  readonly utterance: Utterance | null;
  /** What is shown before it is said. @default nothing */
  readonly text?: string;
  /**
   * What lights up: the segment that was asked for at once, a sentence or a few, or the word, whose moment is estimated
   * from the length of the text. @default 'segment'
   */
  readonly by?: 'segment' | 'word';
  /** Of the `<span>` around all of it. */
  readonly className?: string;
  /** Of the `<mark>` around what is heard. */
  readonly markClassName?: string;
}

/**
 * A text with a `<mark>` around what is heard of it, `data-by="word"` or `"segment"`. It renders when another segment or word is heard, and not in
 * between; a live text grows.
 *
 * @example
 * const { say, utterance } = useSpeech({ voice });
 * return <SpeechText utterance={utterance} text={story} by="word" />;
 */
export function SpeechText({ utterance, text, className, ...look }: SpeechTextProps): ReactElement {
  return (
    <span className={className}>
      {utterance === null ? text : <Heard key={utterance.id} utterance={utterance} {...look} />}
    </span>
  );
}

interface HeardProps extends Pick<SpeechTextProps, 'by' | 'markClassName'> {
  readonly utterance: Utterance;
}

function Heard({ utterance, by = 'segment', markClassName }: HeardProps): ReactElement {
  const { text } = useSelected(utterance, (snapshot) => ({ text: snapshot.text, isOver: isOver(snapshot) }));
  const range = useSelected(utterance.playback, () => heardRange(utterance, by));
  if (range === null) return <>{text}</>;
  return (
    <>
      {text.slice(0, range.start)}
      <mark className={markClassName} data-by={range.by}>
        {text.slice(range.start, range.end)}
      </mark>
      {text.slice(range.end)}
    </>
  );
}
