import type { Link, Role, ToolTier } from '@nat/contracts';
import type { NationBuilderClient, ResourceType } from '@nat/nationbuilder';
import type { Clock } from '@nat/service-kit';
import { z } from 'zod';
import type { ExportFiles } from '../results/export-files';
import type { ResultSets } from '../results/result-sets';
import type { BeforeImage, Journal } from './journal';
import type { Ledger } from './ledger';
import type { Links } from './links';

/** What a tool works with: one nation, through one connection. Nothing in its input can name another. */
export interface ToolContext {
  nation: NationBuilderClient;
  links: Links;
  clock: Clock;
  /** IANA zone of the nation: months and days of figures are its. */
  timeZone: string;
  /** Selections of records kept on the server under `rs_1`, `rs_2`, … of this conversation. */
  resultSets: ResultSets;
  /** CSV files of this person. */
  exports: ExportFiles;
  /** What this person changed. */
  ledger: Ledger;
  signal: AbortSignal;
  /**
   * For what was sent and is not answered yet: a stop ends a write between two targets, never in the middle of one. Absent:
   * as `signal`.
   */
  sending?: AbortSignal;
  /** Hears which record a name in the input stood for; nothing where there was none. */
  named?: (type: ResourceType, name: string, id: string | undefined) => void;
  /** Tells how far long work is; at most every 1 to 2 s reach the person. */
  progress?: (progress: ToolProgress) => void;
}

export interface ToolProgress {
  done: number;
  alreadySo: number;
  failed: number;
  total: number;
  /** True of records that are read; absent of targets that are changed. */
  reading?: true;
}

/** What the model is told, as compact JSON. */
export interface ToolData {
  data: unknown;
  /** Number of all matches, of which `data` may hold the first ones. */
  count?: number;
  /** Handle under which the matches are kept. */
  result_set?: string;
  /** How many of the matches are kept under it, where that is not all of them. */
  kept?: number;
  /** True when not all records could be read; every figure is then partial. */
  truncated?: boolean;
  /** A text in it reads as if it were meant for an assistant (agent.md section 7): whoever goes on is to be careful. */
  untrusted?: true;
}

export interface ToolResult {
  forModel: ToolData;
  /** Plain words for people, built by code, such as `312 people`. */
  summary: string;
  links: Link[];
  /** A file that the person may fetch. */
  exportId?: string;
}

/** What a write would do, found out by reading. Shown to the person who decides; no prose of a model is in it. */
export interface Effect {
  /** Kind of the targets, in the singular, such as `person`. */
  kind: string;
  /** Number of targets. */
  count: number;
  /** Up to five of them. */
  sample: { id: string; label: string }[];
  /**
   * Up to ten fields before and after; contact values that are there now are masked, those to come are shown in full. With
   * `quoted`, `before` is somebody's own words: for the person who decides, never for the model.
   */
  changes: { field: string; before?: string; after?: string; quoted?: true }[];
  /** Whether it can be taken back. */
  reversible: boolean;
  /** How many people something may reach. */
  recipients?: number;
  /** What a person should know before deciding, in whole sentences. */
  notes: string[];
  /** Ids of the targets, frozen: only these may be touched. */
  targets: { type: ResourceType; ids: readonly string[] };
  /** Of a write that is made of several calls: what each of them is, in their order. */
  parts?: EffectPart[];
  /** Of a write that takes an earlier one back: the entry of that one in the ledger. */
  undoes?: string;
  /** Of a write that takes an earlier one back: how many of its parts are not allowed now, and so are not among the targets. */
  notAllowed?: number;
}

/** One call of several that are carried out as one write. */
export interface EffectPart extends Pick<Effect, 'targets' | 'sample'> {
  call: UndoCall;
  tier: Exclude<ToolTier, 'read'>;
  /**
   * What the write that it takes back had left: when something else is there now, it was changed since. Where what was changed
   * is to be overwritten, what was there when that was shown.
   */
  after?: BeforeImage;
  /** What had been there before it. */
  before?: BeforeImage;
}

/** How a write is taken back: by its inverse, by what was there before, by deleting what it made, by making it anew, or not. */
export type UndoClass = 'exact' | 'restore' | 'delete_created' | 'recreate' | 'none';

/** A call that takes a write back, as data: the server runs it, never the model. */
export interface UndoCall {
  tool: string;
  input: Record<string, unknown>;
  /** People it is about, where there are many: kept as a selection first, whose handle goes into `result_set`. */
  people?: readonly string[];
}

interface ToolFacts<Input> {
  readonly name: string;
  /** Raised when meaning or input changes; part of what a confirmation is bound to. */
  readonly version: number;
  /** Told to the model. */
  readonly description: string;
  readonly minRole: Role;
  /** Strict; the one source of validation and of the JSON schema. */
  readonly input: z.ZodType<Input>;
  /** What people see while it runs; built by code from the validated input. */
  title(input: Input): string;
  /** Operations of the catalog it is for: of those that change something, it calls no other. Names are looked up besides. */
  readonly operations: readonly string[];
}

export interface ReadTool<Input = unknown> extends ToolFacts<Input> {
  readonly effect: 'read';
  run(input: Input, context: ToolContext): Promise<ToolResult>;
}

export interface WriteTool<Input = unknown> extends ToolFacts<Input> {
  /** Lowest tier a call can have. */
  readonly effect: Exclude<ToolTier, 'read'>;
  /** Raises the tier by what the call is about; never lowers it. */
  tier?(input: Input, effect: Effect): Exclude<ToolTier, 'read'>;
  /** What the call would do. Reads, never writes. */
  preview(input: Input, context: ToolContext): Promise<Effect>;
  /** Does it, to the targets of `effect` and no others. Every target ends up in the journal exactly once. */
  run(input: Input, context: ToolContext, write: { effect: Effect; journal: Journal }): Promise<ToolResult>;
  readonly undo: {
    readonly class: UndoClass;
    /** Where it depends on what was asked for; absent: always `class`. */
    classOf?(input: Input): UndoClass;
    /** Calls that take it back, from what was written down; in the order in which they have to run. Absent for `none`. */
    plan?(input: Input, journal: Journal, effect: Effect): UndoCall[];
  };
}

export type Tool<Input = unknown> = ReadTool<Input> | WriteTool<Input>;

/** Defines a tool: one value holds all there is to know about it. */
export function defineTool<Schema extends z.ZodType>(
  tool: Omit<ReadTool<z.output<Schema>>, 'input'> & { input: Schema },
): ReadTool<z.output<Schema>>;
export function defineTool<Schema extends z.ZodType>(
  tool: Omit<WriteTool<z.output<Schema>>, 'input'> & { input: Schema },
): WriteTool<z.output<Schema>>;
export function defineTool(tool: unknown): unknown {
  return tool;
}

/** Input schema as the model gets it. An object of free keys is told as an object and no more: the rest says nothing. */
export function inputSchemaOf(tool: Pick<Tool, 'input'>): Record<string, unknown> {
  const { $schema: _dialect, ...schema } = z.toJSONSchema(tool.input, {
    io: 'input',
    override: ({ zodSchema, jsonSchema }) => {
      if (zodSchema._zod.def.type !== 'record') return;
      delete jsonSchema.propertyNames;
      delete jsonSchema.additionalProperties;
    },
  }) as Record<string, unknown>;
  return schema;
}
