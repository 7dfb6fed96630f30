import type { Link, Role, ToolTier } from '@nat/contracts';
import type { Clock } from '@nat/service-kit';
import type { NationBuilderClient } from '@nat/nationbuilder';
import { z } from 'zod';
import type { Links } from './links';

/** What a tool works with: one nation, through one connection. Nothing in its input can name another. */
export interface ToolContext {
  nation: NationBuilderClient;
  links: Links;
  clock: Clock;
  signal: AbortSignal;
}

/** What the model is told, as compact JSON. */
export interface ToolData {
  data: unknown;
  /** Number of all matches, of which `data` may hold the first ones. */
  count?: number;
  /** True when not all records could be read; every figure is then partial. */
  truncated?: boolean;
}

export interface ToolResult {
  forModel: ToolData;
  /** Plain words for people, built by code, such as `312 people`. */
  summary: string;
  links: Link[];
}

export interface Tool<Input = unknown> {
  readonly name: string;
  /** Raised when meaning or input changes; part of what a confirmation is bound to. */
  readonly version: number;
  /** Told to the model. */
  readonly description: string;
  /** Effect of a call; decides tier, confirmation and undo. The tools of today only read. */
  readonly effect: Extract<ToolTier, 'read'>;
  readonly minRole: Role;
  /** Strict; the one source of validation and of the JSON schema. */
  readonly input: z.ZodType<Input>;
  /** What people see while it runs; built by code from the validated input. */
  title(input: Input): string;
  run(input: Input, context: ToolContext): Promise<ToolResult>;
}

/** Defines a tool: one value holds all there is to know about it. */
export function defineTool<Schema extends z.ZodType>(
  tool: Omit<Tool<z.output<Schema>>, 'input'> & { input: Schema },
): Tool<z.output<Schema>> {
  return tool as Tool<z.output<Schema>>;
}

/** Input schema as the model gets it. */
export function inputSchemaOf(tool: Pick<Tool, 'input'>): Record<string, unknown> {
  const { $schema: _dialect, ...schema } = z.toJSONSchema(tool.input, { io: 'input' }) as Record<string, unknown>;
  return schema;
}
