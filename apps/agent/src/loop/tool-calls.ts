import { type Link, type Role, roleAtLeast } from '@nat/contracts';
import { canonicalJson, type Rng } from '@nat/service-kit';
import type { ContentBlock, ModelTurn } from '../model/model.port';
import type { PendingTurn } from '../conversation/pending-turn';
import { ProgressCoalescer } from '../stream/progress-coalescer';
import type { QueryLog } from '../stream/query-log';
import { plainText } from '../tools/kit/clean-text';
import type { ReadTool, Tool, ToolContext, WriteTool } from '../tools/kit/define-tool';
import { suspectIn } from '../tools/kit/suspicious-text';
import type { ToolRegistry } from '../tools/kit/tool-registry';
import { caps } from './caps';
import type { LookedAt } from './looked-at';
import type { SpentSoFar } from './spent-so-far';
import { failureOf, notJson, type Refusal, refused, resultBlock, type ToolOutcome, unfit } from './tool-outcome';
import { told } from './told-outcome';
import { callTitle, notRunSentence, untrustedContentSentence } from './wording';
import type { WriteCall, WriteGate } from './write-gate';

export interface ToolCallsOptions {
  registry: ToolRegistry;
  /** The bound nation; rejects with an `AppError` when it cannot be reached any more. */
  context: () => Promise<ToolContext>;
  /** Decides about changes, and has them carried out. */
  writes: WriteGate;
  log: Pick<QueryLog, 'record'>;
  rng: Rng;
  role: Role;
  /** Aborted when the query is stopped: no further call begins. */
  signal: AbortSignal;
  /** Of a query that waited meanwhile. */
  spent?: SpentSoFar;
}

/** A `tool_use` block, checked. */
interface Call {
  block: ContentBlock;
  toolCallId: string;
  name: string;
  /** The tool it names, where there is one. */
  tool?: Tool;
  /** The parsed input of a call that may run. */
  input?: unknown;
  /** Why it may not. */
  refusal?: Refusal;
}

/** A call that waits for its person. */
export interface HeldCall {
  toolUseId: string;
  toolCallId: string;
  call: LookedAt;
}

/** What a turn's calls came to. */
export interface TurnOutcome {
  pending: PendingTurn;
  held: HeldCall[];
}

/**
 * Runs the tool calls of one query: checks name, input, role and caps, runs reads up to four at once and then changes one after
 * another, and gives every call exactly one result, in the order of the calls, or holds it.
 */
export class ToolCalls {
  /** Calls made so far, refused ones included. */
  made: number;
  /** Inputs in a row that did not fit. */
  invalidInARow: number;
  /** True once a tool really ran. */
  ran = false;
  /** True once the person was told of text that reads like an order. */
  warned: boolean;
  /** Links of all results so far. */
  readonly links: Link[] = [];
  private readonly known = new Map<string, Promise<ToolOutcome>>();

  constructor(private readonly options: ToolCallsOptions) {
    const { toolCalls = 0, invalidInputs = 0, warned = false } = options.spent ?? {};
    this.made = toolCalls;
    this.invalidInARow = invalidInputs;
    this.warned = warned;
  }

  /** What a turn's calls came to. Once the query is stopped no further call begins; what was done is still told. */
  async run(turn: ModelTurn): Promise<TurnOutcome> {
    const calls = turn.blocks.filter(block => block.type === 'tool_use').map(block => this.check(block, turn.unreadableInputs));
    const outcomes = new Map<Call, ToolOutcome>();
    const [writes, reads] = [calls.filter(isWrite), calls.filter(call => !isWrite(call))];
    await this.inTurn(reads, caps.readsAtOnce, outcomes);
    await this.inTurn(writes, 1, outcomes);
    const held: HeldCall[] = [];
    const pending = calls.map(call => {
      const { toolCallId } = call;
      const toolUseId = String(call.block.id);
      const outcome = outcomes.get(call) ?? refused('not_run', notRunSentence);
      if (outcome.ok !== 'held') return { toolUseId, toolCallId, result: resultBlock(toolUseId, outcome) };
      held.push({ toolUseId, toolCallId, call: outcome.call });
      return { toolUseId, toolCallId };
    });
    return { pending: { calls: pending }, held };
  }

  /** So many at once, the next when one is done. All come to rest before anything is said: none may speak after the query has ended. */
  private async inTurn(calls: readonly Call[], atOnce: number, outcomes: Map<Call, ToolOutcome>): Promise<void> {
    let next = 0;
    const worker = async (): Promise<void> => {
      while (next < calls.length && !this.options.signal.aborted) {
        const call = calls[next++]!;
        const outcome = await this.perform(call);
        if (outcome) outcomes.set(call, outcome);
      }
    };
    const rests = await Promise.allSettled(Array.from({ length: Math.min(atOnce, calls.length) }, worker));
    for (const rest of rests) if (rest.status === 'rejected') throw rest.reason;
  }

