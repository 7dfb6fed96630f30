/** What one query may use (agent.md section 1, product CHAT-15). */
export const caps = {
  /** Model responses. The last one is asked without tools, to sum up. */
  turns: 15,
  toolCalls: 25,
  /** Milliseconds of work. */
  workingMs: 120_000,
  outputTokens: 50_000,
  /** Output tokens of one response. */
  maxTokens: 8_192,
  costMicroUsd: 250_000,
  /** Tool inputs in a row that did not fit their schema. */
  invalidInputs: 3,
  /** Times the provider may ask to continue (`pause_turn`). */
  pauses: 3,
  /** Reads that run at once. */
  readsAtOnce: 4,
} as const;

/** What a query has used so far. */
export interface Spent {
  turns: number;
  toolCalls: number;
  outputTokens: number;
  costMicroUsd: number;
  invalidInputs: number;
  pauses: number;
}

export const nothingSpent: Spent = { turns: 0, toolCalls: 0, outputTokens: 0, costMicroUsd: 0, invalidInputs: 0, pauses: 0 };

/** Which cap ended or shortened a query; told in `query.completed.limit`. */
export type CapName = 'turns' | 'tool_calls' | 'invalid_inputs' | 'working_time' | 'output_tokens' | 'cost';

export type NextCall =
  /** Ask the model; with `cap` it has to sum up in words and the query ends as capped. */
  | { kind: 'call'; maxTokens: number; cap?: CapName }
  /** Nothing may be asked any more: the server's own sentence ends the query. */
  | { kind: 'stop'; cap: CapName };

/** What may be asked next. Pure; time is judged by the caller, because it runs out in the middle of a call. */
export function nextCall(spent: Spent): NextCall {
  const tokensLeft = caps.outputTokens - spent.outputTokens;
  if (tokensLeft <= 0) return { kind: 'stop', cap: 'output_tokens' };
  if (spent.costMicroUsd >= caps.costMicroUsd) return { kind: 'stop', cap: 'cost' };
  if (spent.turns >= caps.turns) return { kind: 'stop', cap: 'turns' };
  return { kind: 'call', maxTokens: Math.min(caps.maxTokens, tokensLeft), cap: summaryCap(spent) };
}

/** The cap that leaves the model one last response in words. */
function summaryCap(spent: Spent): CapName | undefined {
  if (spent.invalidInputs >= caps.invalidInputs) return 'invalid_inputs';
  if (spent.toolCalls > caps.toolCalls) return 'tool_calls';
  return spent.turns === caps.turns - 1 ? 'turns' : undefined;
}
