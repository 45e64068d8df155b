import type { AccountJournal, Simulator } from '../../src/server.ts';
import { isObject } from '../../src/wire/json.ts';

/** Resolves with the first journal that fulfils `condition`, now or after a change. */
export function until(
  simulator: Pick<Simulator, 'journal' | 'subscribe'>,
  condition: (journal: AccountJournal) => boolean,
): Promise<AccountJournal> {
  return new Promise((resolve) => {
    const check = (): void => {
      const journal = simulator.journal();
      if (!condition(journal)) return;
      stop();
      resolve(journal);
    };
    const stop = simulator.subscribe(check);
    check();
  });
}

export function postJson(
  url: string,
  body: unknown,
  init: { readonly headers?: Record<string, string>; readonly signal?: AbortSignal } = {},
): Promise<Response> {
  return fetch(url, {
    ...init,
    method: 'POST',
    headers: { 'content-type': 'application/json', ...init.headers },
    body: JSON.stringify(body),
  });
}

/** What a promise is rejected with; `null` where it is not. */
export function failureOf(promise: Promise<unknown>): Promise<unknown> {
  return promise.then(
    () => null,
    (reason: unknown) => reason,
  );
}

/** One field of every entry of `voices` in an answer. */
export async function voicesIn(response: Response, field: string): Promise<readonly string[]> {
  const body: unknown = await response.json();
  if (!isObject(body) || !Array.isArray(body['voices'])) throw new Error('no voices');
  return body['voices'].map((voice: unknown) => (isObject(voice) ? String(voice[field]) : ''));
}
