import type { Track } from '@cuelight/core/player';

/** Shows how far a track is heard, in a `<progress>`, and lights up its sentences. Returns the undo of both. */
export function follow(
  track: Track,
  bar: HTMLProgressElement,
  sentences: readonly HTMLElement[],
): () => void {
  const undoTime = track.playback.subscribe(({ timeSeconds, bufferedSeconds, durationSeconds }) => {
    bar.max = durationSeconds ?? bufferedSeconds;
    bar.value = timeSeconds;
  });
  const undoMarks = track.onMark(({ index }) => {
    sentences.forEach((sentence, at) => sentence.classList.toggle('heard', at === index));
  });
  return () => {
    undoTime();
    undoMarks();
  };
}
