export { Included, JsonApiRecord } from './json-api';
export * from './nation-builder-client';
export * from './nation-builder-error';
export * from './nation-origin';
export type { FilterCondition, FilterValue, ReadQuery } from './query-string';
export * from './token-bucket';
