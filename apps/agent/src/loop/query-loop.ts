import type { TokenCounts } from '@nat/contracts';
import { AppError, type Clock, type RetryBudget, type Rng } from '@nat/service-kit';
import { type ContentBlock, ModelError, type ModelMessage, type ModelPort, type ModelTurn } from '../model/model.port';
import type { QueryLog } from '../stream/query-log';
import { distinctLinks } from '../tools/kit/links';
import type { ToolRegistry } from '../tools/kit/tool-registry';
import { type CapName, caps, type NextCall, nextCall } from './caps';
import { CostMeter } from './cost';
import type { StoredMessage } from './history';
import { callModel } from './model-call';
import { buildRequest, type CacheLife } from './prompt';
import { ShownMessage } from './shown-message';
import { type LoopEnd, type LoopRest, Stopped } from './stop';
import type { SpentSoFar } from './spent-so-far';
import { filledResults, resultsOf } from '../conversation/pending-turn';
import type { ToolCalls } from './tool-calls';
import { capSentence, emptyAnswerSentence, refusalSentence, truncatedSentence } from './wording';

/** What is kept of a message; its number and query are the keeper's business. */
export type NewMessage = Pick<StoredMessage, 'role' | 'content' | 'synthetic' | 'partial'>;

export interface QueryLoopOptions {
  model: ModelPort;
  modelName: string;
  cacheLife: CacheLife;
  registry: ToolRegistry;
  tools: ToolCalls;
  clock: Clock;
  rng: Rng;
  modelBudget: RetryBudget;
  log: QueryLog;
  /** History and the newest question. */
  messages: ModelMessage[];
  /** Everything the person wrote in this conversation. */
  typed: string;
  /** Aborted with a {@link Stopped} to end the query. */
  signal: AbortSignal;
  /** Throws a {@link Stopped} when the lease is no longer surely held: before every model call and every effect. */
  fence: () => void;
  /** Keeps a message; resolves when it is durable. */
  keep: (message: NewMessage) => Promise<void>;
  /** Of a query that waited meanwhile. */
  spent?: SpentSoFar;
}

/**
 * Runs one query to its end: asks the model, runs the tools it calls, feeds the results back, until it answers, a cap is
 * reached, or it is stopped. Tools run only after a whole response (`message_stop`) whose stop reason is `tool_use`.
 */
export class QueryLoop {
  readonly cost: CostMeter;
  turns: number;
  pauses: number;
  /** True once a piece of the answer went to the log. */
  spoke = false;
  /** Epoch milliseconds of the first piece of text. */
  firstTextAt?: number;
  /** Text of the newest message, as shown. */
  answer = '';
  private readonly messages: ModelMessage[];

  constructor(private readonly options: QueryLoopOptions) {
    const { spent } = options;
    this.cost = new CostMeter(options.modelName, undefined, spent);
    this.turns = spent?.turns ?? 0;
    this.pauses = spent?.pauses ?? 0;
    this.firstTextAt = spent?.firstTextAt;
    this.messages = [...options.messages];
  }

  /**
   * Never rejects for a reason of the outside world; a rejection is a defect or a store that is gone.
   *
   * @param results of the turn for which the query waited, all of them.
   */
  async run(results?: ContentBlock[]): Promise<LoopRest> {
    try {
      if (results) {
        await this.keep({ role: 'user', content: results });
        this.options.signal.throwIfAborted();
      }
      for (;;) {
        const next = nextCall(this.spent());
        if (next.kind === 'stop') return await this.endAtCap(next.cap);
        const end = await this.turn(next);
        if (end) return end;
      }
    } catch (error) {
      return this.endOf(error);
    }
  }

  private async turn(next: Extract<NextCall, { kind: 'call' }>): Promise<LoopRest | undefined> {
    this.options.fence();
    const message = this.newMessage();
    let turn: ModelTurn;
    try {
      turn = await this.ask(next, message);
    } catch (error) {
      await this.keepPartial(message, error);
      throw error;
    }
    this.turns += 1;
    await this.options.log.record('usage', this.cost.usage);
    return this.act(turn, message, next.cap);
  }

