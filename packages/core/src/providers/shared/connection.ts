import { CuelightError } from '../../errors.ts';
import { choiceOption, invalidOption, knownOptions, objectOption, stringOption } from '../../options.ts';
import type { Connection, FetchFunction, HeadersFunction, HeadersGiven } from '../provider.ts';
import { isBrowser } from './is-browser.ts';

/** What every provider takes to say where it is reached, and as whom. */
export interface ConnectionOptions {
  /**
   * Address of your own server, which adds the key and forwards to the provider: absolute, or from the root of
   * the page's origin. With `apiKey` the default is the provider's own address.
   */
  readonly baseUrl?: string;
  /** Keeps pools and caches apart where one app serves several accounts. @default 'default' */
  readonly account?: string;
  /**
   * Headers of every request, such as your own session's. A function is awaited before each request and called
   * again, with `'unauthorized'`, after a 401, to be tried once more; there `null` means there is nothing new.
   */
  readonly headers?: HeadersGiven | HeadersFunction;
  /** As in `fetch`. @default 'same-origin'; 'omit' with `apiKey` */
  readonly credentials?: 'omit' | 'same-origin' | 'include';
  /** Used in place of the global `fetch`. */
  readonly fetch?: FetchFunction;
  /** The provider's key, for use on a server. In a page it also needs `dangerouslyAllowBrowser`. */
  readonly apiKey?: string;
  /** Lets a page use `apiKey`. Every visitor can then read the key and spend its credit. @default false */
  readonly dangerouslyAllowBrowser?: boolean;
}

export interface ConnectionDefaults {
  /** Follows "Failed to": `set up Breeze`. */
  readonly doing: string;
  /** What else the provider takes, by name: any other option is refused. @default nothing is refused for its name */
  readonly otherOptions?: Readonly<Record<string, unknown>>;
  readonly proxyUrl: string;
  readonly serviceUrl: string;
  readonly keyHeaders: (apiKey: string) => HeadersGiven;
}

const NAMES: Readonly<Record<keyof ConnectionOptions, true>> = {
  baseUrl: true,
  account: true,
  headers: true,
  credentials: true,
  fetch: true,
  apiKey: true,
  dangerouslyAllowBrowser: true,
};
const CREDENTIALS = ['omit', 'same-origin', 'include'] as const;

/** @throws CuelightError `invalid-option`. */
export function resolveConnection(options: ConnectionOptions, defaults: ConnectionDefaults): Connection {
  const { doing, otherOptions } = defaults;
  objectOption(doing, 'options', options);
  if (otherOptions !== undefined) knownOptions(doing, options, { ...NAMES, ...otherOptions });
  const apiKey = checkKey(options, defaults);
  return {
    baseUrl: checkBaseUrl(
      doing,
      options.baseUrl ?? (apiKey === null ? defaults.proxyUrl : defaults.serviceUrl),
    ),
    account: stringOption(doing, 'account', options.account, 'default'),
    headers: resolveHeaders(doing, options.headers, apiKey === null ? {} : defaults.keyHeaders(apiKey)),
    credentials: choiceOption(
      doing,
      'credentials',
      options.credentials,
      CREDENTIALS,
      apiKey === null ? 'same-origin' : 'omit',
    ),
    fetch: checkFetch(doing, options.fetch),
  };
}

/** Never quotes the key: error messages end up in logs. */
function checkKey(options: ConnectionOptions, { doing, proxyUrl }: ConnectionDefaults): string | null {
  const { apiKey } = options;
  if (apiKey === undefined) return null;
  const wrong = (because: string, advice: string): CuelightError =>
    new CuelightError('invalid-option', { doing, because, advice, details: { option: 'apiKey' } });
  if (typeof apiKey !== 'string' || !/^[\x21-\x7e]+$/.test(apiKey)) {
    throw wrong(
      'apiKey is empty or holds characters that no key has',
      'Pass the key as the provider shows it, without spaces or line breaks.',
    );
  }
  if (isBrowser() && options.dangerouslyAllowBrowser !== true) {
    throw wrong(
      'apiKey was given in a browser, where every visitor can read it and spend its credit',
      `Let your own server add the key and forward to the provider, and pass its address as baseUrl ` +
        `(default "${proxyUrl}"). For a page that only you open, pass dangerouslyAllowBrowser: true.`,
    );
  }
  return apiKey;
}

function checkBaseUrl(doing: string, value: unknown): string {
  const baseUrl = stringOption(doing, 'baseUrl', value);
  if (!/^(https?:\/\/[^/?#\s@]+(?=\/|$)|\/(?!\/))[^?#\s]*$/i.test(baseUrl)) {
    throw invalidOption(
      doing,
      'baseUrl',
      value,
      'an address like "/api/speech" or "https://speech.example.com", without user, query or fragment',
    );
  }
  return baseUrl.replace(/\/+$/, '');
}

function resolveHeaders(
  doing: string,
  given: ConnectionOptions['headers'] = {},
  keyHeaders: HeadersGiven,
): HeadersFunction {
  if (typeof given === 'function') {
    return async (reason) => {
      const headers = (await given(reason)) ?? null;
      if (headers === null && reason === 'unauthorized') return null;
      return { ...keyHeaders, ...checkHeaders(doing, headers ?? {}) };
    };
  }
  const headers = { ...keyHeaders, ...checkHeaders(doing, given) };
  return (reason) => (reason === 'first' ? headers : null);
}

/** A `Headers`, or a list, has nothing that could be spread: it would be left out without a word. */
function checkHeaders(doing: string, given: HeadersGiven): HeadersGiven {
  const isPlain = typeof given === 'object' && given !== null && !(Symbol.iterator in given);
  if (isPlain && Object.values(given).every((value) => typeof value === 'string')) return given;
  // Without the values: they are credentials.
  throw new CuelightError('invalid-option', {
    doing,
    because: 'headers is no plain object of texts',
    advice: "Pass one, such as { 'x-session': id }, or a function that returns one.",
    details: { option: 'headers' },
  });
}

function checkFetch(doing: string, given: ConnectionOptions['fetch']): FetchFunction | null {
  if (given === undefined) return null;
  if (typeof given !== 'function') {
    throw invalidOption(doing, 'fetch', given, 'a function that works like the global fetch');
  }
  return given;
}
