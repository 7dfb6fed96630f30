import { addTokens, noTokens } from '../../src/loop/cost';
import type { TaskRun } from '../run/run-task';

/** What a run used. Money in integer micro-dollars, times in milliseconds of the machine. */
export interface Figures {
  model: string;
  queries: number;
  modelCalls: number;
  toolCalls: number;
  /** Tokens of all calls, by class. */
  tokens: typeof noTokens;
  costMicroUsd: number;
  costPerQueryMicroUsd: number;
  /** Share of the input tokens that were read from the cache, 0 to 1. */
  cacheReadShare: number;
  firstTokenMs: Spread;
  queryMs: Spread;
}

interface Spread {
  p50: number;
  p95: number;
}

/** Pure: sums what the agent itself told of each query. */
export function figuresOf(model: string, runs: readonly TaskRun[]): Figures {
  const messages = runs.flatMap(run => run.messages);
  const modelCalls = messages.flatMap(message => message.modelCalls);
  const tokens = modelCalls.reduce((sum, call) => addTokens(sum, call.tokens ?? noTokens), noTokens);
  const costMicroUsd = messages.reduce((sum, { usage }) => sum + (usage?.costMicroUsd ?? 0), 0);
  const input = tokens.input + tokens.cacheRead + tokens.cacheWrite5m + tokens.cacheWrite1h;
  return {
    model,
    queries: messages.length,
    modelCalls: modelCalls.length,
    toolCalls: messages.reduce((sum, { calls }) => sum + calls.length, 0),
    tokens,
    costMicroUsd,
    costPerQueryMicroUsd: messages.length === 0 ? 0 : Math.round(costMicroUsd / messages.length),
    cacheReadShare: input === 0 ? 0 : tokens.cacheRead / input,
    firstTokenMs: spreadOf(modelCalls.flatMap(({ firstMs }) => firstMs ?? [])),
    queryMs: spreadOf(messages.map(({ wholeMs }) => wholeMs)),
  };
}

function spreadOf(values: readonly number[]): Spread {
  const sorted = values.toSorted((a, b) => a - b);
  const at = (share: number): number => Math.round(sorted[Math.max(0, Math.ceil(sorted.length * share) - 1)] ?? 0);
  return { p50: at(0.5), p95: at(0.95) };
}
