export { clipQueryOptions, type ClipAudio, type ClipQueryKey } from './query/clip-query-options.ts';
export {
  entitlementsQueryOptions,
  voicesQueryOptions,
  type CatalogueQueryKey,
} from './query/catalogue-query-options.ts';
export type { CuelightQueryOptions } from './query/query-options.ts';
