import { createPlayer, type PlayerOptions, type Track } from '@cuelight/core/player';
import { recordGaps, type Heard } from './gap-recorder.ts';

/** What the player's page puts on its window. */
declare global {
  /** Opens a track of a tone of so many seconds. */
  var speak: (seconds: number) => void;
  var tracks: Track[];
  /** Begins to listen for gaps; resolves when it does. */
  var listen: () => Promise<void>;
  var heard: () => Promise<Heard>;
  /** What was warned of. */
  var warnings: string[];
}

const query = new URLSearchParams(location.search);

// As if the browser had not said that it freezes the page. Listening before the player does.
if (query.has('unwarned')) {
  addEventListener('freeze', (said) => said.stopImmediatePropagation(), { capture: true });
}

globalThis.warnings = [];
console.warn = (text) => warnings.push(String(text));

const RATE_HZ = 24_000;
const options: PlayerOptions = JSON.parse(query.get('options') ?? '{}');
const player = createPlayer(options);

globalThis.tracks = [];
globalThis.listen = async () => {
  globalThis.heard = await recordGaps(player);
};
globalThis.speak = (seconds) => {
  const track = player.open({ encoding: 's16le', sampleRateHz: RATE_HZ, channels: 1 });
  const tone = Int16Array.from({ length: seconds * RATE_HZ }, (_, frame) => 8000 * Math.sin(frame / 20));
  track.append(new Uint8Array(tone.buffer));
  track.finish();
  tracks.push(track);
};