  private ask(next: Extract<NextCall, { kind: 'call' }>, message: ShownMessage): Promise<ModelTurn> {
    const { model, modelName, registry, cacheLife, clock, rng, modelBudget: budget, signal } = this.options;
    const request = buildRequest({
      model: modelName,
      tools: registry.definitions,
      messages: this.messages,
      maxTokens: next.maxTokens,
      toolChoice: next.cap ? 'none' : 'auto',
      cacheLife,
    });
    const onTokens = (tokens: TokenCounts, startedAt: string): void => this.cost.add(tokens, startedAt);
    return callModel(request, { model, clock, rng, budget, signal, onTokens, onText: text => message.push(text) });
  }

  /** Decides by the stop reason; undefined: go on. */
  private async act(turn: ModelTurn, message: ShownMessage, cap: CapName | undefined): Promise<LoopRest | undefined> {
    switch (turn.stopReason) {
      case 'tool_use':
        if (!turn.blocks.some(block => block.type === 'tool_use')) return this.endUnknown(turn, message);
        if (cap) return this.endAtCap(cap, message);
        await this.keepTurn(turn, message);
        return this.runTools(turn);
      case 'pause_turn':
        this.pauses += 1;
        if (this.pauses > caps.pauses) return this.endAtCap('turns', message);
        await this.keepTurn(turn, message);
        return undefined;
      case 'end_turn':
      case 'stop_sequence':
        if (!hasText(turn)) message.push(emptyAnswerSentence);
        await this.keepTurn(hasText(turn) ? turn : textTurn(emptyAnswerSentence), message);
        return cap ? { kind: 'completed', outcome: 'capped', cap } : { kind: 'completed', outcome: 'answered' };
      case 'max_tokens':
      case 'model_context_window_exceeded':
        return this.endTruncated(turn, message);
      case 'refusal':
        return this.endRefused(message);
      default:
        return this.endUnknown(turn, message);
    }
  }

  /** Nobody knows what such a response means: nothing it asks for is done. */
  private async endUnknown(turn: ModelTurn, message: ShownMessage): Promise<LoopEnd> {
    await this.keepPartial(message, undefined);
    return { kind: 'failed', code: 'model_unavailable', reason: `stop reason ${String(turn.stopReason)}` };
  }

  /** What was done is kept also when the query was stopped meanwhile: the conversation has to tell the truth. */
  private async runTools(turn: ModelTurn): Promise<LoopRest | undefined> {
    this.options.fence();
    const outcome = await this.options.tools.run(turn);
    const { signal } = this.options;
    const results = resultsOf(outcome.pending) ?? (signal.aborted ? filledResults(outcome.pending) : undefined);
    if (results) await this.keep({ role: 'user', content: results });
    signal.throwIfAborted();
    return results ? undefined : { kind: 'awaiting', turn: outcome };
  }

  /** Persisted exactly as received, before anything of it is acted on. */
  private async keepTurn(turn: ModelTurn, message: ShownMessage): Promise<void> {
    await this.keep({ role: 'assistant', content: turn.blocks });
    await this.show(message);
  }

  /** The turn is cut off: its text stays, and none of its calls may run, not even a whole one. */
  private async endTruncated(turn: ModelTurn, message: ShownMessage): Promise<LoopEnd> {
    const blocks = turn.blocks.filter(block => block.type !== 'tool_use');
    message.finish();
    message.push(`${message.text === '' ? '' : '\n\n'}${truncatedSentence}`);
    const content = [...blocks, { type: 'text', text: truncatedSentence }];
    await this.keep({ role: 'assistant', content, partial: true });
    await this.show(message);
    const spent = this.spent().outputTokens >= caps.outputTokens;
    return spent ? { kind: 'completed', outcome: 'capped', cap: 'output_tokens' } : { kind: 'completed', outcome: 'truncated' };
  }

