import 'reflect-metadata';

export { AgentConfig } from './agent.config';
export { resources } from './agent.resources';
export { bootstrap } from './bootstrap';
