import type { WriteTool } from './kit/define-tool';

/** Every tool that changes something. */
export const writeTools: readonly WriteTool[] = [];
