import { CuelightError } from '../errors.ts';
import { stringOption } from '../options.ts';
import { browserClock } from '../platform/clock.ts';
import type { Provider, ReportedLimit, Voice, VoiceCatalogue, VoiceQuery } from '../providers/provider.ts';
import { askJson } from './whole-answer.ts';

export interface VoiceOptions extends VoiceQuery {
  /** Aborting it ends the request, and the promise with `cancelled`. */
  readonly signal?: AbortSignal;
}

/** So that a list that leads in circles ends. */
const MOST_PAGES = 100;

/**
 * The voices that can be used with `say`, all pages of them. Takes no slot of the account, and is not tried again by
 * itself.
 *
 * @throws CuelightError, by the promise: `invalid-option` where the provider lists no voices; else what its answer means.
 */
export async function listVoices(provider: Provider, options: VoiceOptions = {}): Promise<Voice[]> {
  const catalogue = catalogueOf(provider);
  const voices: Voice[] = [];
  let next: string | null = null;
  for (let page = 0; page < MOST_PAGES; page += 1) {
    // Each page says where the next one is.
    // oxlint-disable-next-line no-await-in-loop
    const answer: NonNullable<ReturnType<VoiceCatalogue['readList']>> = await askJson({
      provider,
      request: catalogue.list(options, next),
      doing: `list the voices of ${provider.name}`,
      read: (json) => catalogue.readList(json),
      signal: options.signal ?? NEVER,
      clock: browserClock(),
    });
    voices.push(...answer.voices);
    next = answer.next;
    if (next === null) break;
  }
  return voices;
}

/**
 * One voice by its id; from the list, where the provider has no request for one.
 *
 * @throws CuelightError, by the promise: `invalid` where there is no such voice; else as `listVoices`.
 */
export async function getVoice(provider: Provider, id: string, options: VoiceOptions = {}): Promise<Voice> {
  const doing = `find the voice ${JSON.stringify(stringOption('find a voice', 'id', id))}`;
  const catalogue = catalogueOf(provider);
  const request = catalogue.one?.(id);
  if (request !== undefined) {
    const signal = options.signal ?? NEVER;
    const read = (json: unknown): Voice | null => catalogue.readOne(json);
    return askJson({ provider, request, doing, read, signal, clock: browserClock() });
  }
  const voice = (await listVoices(provider, options)).find((candidate) => candidate.id === id);
  if (voice !== undefined) return voice;
  throw new CuelightError('invalid', {
    doing,
    because: `${provider.name} lists no such voice`,
    advice: 'Choose one that listVoices() gives.',
  });
}

/**
 * What the account says it allows; `null` where the provider has no such request. Takes no slot.
 *
 * @throws CuelightError, by the promise: what the answer means.
 */
export async function askLimit(
  provider: Provider,
  options: Pick<VoiceOptions, 'signal'> = {},
): Promise<ReportedLimit | null> {
  const { probe } = provider.limits;
  if (probe === undefined) return null;
  return askJson({
    provider,
    request: probe.request,
    doing: `ask ${provider.name} for the limit`,
    read: (json) => probe.read(json),
    signal: options.signal ?? NEVER,
    clock: browserClock(),
  });
}

const NEVER = new AbortController().signal;

function catalogueOf(provider: Provider): VoiceCatalogue {
  if (provider.voices !== undefined) return provider.voices;
  throw new CuelightError('invalid-option', {
    doing: 'list voices',
    because: `${provider.name} has no list of voices`,
    advice: "Take the ids of voices from the provider's own pages.",
    details: { option: 'provider' },
  });
}
