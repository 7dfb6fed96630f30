export type { Download } from './download';
export { EventStream, type StreamOptions } from './event-stream';
export * from './nat-client';
export * from './nat-problem';
export { QueryStream } from './query-stream';
export { Unreadable, UnreadableEvent } from './unreadable';
export * from './sse-parser';
export type { Fetch, TransportOptions } from './transport';
