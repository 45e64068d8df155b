import type { Engine } from './engine.ts';
import type { QueuedTrack } from './queued-track.ts';

/** Audio the engine may hold ahead of the listener: enough for a page that is busy or throttled for long. */
const WINDOW_SECONDS = 60;
/** Shorter pieces are collected first, longer ones are cut: a message for each byte would be a burden. */
const SHORTEST_PAGE_MS = 20;
const LONGEST_PAGE_MS = 1000;

/**
 * Sends an engine the next audio of the tracks at the front of the queue, and releases those that may start.
 * Tracks of another rate have another engine: they wait until everything before them has been heard.
 * Returns in how many milliseconds to ask again, `null` where only more audio or a report changes anything.
 */
export function feedEngine(
  engine: Engine,
  sampleRateHz: number,
  tracks: Iterable<QueuedTrack>,
): number | null {
  let room = WINDOW_SECONDS * sampleRateHz;
  let askAgainInMs: number | null = null;
  for (const track of tracks) {
    if (track.format.sampleRateHz !== sampleRateHz) break;
    room -= track.aheadFrames;
    room -= send(engine, track, room);
    askAgainInMs ??= release(engine, track);
    // What follows must not take the room that the rest of this track needs.
    if (!track.isSentWhole) break;
  }
  return askAgainInMs;
}

/** Returns how many frames went out. */
function send(engine: Engine, track: QueuedTrack, room: number): number {
  const { id, format } = track;
  if (!track.isOpened) {
    track.isOpened = true;
    engine.send({ type: 'open', track: id, startFrame: track.sentFrames });
  }
  const longest = Math.floor((format.sampleRateHz * LONGEST_PAGE_MS) / 1000);
  const shortest = Math.ceil((format.sampleRateHz * SHORTEST_PAGE_MS) / 1000);
  const enough = track.isFinished ? 1 : shortest;
  const before = track.sentFrames;
  while (track.unsentFrames >= enough) {
    // A whole page or none: what is far ahead is topped up in few messages.
    const count = Math.min(longest, track.unsentFrames);
    if (track.sentFrames - before + count > room) break;
    engine.send({ type: 'page', track: id, samples: track.takePage(count) });
  }
  if (track.isFinished && track.unsentFrames === 0 && !track.isSentWhole) {
    track.isSentWhole = true;
    // Before the release: a short track must not run dry between the two.
    engine.send({ type: 'finish', track: id });
  }
  return track.sentFrames - before;
}

/** Returns in how many milliseconds to ask again. */
function release(engine: Engine, track: QueuedTrack): number | null {
  if (track.isReleased) return null;
  const decision = track.mayStart();
  if (!decision.start) return decision.askAgainInMs;
  track.isReleased = true;
  engine.send({ type: 'release', track: track.id });
  return null;
}
