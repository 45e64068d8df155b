import type { Provider } from '../providers/provider.ts';
import type { SegmentRequest } from './clip-source.ts';
import type { CheckedSay } from './say-options.ts';
import type { Line } from './script.ts';

/**
 * What is asked for a line or a piece of one: its text without the space around it, which nobody hears but some bill.
 * `null`: there is nothing in it to be heard.
 *
 * @throws CuelightError `invalid-option` for what the provider can never accept.
 */
export function segmentRequest(
  { text, speaker }: Line,
  { doing, lane }: Pick<CheckedSay, 'doing' | 'lane'>,
  provider: Provider,
): SegmentRequest | null {
  // Half a pair of surrogates has no form on the wire.
  const spoken = text.trim().toWellFormed();
  if (spoken === '') return null;
  const request = { text: spoken, ...speaker };
  return {
    request,
    httpRequest: provider.toRequest(request),
    characters: provider.countCharacters(spoken),
    doing,
    lane,
  };
}
