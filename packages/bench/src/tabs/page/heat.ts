/** What a tab is asked to do in a heat: `jobs` requests to the account, of `ms` each, named `<tab>.<number>`. */
export interface Heat {
  /** Without a slash at the end. */
  readonly account: string;
  /** Of the pool, of the locks: no two heats share any. */
  readonly name: string;
  readonly tab: number;
  readonly jobs: number;
  readonly ms: number;
  readonly limit: number;
}

/** Resolves when every job of this tab is done. */
export type Strategy = (heat: Heat) => Promise<void>;

/** One request; the status is 429 where the account is full. */
export async function send({ account, tab, ms }: Heat, job: number, signal?: AbortSignal): Promise<number> {
  const response = await fetch(
    `${account}/job?name=${tab}.${job}&ms=${ms}`,
    signal === undefined ? {} : { signal },
  );
  await response.text();
  return response.status;
}

export function numbers(count: number): readonly number[] {
  return Array.from({ length: count }, (_, number) => number);
}
