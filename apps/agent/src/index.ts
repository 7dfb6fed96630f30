import 'reflect-metadata';

export { AgentConfig } from './agent.config';
export { resources } from './agent.resources';
export { bootstrap } from './bootstrap';
export { catalog as tools } from './tools/catalog';
export type { Tool } from './tools/kit/define-tool';

// What a tool needs to be run by itself, without the service: the bench does.
export { promptPrefix } from './loop/prompt';
export { systemPrompt } from './loop/system-prompt';
export type { ReadTool, ToolContext, WriteTool } from './tools/kit/define-tool';
export { InMemoryJournal } from './tools/kit/journal';
