import { breeze, createSpeech, type CacheMode, type Pool, type Speech } from '@cuelight/core';

/** What this page puts on its window, besides `pool` and `wasCached`. */
declare global {
  var speech: Speech;
  /** How far each text is that was said in this page, in order. */
  var ends: () => Promise<readonly string[]>;
  /** All that is stored, audio left out. */
  var storedClips: () => Promise<{ readonly keys: readonly string[]; readonly entries: readonly unknown[] }>;
  var sayWith: (text: string, cache: CacheMode) => void;
}

const query = new URLSearchParams(location.search);
const speech = createSpeech({
  provider: breeze({ baseUrl: query.get('baseUrl') ?? '', account: query.get('account') ?? 'default' }),
  cache: { persist: !query.has('forgetful') },
});
const said: Promise<string>[] = [];

globalThis.speech = speech;
globalThis.pool = speech.pool satisfies Pool;
globalThis.sayWith = (text, cache) => {
  const { finished } = speech.say(text, { voice: 'code', cache });
  said.push(
    finished.then(
      () => 'done',
      (error: unknown) => (error instanceof Error && 'code' in error ? String(error.code) : 'failed'),
    ),
  );
};
globalThis.ends = () => Promise.all(said);

globalThis.storedClips = async () => {
  const database = await done(indexedDB.open('cuelight-clips'));
  const transaction = database.transaction(['entries', 'audio']);
  const [keys, entries] = await Promise.all([
    done(transaction.objectStore('audio').getAllKeys()),
    done<unknown[]>(transaction.objectStore('entries').getAll()),
  ]);
  database.close();
  return { keys: keys.map(String), entries };
};

function done<T>(request: IDBRequest<T>): Promise<T> {
  return new Promise((resolve, reject) => {
    request.addEventListener('success', () => resolve(request.result));
    request.addEventListener('error', () => reject(request.error ?? new Error('The request failed.')));
  });
}

globalThis.wasCached = false;
addEventListener('pageshow', ({ persisted }) => (wasCached ||= persisted));
