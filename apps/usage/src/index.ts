import 'reflect-metadata';

export { bootstrap } from './bootstrap';
export { UsageConfig } from './usage.config';
export { resources } from './usage.resources';
