import { base64 } from './base64.ts';

/**
 * The generations of framing that have been documented: `current`; `previous`, without `done` and `status` on audio;
 * `chunk`, with a bare payload; `nested`, as on the socket.
 */
export type SseFraming = 'current' | 'previous' | 'chunk' | 'nested';

export const SSE_FRAMINGS: readonly SseFraming[] = ['current', 'previous', 'chunk', 'nested'];

/** A recording had 8 events without audio among 120 with it. */
const EMPTY_AFTER = 15;

const encoder = new TextEncoder();

const EVENTS: Readonly<Record<SseFraming, (audio: string) => string>> = {
  current: (audio) => `event: audio\ndata: {"audio":"${audio}","done":false,"status":"206"}\n\n`,
  previous: (audio) => `event: audio\ndata: {"audio":"${audio}"}\n\n`,
  chunk: (audio) => `event: chunk\ndata: ${audio}\ndone: false\n\n`,
  nested: (audio) => `data: {"status":"chunk","data":{"audio":"${audio}"}}\n\n`,
};

/** The terminator has no `event:` line. `status` is a string everywhere. */
const ENDS: Readonly<Record<SseFraming, string>> = {
  current: 'data: {"status":"200","done":true}\n\n',
  previous: 'data: {"done":true}\n\n',
  chunk: 'data: {"done":true}\n\n',
  nested: 'data: {"status":"complete"}\n\n',
};

/** One piece of PCM as an event; after every fifteenth, an event whose audio is empty follows. */
export function sseFrame(framing: SseFraming, pcm: Uint8Array, index: number): Uint8Array {
  const event = EVENTS[framing];
  const frame = event(base64(pcm));
  return encoder.encode(index % EMPTY_AFTER === EMPTY_AFTER - 1 ? frame + event('') : frame);
}

export function sseEnd(framing: SseFraming): Uint8Array {
  return encoder.encode(ENDS[framing]);
}

/** An event whose JSON breaks off. */
export const SSE_MALFORMED: Uint8Array = encoder.encode('event: audio\ndata: {"audio":"AAAA","done":fal\n\n');

/** As older pages showed it; the current ones show none. */
export const SSE_ERROR: Uint8Array = encoder.encode(
  'data: {"status":"error","message":"The synthesis failed.","errors":["The synthesis failed."]}\n\n',
);
