import { asObject, asText, parseJson } from '../shared/json.ts';

export type Frame =
  /** `audio` is base64; `null` or empty where the frame has none. */
  | { readonly type: 'content'; readonly audio: string | null; readonly isLast: boolean }
  | { readonly type: 'error' }
  | { readonly type: 'unreadable'; readonly because: string };

/**
 * One event of the stream, in any framing the service has used:
 *
 * - now: `event: audio`, `{"audio","done":false,"status":"206"}`; the last has no event name, `{"status":"200","done":true}`;
 * - before: `event: audio`, `{"audio"}`; the last is `{"done":true}`;
 * - oldest: `event: chunk` with `{"audio"}` or bare base64, and `done: true` as a field of the event (see the reader);
 * - once documented by mistake: `{"status":"chunk","data":{"audio"}}`; the last is `{"status":"complete"}`.
 *
 * An error is any frame named so, with status "error" or with an `error`.
 */
export function decodeFrame(event: string | undefined, data: string): Frame {
  if (event === 'error') return { type: 'error' };
  const content = asObject(parseJson(data));
  if (content === null) {
    return event === 'chunk'
      ? { type: 'content', audio: data, isLast: false }
      : { type: 'unreadable', because: 'a frame is not a JSON object' };
  }
  const status = content['status'];
  if (status === 'error' || (content['error'] ?? null) !== null) return { type: 'error' };
  return {
    type: 'content',
    audio: asText(content['audio']) ?? asText(asObject(content['data'])?.['audio']),
    isLast: content['done'] === true || status === 'complete',
  };
}
