import 'reflect-metadata';

export { bootstrap } from './bootstrap';
export { GatewayConfig } from './gateway.config';
export { resources } from './gateway.resources';
export { openApiDocument } from './openapi';
/** For the relay benchmark. */
export { OpenStreams } from './streams/open-streams';
