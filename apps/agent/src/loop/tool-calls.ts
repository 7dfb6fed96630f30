import { type Link, type Role, roleAtLeast } from '@nat/contracts';
import { NationBuilderError, type NationBuilderErrorKind } from '@nat/nationbuilder';
import { AppError, type Rng } from '@nat/service-kit';
import { z } from 'zod';
import type { ContentBlock, ModelTurn } from '../model/model.port';
import type { QueryLog } from '../stream/query-log';
import { plainText } from '../tools/kit/clean-text';
import type { Effect, Tool, ToolContext, ToolResult } from '../tools/kit/define-tool';
import { ToolError } from '../tools/kit/tool-error';
import { canonical, type ToolRegistry } from '../tools/kit/tool-registry';
import { caps } from './caps';

/** What a call came to. */
export type ToolOutcome =
  | { ok: true; result: ToolResult }
  | { ok: false; code: string; message: string; fields?: { path: string; message: string }[]; would?: unknown };

export interface ToolCallsOptions {
  registry: ToolRegistry;
  /** The bound nation; rejects with an {@link AppError} when it cannot be reached any more. */
  context: () => Promise<ToolContext>;
  log: Pick<QueryLog, 'record'>;
  rng: Rng;
  role: Role;
  /** Aborted when the query is stopped: no further call begins. */
  signal: AbortSignal;
}

/** A `tool_use` block, checked. */
interface Call {
  block: ContentBlock;
  toolCallId: string;
  /** Absent when the call may not run; `refusal` says why. */
  ready?: { tool: Tool; input: unknown };
  refusal?: Extract<ToolOutcome, { ok: false }>;
  name: string;
}

/**
 * Runs the tool calls of one query: checks name, input, role and caps, runs reads up to four at once, and gives every call
 * exactly one result, in the order of the calls.
 */
export class ToolCalls {
  /** Calls made so far, refused ones included. */
  made = 0;
  /** Inputs in a row that did not fit. */
  invalidInARow = 0;
  /** True once a tool really ran. */
  ran = false;
  /** Calls that ran, by tool. */
  readonly byTool = new Map<string, number>();
  /** Links of all results so far. */
  readonly links: Link[] = [];
  private readonly known = new Map<string, Promise<ToolOutcome>>();

  constructor(private readonly options: ToolCallsOptions) {}

  /** The results of a turn's calls, as the blocks of one user message. */
  async run(turn: ModelTurn): Promise<ContentBlock[]> {
    const calls = turn.blocks.filter(block => block.type === 'tool_use').map(block => this.check(block, turn.unreadableInputs));
    const outcomes: ToolOutcome[] = [];
    let next = 0;
    const worker = async (): Promise<void> => {
      while (next < calls.length) {
        this.options.signal.throwIfAborted();
        const index = next++;
        outcomes[index] = await this.perform(calls[index]!);
      }
    };
    // All of them come to rest before anything is said: none may write to the log after the query has ended.
    const rests = await Promise.allSettled(Array.from({ length: Math.min(caps.readsAtOnce, calls.length) }, worker));
    for (const rest of rests) if (rest.status === 'rejected') throw rest.reason;
    return calls.map(({ block }, index) => resultBlock(String(block.id), outcomes[index]!));
  }

  private check(block: ContentBlock, unreadable: ReadonlySet<string>): Call {
    const name = plainText(block.name) ?? 'unknown';
    const call: Call = { block, name, toolCallId: this.options.rng.id('tcl') };
    this.made += 1;
    if (this.made > caps.toolCalls || this.invalidInARow >= caps.invalidInputs)
      return { ...call, refusal: refused('limit_reached', 'Limit reached: no further calls in this query. Answer now.') };
    const tool = this.options.registry.find(String(block.name));
    if (!tool) return this.invalid(call, refused('unknown_tool', 'There is no tool of that name.'));
    if (!roleAtLeast(this.options.role, tool.minRole))
      return { ...call, refusal: refused('role_required', `This needs the role ${tool.minRole}.`) };
    const parsed = unreadable.has(String(block.id)) ? undefined : tool.input.safeParse(block.input);
    if (!parsed?.success) return this.invalid(call, parsed ? inputErrors(parsed.error) : notJson);
    this.invalidInARow = 0;
    return { ...call, ready: { tool, input: parsed.data } };
  }

  private invalid(call: Call, refusal: Extract<ToolOutcome, { ok: false }>): Call {
    this.invalidInARow += 1;
    return { ...call, refusal };
  }