  /** A refused turn is never sent again: the server's sentence stands in its place. */
  private async endRefused(message: ShownMessage): Promise<LoopEnd> {
    await this.keep({ role: 'assistant', content: [{ type: 'text', text: refusalSentence }], synthetic: true });
    message.replace(refusalSentence);
    await this.show(message);
    return { kind: 'completed', outcome: 'refused' };
  }

  private async endAtCap(cap: CapName, message = this.newMessage()): Promise<LoopEnd> {
    message.finish();
    const said = message.text;
    message.push(`${said === '' ? '' : '\n\n'}${capSentence[cap]}`);
    const text = said === '' ? capSentence[cap] : `${said}\n\n${capSentence[cap]}`;
    await this.keep({ role: 'assistant', content: [{ type: 'text', text }], synthetic: true });
    await this.show(message);
    return { kind: 'completed', outcome: 'capped', cap };
  }

  /** Text that reached the person before the call broke is kept and marked; a cap adds the server's sentence to it. */
  private async keepPartial(message: ShownMessage, error: unknown): Promise<void> {
    const cause = error instanceof Stopped ? error.cause : undefined;
    if (cause?.kind === 'lost') return;
    if (cause?.kind === 'cap') return void (await this.endAtCap(cause.cap, message));
    message.finish();
    if (message.text.trim() === '') return;
    await this.keep({ role: 'assistant', content: [{ type: 'text', text: message.text }], partial: true });
    await this.show(message);
  }

  private async show(message: ShownMessage): Promise<void> {
    message.finish();
    if (message.text.trim() === '') return;
    this.answer = message.text;
    // To the records the text names, so that the person can open what it speaks about.
    const links = distinctLinks(this.options.tools.links.filter(({ label }) => message.text.includes(label)));
    await this.options.log.record('message.completed', { messageId: message.id, text: message.text, links });
  }

  private async keep(message: NewMessage): Promise<void> {
    this.options.fence();
    await this.options.keep(message);
    this.messages.push({ role: message.role, content: message.content });
  }

  private newMessage(): ShownMessage {
    const { clock } = this.options;
    return new ShownMessage(this.options, () => {
      this.spoke = true;
      this.firstTextAt ??= clock.now();
    });
  }

  private spent() {
    const { tools } = this.options;
    const { output, costMicroUsd } = this.cost.usage;
    const { made: toolCalls, invalidInARow: invalidInputs } = tools;
    return { turns: this.turns, toolCalls, outputTokens: output, costMicroUsd, invalidInputs, pauses: this.pauses };
  }

  /** How the query ends after an error: by what stopped it, or by what failed. Throws what is a defect. */
  async endOf(error: unknown): Promise<LoopEnd> {
    const stopped = this.options.signal.aborted ? (this.options.signal.reason as unknown) : error;
    if (stopped instanceof Stopped) {
      const { cause } = stopped;
      if (cause.kind === 'canceled' || cause.kind === 'lost') return { kind: cause.kind };
      if (cause.kind === 'interrupted') return { kind: 'failed', code: 'interrupted' };
      if (this.answer === '' || !this.answer.endsWith(capSentence[cause.cap])) await this.endAtCap(cause.cap);
      return { kind: 'completed', outcome: 'capped', cap: cause.cap };
    }
    if (error instanceof ModelError) return { kind: 'failed', code: error.code, reason: error.message };
    if (error instanceof AppError) return { kind: 'failed', code: failureCode(error), reason: error.message };
    throw error;
  }
}

function hasText(turn: ModelTurn): boolean {
  return turn.blocks.some(block => block.type === 'text' && String(block.text).trim() !== '');
}

function textTurn(text: string): ModelTurn {
  return { blocks: [{ type: 'text', text }], stopReason: 'end_turn', unreadableInputs: new Set() };
}

/** Codes a query may fail with; anything else that a dependency said is an interruption to the person. */
function failureCode(error: AppError): Extract<LoopEnd, { kind: 'failed' }>['code'] {
  const told = new Set([402, 403, 424, 500, 503]);
  if (error.code === 'nation_not_connected') return 'nation_reauth_required';
  return told.has(error.status) ? error.code : 'dependency_unavailable';
}
