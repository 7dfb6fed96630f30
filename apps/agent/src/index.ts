import 'reflect-metadata';

export { AgentConfig } from './agent.config';
export { resources } from './agent.resources';
export { bootstrap } from './bootstrap';
export { catalog as tools } from './tools/catalog';
export type { Tool } from './tools/kit/define-tool';
