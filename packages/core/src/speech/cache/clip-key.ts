import type { Provider, SynthesisRequest } from '../../providers/provider.ts';

/**
 * Names a clip by all that its sound depends on: who is asked, where, for which account, and the request as the
 * provider takes it, with its voice, model, settings, format and text. Not a hash, and not for storing: it holds the
 * text. Two options that this provider does not know make no difference to it.
 */
export function clipKey(provider: Provider, request: SynthesisRequest): string {
  const { method, path, headers, body } = provider.toRequest({ ...request, text: normalText(request.text) });
  const headersInOrder = Object.entries(headers).toSorted(([left], [right]) => (left < right ? -1 : 1));
  const { encoding, sampleRateHz, channels } = provider.format;
  return JSON.stringify([
    ownerKey(provider),
    [encoding, sampleRateHz, channels],
    [method, path, headersInOrder, body ?? null],
  ]);
}

/** Names whose clips are kept apart and cleared together. */
export function ownerKey({ id, connection }: Provider): string {
  return JSON.stringify([id, connection.baseUrl, connection.account]);
}

/**
 * Texts that cannot sound different are one: whatever is around them, how accents are composed and lines end.
 * Everything else stands, since a comma, a line or a capital may be heard.
 */
function normalText(text: string): string {
  return text.normalize('NFC').replaceAll(/\r\n?/g, '\n').trim();
}