  private check(block: ContentBlock, unreadable: ReadonlySet<string>): Call {
    this.made += 1;
    const tool = this.options.registry.find(String(block.name));
    const call: Call = { block, tool, name: plainText(block.name) ?? 'unknown', toolCallId: this.options.rng.id('tcl') };
    if (this.made > caps.toolCalls || this.invalidInARow >= caps.invalidInputs)
      return { ...call, refusal: refused('limit_reached', 'Limit reached: no further calls in this query. Answer now.') };
    if (!tool) return this.invalid(call, refused('unknown_tool', 'There is no tool of that name.'));
    const needed = roleFor(tool);
    if (!roleAtLeast(this.options.role, needed))
      return { ...call, refusal: refused('role_required', `This needs the role ${needed}. Nothing was looked at.`) };
    const parsed = unreadable.has(String(block.id)) ? undefined : tool.input.safeParse(block.input);
    if (!parsed?.success) return this.invalid(call, parsed ? unfit(parsed.error) : notJson);
    this.invalidInARow = 0;
    return { ...call, input: parsed.data };
  }

  private invalid(call: Call, refusal: Refusal): Call {
    this.invalidInARow += 1;
    return { ...call, refusal };
  }

  /** Undefined when the query was stopped before the call came to anything. */
  private async perform(call: Call): Promise<ToolOutcome | undefined> {
    const { log } = this.options;
    const { toolCallId, tool, name, input, refusal } = call;
    const title = tool && !refusal ? tool.title(input) : callTitle(tool?.effect);
    await log.record('tool.started', { toolCallId, tool: name, title, tier: tool?.effect ?? 'read' });
    const outcome = refusal ?? (await this.execute(call).catch((error: unknown) => this.unlessStopped(error)));
    if (!outcome) return undefined;
    if (outcome.ok === true) this.links.push(...outcome.result.links);
    if (outcome.ok !== 'held') await log.record('tool.completed', { toolCallId, ...told(outcome) });
    await this.warnOf(outcome);
    this.options.writes.heard(outcome);
    return outcome;
  }

  private unlessStopped(error: unknown): undefined {
    if (!this.options.signal.aborted) throw error;
    return undefined;
  }

  private execute({ tool, input, toolCallId, block }: Call): Promise<ToolOutcome> {
    if (tool!.effect !== 'read') {
      const call: WriteCall = { tool: tool as WriteTool, input, toolCallId, toolUseId: String(block.id), links: this.links };
      return this.within(toolCallId, context => this.options.writes.pass(call, context));
    }
    return this.once(tool as ReadTool, input, toolCallId);
  }

  /** An identical read within one query is answered from the first one, unless trying again may help. */
  private once(tool: ReadTool, input: unknown, toolCallId: string): Promise<ToolOutcome> {
    const key = `${tool.name} ${canonicalJson(input)}`;
    const known = this.known.get(key);
    if (known) return known;
    const outcome = this.within(toolCallId, async context => ({ ok: true, result: await tool.run(input, context) }));
    this.known.set(key, outcome);
    outcome.then(
      result => result.ok || this.known.delete(key),
      () => this.known.delete(key), // told to whoever waits for it
    );
    return outcome;
  }

  private async within(toolCallId: string, work: (context: ToolContext) => Promise<ToolOutcome>): Promise<ToolOutcome> {
    const given = await this.options.context();
    this.ran = true;
    const progress = new ProgressCoalescer(given.clock, facts =>
      this.options.log.record('tool.progress', { toolCallId, ...facts }),
    );
    // What a call that failed has left running reads no further, and tells nothing once the query has gone on.
    const over = new AbortController();
    const context: ToolContext = {
      ...given,
      signal: AbortSignal.any([given.signal, over.signal]),
      progress: facts => {
        if (!over.signal.aborted) progress.tell(facts);
      },
    };
    try {
      return await work(context);
    } catch (error) {
      this.options.signal.throwIfAborted();
      return failureOf(error);
    } finally {
      over.abort();
      await progress.end();
    }
  }

  /** Once per query: that a record holds text which reads like an order. */
  private async warnOf(outcome: ToolOutcome): Promise<void> {
    if (this.warned || outcome.ok !== true || !outcome.result.forModel.untrusted) return;
    this.warned = true;
    const { recordId } = suspectIn(outcome.result.forModel.data) ?? {};
    await this.options.log.record('notice', { code: 'untrusted_content', text: untrustedContentSentence, recordId });
  }
}

const isWrite = ({ tool, refusal }: Call): boolean => !refusal && tool !== undefined && tool.effect !== 'read';

/** A change is not even looked at for those who may only read, whatever the tool says. */
function roleFor({ effect, minRole }: Tool): Role {
  return effect !== 'read' && minRole === 'read_only' ? 'member' : minRole;
}
