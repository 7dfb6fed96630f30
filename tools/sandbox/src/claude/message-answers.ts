import type { AcceptedRequest } from './api/check-request';
import { CacheDiagnostics } from './api/cache-diagnostics';
import { blocksOf, turnKey } from './api/conversation-rules';
import { makeId } from './api/ids';
import type { ModelFacts } from './api/models';
import { PromptCache } from './api/prompt-cache';
import { finishReply, type Draft } from './api/reply';
import type { MessageRequest } from './api/request-schema';
import type { Answer } from './api/stream-events';
import type { UsageOverride } from './api/usage';
import { planTurn } from './planner/plan-turn';
import { interruptionOf, paceOf, type ParsedFault } from './script/faults';
import { rehearsed } from './script/rehearsals';
import { draftOf, WaitingLine, type Interruption, type Pace, type ScriptedTurn } from './script/scripted-turns';

/** An answer, how its stream is broken and paced, and who wrote it. `events` replaces what would be streamed. */
export interface PreparedAnswer {
  answer: Answer;
  interruption: Interruption;
  pace: Pace;
  source: 'script' | 'planner' | 'fault';
  events?: ScriptedTurn['events'];
}

/** Decides what is answered: a fault, else the next scripted turn, else what is to be rehearsed, else the planner. Holds all state of the double. */
export class MessageAnswers {
  readonly script = new WaitingLine<ScriptedTurn>();
  readonly faults = new WaitingLine<ParsedFault>();
  readonly #cache: PromptCache;
  readonly #diagnostics = new CacheDiagnostics();
  readonly #paused = new Set<string>();

  constructor(
    private readonly now: () => number,
    private readonly tokensPerDelta: number,
  ) {
    this.#cache = new PromptCache(now);
  }

  /** Throws the error that is answered instead. A failed request takes no scripted turn and writes nothing to the cache. */
  prepare({ request, model, prompt }: AcceptedRequest, key: string): PreparedAnswer {
    const text = lastUserText(request);
    const fault = this.faults.take(text);
    const broken = fault && interruptionOf(fault);
    const turn = this.script.take(text) ?? rehearsed(request);
    const draft = withThinking(turn ? draftOf(turn) : planTurn(request, this.now()), request, model, turn !== undefined);
    const reply = finishReply(draft, request, model, prompt.tokens);
    if (reply.stopReason === 'pause_turn') this.#paused.add(turnKey(reply.content));
    const cache = this.#cache.use(`${key} ${model.id} `, prompt, model.cacheMinimum);
    const id = makeId('msg');
    const diagnostics = this.#diagnose(request, model.id, prompt);
    this.#diagnostics.remember(id, model.id, prompt);
    const usage = turn?.usage as UsageOverride | undefined;
    return {
      answer: { id, model: model.id, reply, cache, diagnostics, usage, tokensPerDelta: this.tokensPerDelta },
      interruption: broken ?? turn ?? {},
      pace: paceOf(fault) ?? turn?.pace ?? {},
      source: fault ? 'fault' : turn ? 'script' : 'planner',
      ...(turn?.events && { events: turn.events }),
    };
  }

  /** Whether a turn, by its key, was answered with `pause_turn`. */
  isPaused(turn: string): boolean {
    return this.#paused.has(turn);
  }

  reset(): void {
    this.#paused.clear();
    this.script.clear();
    this.faults.clear();
    this.#cache.clear();
    this.#diagnostics.clear();
  }

  #diagnose(request: MessageRequest, model: string, prompt: AcceptedRequest['prompt']): Answer['diagnostics'] {
    const previous = request.diagnostics?.previous_message_id;
    const reason = previous ? this.#diagnostics.explain(previous, model, prompt) : null;
    return reason && { cache_miss_reason: reason };
  }
}

/** The newest words of the user: results of tools are not words. */
export function lastUserText(request: MessageRequest): string {
  for (const message of request.messages.toReversed()) {
    if (message.role !== 'user') continue;
    const texts = blocksOf(message.content).flatMap(block => (block.type === 'text' ? [block.text] : []));
    if (texts.length > 0) return texts.join('\n');
  }
  return '';
}

/**
 * A model that is asked to think does: manual thinking always comes first, because the vendor demands it back inside a tool
 * loop. Adaptive thinking, which its models do unasked, is left out at low effort and of scripted turns.
 */
function withThinking(draft: Draft, request: MessageRequest, model: ModelFacts, scripted: boolean): Draft {
  const { thinking, output_config: output } = request;
  const adaptive = thinking ? thinking.type === 'adaptive' : model.thinking === 'adaptive';
  const wanted = thinking?.type === 'enabled' || (adaptive && !scripted && output?.effort !== 'low');
  const hidden = thinking && 'display' in thinking && thinking.display === 'omitted';
  const content = draft.content.map(block => (block.type === 'thinking' && hidden ? { ...block, thinking: '' } : block));
  const opening = content[0]?.type;
  if (!wanted || opening === 'thinking' || opening === 'redacted_thinking') return { ...draft, content };
  const thought = hidden ? '' : 'Look at what is asked and at what is known.';
  return { ...draft, content: [{ type: 'thinking', thinking: thought }, ...content] };
}
