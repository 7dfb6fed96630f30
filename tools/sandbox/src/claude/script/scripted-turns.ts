import { z } from 'zod';
import { ApiError } from '../api/errors';
import type { Draft, DraftBlock } from '../api/reply';

const count = z.int().min(0);
const details = z.record(z.string(), z.unknown());

/** What breaks a stream, each after that many written events (pings count; 0: right after the headers). */
export const interruptionShape = {
  /** An `error` event inside the 200 answer, after which the stream ends. */
  errorEventAfter: z.union([count, z.strictObject({ events: count, type: z.string(), message: z.string() })]).optional(),
  /** Silence, without pings, for `ms`; without `ms` until the client gives up. */
  stall: z.strictObject({ afterEvents: count, ms: z.number().min(0).optional() }).optional(),
  /** The connection is closed without the end of the stream. */
  cutAfterEvents: count.optional(),
};
export const interruption = z.strictObject(interruptionShape);

/** How fast this one answer is written, in milliseconds, where that is not the pace of the double. */
export const pace = z.strictObject({ firstTokenMs: z.number().min(0).optional(), perTokenMs: z.number().min(0).optional() });

const toolCall = z.strictObject({ name: z.string(), input: z.unknown().optional(), id: z.string().optional() });
const draftBlock: z.ZodType<DraftBlock> = z.discriminatedUnion('type', [
  z.strictObject({ type: z.literal('text'), text: z.string() }),
  z.strictObject({ type: z.literal('thinking'), thinking: z.string() }),
  z.strictObject({ type: z.literal('redacted_thinking'), data: z.string() }),
  z.strictObject({ type: z.literal('tool_use'), ...toolCall.shape, input: z.unknown() }),
]);

/** One answer of a script. Give content, or raw `events`, or an `error`; the rest is optional. */
export const scriptedTurn = z.strictObject({
  /** Only for a request whose last user text contains this. Without it: for the next request that no earlier turn takes. */
  match: z.string().optional(),
  /** How many requests it answers; 1 when absent. */
  times: z.int().min(1).optional(),
  text: z.string().optional(),
  thinking: z.string().optional(),
  redactedThinking: z.string().optional(),
  /** An `input` that is a string is sent as it stands, valid JSON or not. */
  toolCalls: z.array(toolCall).optional(),
  /** Blocks in an order of your own, instead of thinking, text, calls. */
  content: z.array(draftBlock).optional(),
  stopReason: z
    .enum(['end_turn', 'max_tokens', 'stop_sequence', 'tool_use', 'pause_turn', 'refusal', 'model_context_window_exceeded'])
    .optional(),
  stopDetails: z
    .strictObject({
      type: z.literal('refusal'),
      category: z.enum(['cyber', 'bio', 'frontier_llm', 'reasoning_extraction', 'general_harms']).nullable(),
      explanation: z.string().nullable(),
    })
    .optional(),
  pace: pace.optional(),
  /** Replaces computed usage figures. */
  usage: details.optional(),
  /** Stream events written as they stand (a string: raw bytes of the stream), for what no well-formed answer can be. */
  events: z.array(z.union([z.string(), z.looseObject({ type: z.string() })])).optional(),
  error: z
    .strictObject({
      status: z.int().min(400).max(599),
      type: z.string(),
      message: z.string(),
      headers: z.record(z.string(), z.string()).optional(),
      details: details.optional(),
    })
    .optional(),
  ...interruptionShape,
});

export type ScriptedTurn = z.infer<typeof scriptedTurn>;
export type Interruption = z.infer<typeof interruption>;
export type Pace = z.infer<typeof pace>;

/** What a turn says, in the order in which models say it. Throws the turn's error if it is one. */
export function draftOf(turn: ScriptedTurn): Draft {
  if (turn.error) {
    const { status, type, message, headers, details: more } = turn.error;
    throw new ApiError(status, type, message, { ...(headers && { headers }), ...(more && { details: more }) });
  }
  const content: DraftBlock[] = turn.content ? [...turn.content] : [];
  if (turn.thinking !== undefined) content.push({ type: 'thinking', thinking: turn.thinking });
  if (turn.redactedThinking !== undefined) content.push({ type: 'redacted_thinking', data: turn.redactedThinking });
  if (turn.text !== undefined) content.push({ type: 'text', text: turn.text });
  for (const call of turn.toolCalls ?? []) content.push({ type: 'tool_use', name: call.name, input: call.input, id: call.id });
  return { content, stopReason: turn.stopReason, stopDetails: turn.stopDetails };
}

/** Entries waiting for a request: the first one whose `match` fits is taken, `times` times. */
export class WaitingLine<Entry extends { match?: string | undefined; times?: number | undefined }> {
  #waiting: { entry: Entry; left: number }[] = [];

  add(entries: readonly Entry[]): void {
    this.#waiting.push(...entries.map(entry => ({ entry, left: entry.times ?? 1 })));
  }

  take(lastUserText: string): Entry | undefined {
    const found = this.#waiting.find(({ entry }) => entry.match === undefined || lastUserText.includes(entry.match));
    if (!found) return undefined;
    found.left--;
    if (found.left === 0) this.#waiting = this.#waiting.filter(candidate => candidate !== found);
    return found.entry;
  }

  get size(): number {
    return this.#waiting.length;
  }

  clear(): void {
    this.#waiting = [];
  }
}
