import { operations } from '@nat/nationbuilder';
import { canonicalJson } from '@nat/service-kit';
import type { ModelTool } from '../../model/model.port';
import { inputSchemaOf, type Tool, type WriteTool } from './define-tool';

type Schema = {
  description?: unknown;
  properties?: Record<string, Schema>;
  anyOf?: Schema[];
  items?: Schema;
  [keyword: string]: unknown;
};

/**
 * All tools by name. Building it fails on what the model could not use, we could not tell apart, or could not answer for: a
 * duplicate name, a tool or a parameter without description, an input that is not strict, an operation that is none of the
 * catalog's, a write that cannot be looked at before or taken back as it says.
 */
export class ToolRegistry {
  private readonly tools: Map<string, Tool>;
  /** As the model is offered them: sorted by name, canonical, the same for every caller. */
  readonly definitions: readonly ModelTool[];

  constructor(tools: readonly Tool[]) {
    this.tools = new Map(tools.map(tool => [tool.name, tool]));
    if (this.tools.size !== tools.length) throw new Error('two tools have the same name');
    this.definitions = [...this.tools.values()].sort((a, b) => (a.name < b.name ? -1 : 1)).map(definitionOf);
    for (const { name, description, input_schema: schema } of this.definitions) {
      if (description.trim() === '') throw new Error(`${name} has no description`);
      checkObject(name, schema);
    }
    for (const tool of tools) checkTool(tool);
  }

  find(name: string): Tool | undefined {
    return this.tools.get(name);
  }
}

/** The keys of every object in order: the same bytes for the same tool. */
function definitionOf(tool: Tool): ModelTool {
  const definition = { name: tool.name, description: tool.description, input_schema: inputSchemaOf(tool) };
  return JSON.parse(canonicalJson(definition)) as ModelTool;
}

function checkTool(tool: Tool): void {
  const unknown = tool.operations.find(id => !operations.has(id));
  if (unknown !== undefined) throw new Error(`${tool.name} names the operation ${unknown}, which the catalog does not have`);
  if (tool.effect === 'read') return;
  const { preview, undo } = tool as Partial<WriteTool>;
  if (typeof preview !== 'function') throw new Error(`${tool.name} writes without a preview`);
  if (!undo) throw new Error(`${tool.name} does not say how it is taken back`);
  if ((undo.class === 'none') !== (undo.plan === undefined))
    throw new Error(`the undo plan of ${tool.name} does not fit its class`);
}

function checkObject(place: string, schema: Schema): void {
  if (schema.properties && schema.additionalProperties !== false) throw new Error(`${place} accepts unknown fields`);
  for (const [name, property] of Object.entries(schema.properties ?? {})) {
    if (typeof property.description !== 'string') throw new Error(`${place}.${name} has no description`);
    checkObject(`${place}.${name}`, property);
    for (const alternative of property.anyOf ?? []) checkObject(`${place}.${name}`, alternative);
    if (property.items) checkObject(`${place}.${name}[]`, property.items);
  }
}
