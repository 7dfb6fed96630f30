export * from './nat-client';
export * from './nat-problem';
export * from './query-stream';
export { UnreadableEvent } from './read-event';
export * from './sse-parser';
export type { Fetch, TransportOptions } from './transport';
