import type { TokenCounts } from '@nat/contracts';
import { type Clock, retry, type RetryBudget, type Rng } from '@nat/service-kit';
import { ModelError, type ModelPort, type ModelRequest, type ModelTurn } from '../model/model.port';
import { noTokens } from './cost';
import { watchIdle } from './idle-watch';

export interface ModelCallOptions {
  model: ModelPort;
  clock: Clock;
  rng: Rng;
  budget: RetryBudget;
  signal: AbortSignal;
  /** Each piece of text as it comes. */
  onText: (text: string) => void;
  /** Tokens of each try when it ended, also of one that failed; with the RFC 3339 instant it began. */
  onTokens: (tokens: TokenCounts, startedAt: string) => void;
}

/** Milliseconds of silence after which a stream is given up. */
export const idleMs = 30_000;

/**
 * One response of the model, whole or not at all. It is asked again only while nothing of its output was passed on: at most
 * two repeats, half a second to eight, or as long as the provider asks.
 *
 * @throws ModelError when it does not come; the signal's reason when the query is stopped.
 */
export async function callModel(request: ModelRequest, options: ModelCallOptions): Promise<ModelTurn> {
  const { clock, rng, budget, signal } = options;
  let spoke = false;
  const retryable = (error: unknown): boolean | { afterMs: number } =>
    error instanceof ModelError && error.retryable && !spoke && { afterMs: Math.max(500, error.retryAfterMs ?? 0) };
  const onText = (text: string): void => {
    spoke = true;
    options.onText(text);
  };
  return retry({ clock, rng, attempts: 3, baseMs: 500, capMs: 8_000, retryable, budget, signal }, () =>
    tryOnce(request, { ...options, onText }),
  );
}

async function tryOnce(request: ModelRequest, options: ModelCallOptions): Promise<ModelTurn> {
  const { model, clock, signal, onText, onTokens } = options;
  const startedAt = clock.iso();
  const silent = (): Error => new ModelError('model_unavailable', 'the stream fell silent', true);
  let tokens: TokenCounts = noTokens;
  try {
    const events = watchIdle(open => model.stream(request, open), { clock, idleMs, signal, silent });
    for await (const event of events) {
      if (event.type === 'text') onText(event.text);
      else if (event.type === 'usage') tokens = event.tokens;
      else if (event.type === 'turn') return event.turn;
    }
  } finally {
    onTokens(tokens, startedAt);
  }
  signal.throwIfAborted();
  throw new ModelError('model_unavailable', 'the stream ended early', true);
}
