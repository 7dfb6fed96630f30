import { invalidRequest } from './errors';
import type { PromptRequest, ToolParam } from './request-schema';

const schemaTypes = ['string', 'number', 'integer', 'boolean', 'array', 'object', 'null'];
const propertyKey = /^[a-zA-Z0-9_.-]{1,64}$/;

/** What the vendor demands of tools and of the choice among them, beyond their shape. Throws the 400 of the first breach. */
export function checkTools(request: PromptRequest): void {
  const tools = request.tools ?? [];
  const names = new Set(tools.map(tool => tool.name));
  if (names.size < tools.length) throw invalidRequest('tools: Tool names must be unique.');
  tools.forEach(checkTool);
  const choice = request.tool_choice;
  if (!choice) return;
  if (tools.length === 0) throw invalidRequest('tool_choice: tool_choice may only be specified while providing tools');
  if (choice.type === 'tool' && !names.has(choice.name)) {
    throw invalidRequest(`tool_choice: Tool '${choice.name}' not found in provided tools`);
  }
  const forced = choice.type === 'any' || choice.type === 'tool';
  if (forced && request.thinking && request.thinking.type !== 'disabled') {
    throw invalidRequest('Thinking may not be enabled when tool_choice forces tool use.');
  }
}

function checkTool(tool: ToolParam, index: number): void {
  const at = `tools.${index}.custom.input_schema`;
  if (['oneOf', 'allOf', 'anyOf'].some(key => key in tool.input_schema)) {
    throw invalidRequest(`${at}: input_schema does not support oneOf, allOf, or anyOf at the top level`);
  }
  for (const key of Object.keys(tool.input_schema.properties ?? {})) {
    if (!propertyKey.test(key)) {
      throw invalidRequest(`${at}.properties: Property keys should match pattern '${propertyKey.source}'`);
    }
  }
  if (!isSchema(tool.input_schema)) {
    throw invalidRequest(`${at}: JSON schema is invalid. It must match JSON Schema draft 2020-12`);
  }
  if (tool.strict && !isClosed(tool.input_schema)) {
    throw invalidRequest(`tools.${index}.custom: For 'object' type, 'additionalProperties' must be explicitly set to false`);
  }
}

const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** Whether the keywords that tools use are well formed, at every depth. Not a full meta-schema check. */
function isSchema(schema: unknown): boolean {
  if (typeof schema === 'boolean') return true;
  if (!isRecord(schema)) return false;
  const { type, required, enum: values, properties } = schema;
  const types = type === undefined ? [] : Array.isArray(type) ? type : [type];
  return (
    types.every(name => schemaTypes.includes(name as string)) &&
    (required === undefined ||
      required === null ||
      (Array.isArray(required) && required.every(key => typeof key === 'string'))) &&
    (values === undefined || Array.isArray(values)) &&
    (properties === undefined || properties === null || isRecord(properties)) &&
    subschemas(schema).every(isSchema)
  );
}

/** Strict tools must close every object. */
function isClosed(schema: unknown): boolean {
  if (!isRecord(schema)) return true;
  if (schema['type'] === 'object' && schema['additionalProperties'] !== false) return false;
  return subschemas(schema).every(isClosed);
}

function subschemas(schema: Record<string, unknown>): unknown[] {
  const nested = [schema['properties'], schema['$defs']].flatMap(map => (isRecord(map) ? Object.values(map) : []));
  const listed = ['anyOf', 'oneOf', 'allOf', 'prefixItems'].flatMap(key => (Array.isArray(schema[key]) ? schema[key] : []));
  const single = ['items', 'additionalProperties'].flatMap(key => (schema[key] === undefined ? [] : [schema[key]]));
  return [...nested, ...listed, ...single];
}
