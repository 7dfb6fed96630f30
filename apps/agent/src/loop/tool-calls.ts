import { type Link, type Role, roleAtLeast } from '@nat/contracts';
import type { Rng } from '@nat/service-kit';
import type { ContentBlock, ModelTurn } from '../model/model.port';
import type { EventFacts } from '../stream/event-frame';
import { ProgressCoalescer } from '../stream/progress-coalescer';
import type { QueryLog } from '../stream/query-log';
import { plainText } from '../tools/kit/clean-text';
import type { Tool, ToolContext } from '../tools/kit/define-tool';
import { canonical, type ToolRegistry } from '../tools/kit/tool-registry';
import { caps } from './caps';
import { failureOf, held, isLasting, notJson, type Refusal, refused, resultBlock, type ToolOutcome, unfit } from './tool-outcome';
import { callTitle, failedCallSummary, heldCallSummary, untrustedContentSentence } from './wording';

export interface ToolCallsOptions {
  registry: ToolRegistry;
  /** The bound nation; rejects with an `AppError` when it cannot be reached any more. */
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
  name: string;
  /** The tool it names, where there is one. */
  tool?: Tool;
  /** The parsed input of a call that may run. */
  input?: unknown;
  /** Why it may not. */
  refusal?: Refusal;
}

/**
 * Runs the tool calls of one query: checks name, input, role and caps, runs reads and previews up to four at once, and gives
 * every call exactly one result, in the order of the calls.
 */
export class ToolCalls {
  /** Calls made so far, refused ones included. */
  made = 0;
  /** Inputs in a row that did not fit. */
  invalidInARow = 0;
  /** True once a tool really ran. */
  ran = false;
  /** Links of all results so far. */
  readonly links: Link[] = [];
  private readonly known = new Map<string, Promise<ToolOutcome>>();
  private warned = false;

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

  private async perform(call: Call): Promise<ToolOutcome> {
    const { log } = this.options;
    const { toolCallId, tool, name, input, refusal } = call;
    const title = tool && !refusal ? tool.title(input) : callTitle(tool?.effect);
    await log.record('tool.started', { toolCallId, tool: name, title, tier: tool?.effect ?? 'read' });
    const outcome = refusal ?? (await this.once(tool!, input, toolCallId));
    if (outcome.ok) this.links.push(...outcome.result.links);
    await log.record('tool.completed', { toolCallId, undoable: false, background: false, ...told(outcome) });
    await this.warnOf(outcome);
    return outcome;
  }

  /** An identical call within one query is answered from the first one, unless trying again may help. */
  private once(tool: Tool, input: unknown, toolCallId: string): Promise<ToolOutcome> {
    const key = `${tool.name} ${JSON.stringify(canonical(input))}`;
    const known = this.known.get(key);
    if (known) return known;
    const outcome = this.execute(tool, input, toolCallId);
    this.known.set(key, outcome);
    outcome.then(
      result => isLasting(result) || this.known.delete(key),
      () => this.known.delete(key), // told to whoever waits for it
    );
    return outcome;
  }

  private async execute(tool: Tool, input: unknown, toolCallId: string): Promise<ToolOutcome> {
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
      if (tool.effect === 'read') return { ok: true, result: await tool.run(input, context) };
      return held(tool, input, await tool.preview(input, context));
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
    const { untrusted } = (outcome.ok ? outcome.result.forModel : outcome.would) ?? {};
    if (this.warned || !untrusted) return;
    this.warned = true;
    await this.options.log.record('notice', { code: 'untrusted_content', text: untrustedContentSentence });
  }
}

/** A change is not even looked at for those who may only read, whatever the tool says. */
function roleFor({ effect, minRole }: Tool): Role {
  return effect !== 'read' && minRole === 'read_only' ? 'member' : minRole;
}

/** What people are told of an outcome. */
function told(outcome: ToolOutcome): Omit<EventFacts<'tool.completed'>, 'toolCallId' | 'undoable' | 'background'> {
  if (outcome.ok) {
    const { summary, links, exportId, forModel } = outcome.result;
    return { ok: true, summary, links, count: forModel.count, resultSetId: forModel.result_set, exportId };
  }
  const { code, would } = outcome;
  const summary = would ? heldCallSummary(would.count) : failedCallSummary(code);
  return { ok: false, summary, links: [], count: would?.count, errorCode: code };
}