  private async perform(call: Call): Promise<ToolOutcome> {
    const { log } = this.options;
    const { toolCallId, ready, name } = call;
    const title = ready ? ready.tool.title(ready.input) : 'A look-up that cannot be made';
    await log.record('tool.started', { toolCallId, tool: name, title, tier: ready?.tool.effect ?? 'read' });
    const outcome = ready ? await this.once(ready) : call.refusal!;
    const common = { toolCallId, ok: outcome.ok, undoable: false, background: false };
    if (!outcome.ok) {
      await log.record('tool.completed', { ...common, summary: summaryOf(outcome.code), links: [], errorCode: outcome.code });
      return outcome;
    }
    const { summary, links, forModel } = outcome.result;
    this.links.push(...links);
    await log.record('tool.completed', { ...common, summary, links, count: forModel.count });
    return outcome;
  }

  /** An identical read within one query is answered from the first one. */
  private once({ tool, input }: NonNullable<Call['ready']>): Promise<ToolOutcome> {
    const key = `${tool.name} ${JSON.stringify(canonical(input))}`;
    const known = this.known.get(key) ?? this.execute(tool, input);
    this.known.set(key, known);
    return known;
  }

  private async execute(tool: Tool, input: unknown): Promise<ToolOutcome> {
    this.byTool.set(tool.name, (this.byTool.get(tool.name) ?? 0) + 1);
    const context = await this.options.context();
    this.ran = true;
    try {
      return tool.effect === 'read'
        ? { ok: true, result: await tool.run(input, context) }
        : held(await tool.preview(input, context));
    } catch (error) {
      this.options.signal.throwIfAborted();
      return failureOf(error);
    }
  }
}

/** A change is never made without a decision. It is looked at and told, and nothing is written. */
function held({ kind, count, sample, changes, notes }: Effect): ToolOutcome {
  const message =
    'Nothing was changed. This needs an approval, which cannot be given here yet. Tell the person what it would do.';
  return { ok: false, code: 'approval_needed', message, would: { kind, count, sample, changes, notes } };
}

const notJson = refused('invalid_input', 'The input was not a JSON object.');

function refused(code: string, message: string): Extract<ToolOutcome, { ok: false }> {
  return { ok: false, code, message };
}

function inputErrors(error: z.ZodError): Extract<ToolOutcome, { ok: false }> {
  const fields = error.issues.slice(0, 10).map(issue => ({ path: issue.path.map(String).join('.'), message: issue.message }));
  return { ok: false, code: 'invalid_input', message: 'The input does not fit the schema of the tool. Correct it.', fields };
}

const codeOf: Record<NationBuilderErrorKind, string> = {
  invalid: 'nb_invalid',
  forbidden: 'nb_unauthorized',
  not_found: 'not_found',
  rate_limited: 'nb_rate_limited',
  unavailable: 'nb_unavailable',
  unknown: 'nb_unknown',
  protocol: 'nb_unavailable',
};

/** A failure the model can read and the person can be told about. The end of the connection ends the query instead. */
function failureOf(error: unknown): ToolOutcome {
  if (error instanceof ToolError) return { ...refused(error.code, error.message), ...(error.fields && { fields: error.fields }) };
  if (error instanceof NationBuilderError) {
    const fields = error.failure.fields?.map(field => ({
      path: plainText(field.attribute ?? field.pointer) ?? '',
      message: plainText(field.message) ?? '',
    }));
    return { ok: false, code: codeOf[error.kind], message: plainText(error.detail) ?? '', ...(fields && { fields }) };
  }
  if (error instanceof AppError && error.code === 'dependency_unavailable') return refused('nb_unavailable', error.detail);
  throw error;
}

/** What people read about a call that failed. */
function summaryOf(code: string): string {
  const said: Record<string, string> = {
    nb_unauthorized: 'the connected NationBuilder user may not do this',
    not_found: 'no such record',
    nb_rate_limited: 'NationBuilder is busy',
    nb_unavailable: 'NationBuilder does not answer',
    limit_reached: 'left out: limit of one question reached',
    role_required: 'not allowed for your role',
    approval_needed: 'looked at, not carried out: needs an approval',
  };
  return said[code] ?? 'could not be looked up that way';
}

function resultBlock(toolUseId: string, outcome: ToolOutcome): ContentBlock {
  if (outcome.ok)
    return {
      type: 'tool_result',
      tool_use_id: toolUseId,
      content: JSON.stringify({ ok: true, ...outcome.result.forModel }),
    };
  return { type: 'tool_result', tool_use_id: toolUseId, is_error: true, content: JSON.stringify(outcome) };
}
