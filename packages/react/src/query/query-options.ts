import type { CuelightError } from '@cuelight/core';
import type { DataTag, QueryFunction, QueryKey } from '@tanstack/react-query';

/** As `queryOptions()` of TanStack Query 5 would give them: for its hooks, for prefetching, to spread and change. */
export interface CuelightQueryOptions<Key extends QueryKey, Data> {
  readonly queryKey: DataTag<Key, Data, CuelightError>;
  readonly queryFn: QueryFunction<Data, Key>;
  /** In milliseconds. */
  readonly staleTime: number;
  readonly retry: (failures: number, error: CuelightError) => boolean;
  readonly networkMode?: 'always';
}

/** The key knows the type of its data, for `queryClient.getQueryData(key)`. */
export function tagged<Key extends QueryKey, Data>(key: Key): DataTag<Key, Data, CuelightError> {
  // A mark for the compiler alone.
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion
  return key as DataTag<Key, Data, CuelightError>;
}
