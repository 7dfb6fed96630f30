import type { ProblemCode, TokenCounts } from '@nat/contracts';

/** A content block in the provider's own shape, stored and sent back exactly as it was received. Read by `type` only. */
export interface ContentBlock {
  type: string;
  [field: string]: unknown;
}

/** One message of the conversation as the provider sees it. */
export interface ModelMessage {
  role: 'user' | 'assistant';
  content: ContentBlock[];
}

/** A tool as it is offered to the model: name, description and JSON schema of its input. */
export interface ModelTool {
  name: string;
  description: string;
  input_schema: Record<string, unknown>;
}

/** One call of the model. `tools` and `system` are the same bytes for every caller (agent.md section 3). */
export interface ModelRequest {
  model: string;
  maxTokens: number;
  system: ContentBlock[];
  tools: ModelTool[];
  messages: ModelMessage[];
  /** `none`: the model has to answer in words. */
  toolChoice: 'auto' | 'none';
}

/** A whole response, told after its last byte. */
export interface ModelTurn {
  blocks: ContentBlock[];
  /** As the provider says it; undefined when it said none. */
  stopReason: string | undefined;
  /** Ids of the `tool_use` blocks whose input was not valid JSON; their `input` is an empty object. */
  unreadableInputs: ReadonlySet<string>;
}

export type ModelEvent =
  /** Something arrived: the stream is not dead. */
  | { type: 'alive' }
  /** A piece of the answer's text. */
  | { type: 'text'; text: string }
  /** Tokens of this call so far; each replaces the one before. */
  | { type: 'usage'; tokens: TokenCounts }
  /** The last event. A stream that ends without it was cut off. */
  | { type: 'turn'; turn: ModelTurn };

/**
 * The language model. Two forms: the Anthropic Messages API, and a script for tests.
 */
export abstract class ModelPort {
  /**
   * Opens one response. Never repeats anything by itself.
   *
   * @param signal aborting it ends the call at the provider too; the iteration then throws the signal's reason.
   * @throws ModelError when the provider refuses, fails or is cut off.
   */
  abstract stream(request: ModelRequest, signal: AbortSignal): AsyncIterable<ModelEvent>;
}

/** The model did not give a whole response. */
export class ModelError extends Error {
  constructor(
    /** Code told to the user when nothing helps. */
    readonly code: Extract<ProblemCode, 'model_overloaded' | 'model_unavailable' | 'internal_error'>,
    /** For the log: status and error class, never content. */
    reason: string,
    /** True when the same call may succeed a moment later. */
    readonly retryable: boolean,
    /** Milliseconds the provider asks to wait. */
    readonly retryAfterMs?: number,
    options?: ErrorOptions,
  ) {
    super(`model: ${reason}`, options);
    this.name = 'ModelError';
  }
}
