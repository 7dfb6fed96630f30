import type { MessageRequest, ToolParam } from '../api/request-schema';
import type { PlannedCall } from './plan';

type Schema = Record<string, unknown>;

/**
 * The calls of a turn in which `tool_choice` demands one: the planned ones that it allows, otherwise the demanded (or first)
 * tool with the least input that its schema requires. Undefined where nothing is demanded.
 */
export function forcedCalls(
  { tool_choice: choice, tools = [] }: MessageRequest,
  planned: PlannedCall[],
): PlannedCall[] | undefined {
  if (choice?.type !== 'any' && choice?.type !== 'tool') return undefined;
  const allowed = planned.filter(call => choice.type === 'any' || call.name === choice.name);
  if (allowed.length > 0) return allowed;
  const tool = choice.type === 'tool' ? tools.find(candidate => candidate.name === choice.name) : tools[0];
  return tool && [leastCall(tool)];
}

const leastCall = (tool: ToolParam): PlannedCall => ({ name: tool.name, input: leastObject(tool.input_schema) });

function leastObject(schema: Schema): Record<string, unknown> {
  const properties = (schema['properties'] ?? {}) as Record<string, Schema>;
  const required = (schema['required'] ?? []) as string[];
  return Object.fromEntries(required.map(key => [key, leastValue(properties[key] ?? {})]));
}

function leastValue(schema: Schema): unknown {
  if (Array.isArray(schema['enum'])) return schema['enum'][0];
  if (schema['const'] !== undefined) return schema['const'];
  const type = Array.isArray(schema['type']) ? (schema['type'] as unknown[])[0] : schema['type'];
  if (type === 'object') return leastObject(schema);
  if (type === 'array') return [];
  if (type === 'boolean') return false;
  if (type === 'integer' || type === 'number') return schema['minimum'] ?? 1;
  return 'example';
}
