import type { ClaudeDouble } from '@nat/testing';
import { AnthropicModel } from '../../src/model/anthropic.adapter';
import { ModelError, type ModelEvent, ModelPort, type ModelRequest } from '../../src/model/model.port';
import { endOf } from '../../src/model/scripted-model';
import type { PlanPlayer } from './plan';

/** A model that answers as planned, in this process. */
export class PlannedModel extends ModelPort {
  constructor(private readonly player: PlanPlayer) {
    super();
  }

  async *stream(request: ModelRequest, signal: AbortSignal): AsyncGenerator<ModelEvent> {
    signal.throwIfAborted();
    const { say, calls } = planned(this.player, request);
    const blocks = [
      ...(say === undefined ? [] : [{ type: 'text', text: say }]),
      ...calls.map(call => ({ type: 'tool_use', ...call })),
    ];
    yield { type: 'alive' };
    if (say !== undefined) yield { type: 'text', text: say };
    yield* endOf(blocks, calls.length > 0 ? 'tool_use' : 'end_turn') as ModelEvent[];
  }
}

/** The same answers out of the Claude double: over HTTP, through the vendor's SDK, with its tokens and its prompt cache. */
export class DoubledModel extends ModelPort {
  private readonly claude: AnthropicModel;

  constructor(
    private readonly double: ClaudeDouble,
    private readonly player: PlanPlayer,
  ) {
    super();
    this.claude = claudeAt(double);
  }

  async *stream(request: ModelRequest, signal: AbortSignal): AsyncGenerator<ModelEvent> {
    signal.throwIfAborted();
    const { say, calls } = planned(this.player, request);
    await this.double.script([{ ...(say !== undefined && { text: say }), ...(calls.length > 0 && { toolCalls: calls }) }]);
    let begun = false;
    try {
      for await (const event of this.claude.stream(request, signal)) {
        begun = true;
        yield event;
      }
    } finally {
      // A request that was refused, or given up early, took no turn: the next one would get the answer of this one.
      if (!begun) await this.forget();
    }
  }

  /** The double has no smaller way to take a turn back: it forgets its cache, too. */
  private async forget(): Promise<void> {
    const answer = await fetch(`${this.double.url}/__sandbox/claude/reset`, { method: 'POST' });
    if (!answer.ok) throw new Error(`the Claude double would not forget: ${answer.status}`);
  }
}

/** The Claude double itself: its planner answers what it understands. */
export function claudeAt({ url }: ClaudeDouble): AnthropicModel {
  return new AnthropicModel({ apiKey: 'double', baseUrl: url });
}

/** A plan that does not fit what happened ends the query; the reason stands in the log of the agent and in the transcript. */
function planned(player: PlanPlayer, request: ModelRequest): ReturnType<PlanPlayer['next']> {
  try {
    return player.next(request);
  } catch (error) {
    throw new ModelError('model_unavailable', `no planned answer: ${(error as Error).message}`, false);
  }
}
