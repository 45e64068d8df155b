/** What the streams below carry: three pieces, of which the second ends inside a sample. 260 bytes in all. */
const PIECES: readonly Uint8Array[] = [120, 87, 53].map((length, piece) =>
  Uint8Array.from({ length }, (_, index) => (index * 37 + piece) % 256),
);
export const AUDIO: readonly number[] = PIECES.flatMap((piece) => Array.from(piece));

const [first, second, third] = PIECES.map((piece) => Buffer.from(piece).toString('base64'));

/**
 * Every framing the service has used. Sources, all under github.com/smallest-inc/smallest-ai-documentation:
 * the first from fern/apis/waves/openapi/tts-openapi.yaml (`/tts/live`) and the changelog of 2026-08-03, the second
 * from lightning-v3.1-openapi.yaml ("How it works"), the third from its example and the readme of
 * smallest-node-sdk, the fourth from the retired page stream-tts-ws.
 */
export const FRAMINGS: Readonly<Record<string, string>> = {
  'now: named frames with done and status': [
    `event: audio\ndata: {"audio":"${first}","done":false,"status":"206"}\n\n`,
    `event: audio\ndata: {"audio":"","done":false,"status":"206"}\n\n`,
    `event: audio\ndata: {"audio":"${second}","done":false,"status":"206"}\n\n`,
    `event: audio\ndata: {"audio":"${third}","done":false,"status":"206"}\n\n`,
    `data: {"status":"200","done":true}\n\n`,
  ].join(''),
  'before: frames with audio only': [
    `event: audio\ndata: {"audio":"${first}"}\n\n`,
    `event: audio\ndata: {"audio":"${second}"}\n\n`,
    `event: audio\ndata: {"audio":"${third}"}\n\n`,
    `data: {"done":true}\n\n`,
  ].join(''),
  'oldest: bare base64 and done as a field': [
    `event: chunk\ndata: ${first}\ndone: false\n\n`,
    `event: chunk\ndata: ${second}\ndone: false\n\n`,
    `event: chunk\ndata: ${third}\ndone: true\n\n`,
  ].join(''),
  'oldest: JSON in chunk events, done as a field without data': [
    `event: chunk\ndata: {"audio":"${first}"}\ndone: false\n\n`,
    `event: chunk\ndata: {"audio":"${second}"}\ndone: false\n\n`,
    `event: chunk\ndata: {"audio":"${third}"}\ndone: false\n\n`,
    `event: chunk\ndone: true\n\n`,
  ].join(''),
  'mistaken: frames of the socket': [
    `data: {"status":"chunk","data":{"audio":"${first}"}}\n\n`,
    `data: {"status":"chunk","data":{"audio":"${second}"}}\n\n`,
    `data: {"status":"chunk","data":{"audio":"${third}"}}\n\n`,
    `data: {"status":"complete"}\n\n`,
  ].join(''),
};
