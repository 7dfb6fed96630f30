import Anthropic, { APIConnectionError, APIError } from '@anthropic-ai/sdk';
import { type ServerSentEvent, SseParser } from '@nat/client';
import { ModelError, type ModelEvent, ModelPort, type ModelRequest } from './model.port';
import { pacedPieces } from './paced-pieces.adapter';
import { RequestBodies } from './request-body';
import { type RawEvent, TurnAssembler } from './turn-assembler';
import { type StreamedAnswer, vendorFetch } from './vendor-fetch';

export interface AnthropicOptions {
  apiKey: string;
  /** Absent: the vendor's own. */
  baseUrl?: string;
  /** Milliseconds until the headers of an answer must have come. */
  headersTimeoutMs?: number;
}

/** Answers worth another try; 529 is the vendor's "overloaded". */
const retryableStatus = new Set([408, 429, 500, 502, 503, 504, 529]);
/** Spend limits do not go away by waiting a moment. */
const spendLimits = new Set(['enforced_spend_limit_reached', 'contract_spend_limit_reached']);
const longestWaitMs = 30_000;
/** Milliseconds the vendor has to close a body after its last event. */
const endOfBodyMs = 250;

/**
 * Claude over the Messages API. The SDK makes the requests and the errors; there is no accumulator of its, no tool runner and
 * no retry (the loop owns all three), and events are read here: many at once, and pings as signs of life, which the SDK's own
 * iterator swallows.
 */
export class AnthropicModel extends ModelPort {
  private readonly client: Anthropic;
  private readonly bodies = new RequestBodies();

  constructor({ apiKey, baseUrl, headersTimeoutMs = 30_000 }: AnthropicOptions) {
    super();
    // Everything the SDK would otherwise read from the environment is given here.
    this.client = new Anthropic({
      apiKey,
      authToken: null,
      baseURL: baseUrl ?? 'https://api.anthropic.com',
      maxRetries: 0,
      timeout: headersTimeoutMs,
      logLevel: 'off',
      fetch: vendorFetch,
    });
  }

  async *stream(request: ModelRequest, signal: AbortSignal): AsyncGenerator<ModelEvent> {
    signal.throwIfAborted();
    const call = new AbortController(); // the SDK never takes its listener off the signal it is given
    const abort = (): void => call.abort(signal.reason);
    signal.addEventListener('abort', abort, { once: true });
    let answer: StreamedAnswer | undefined;
    try {
      answer = await this.ask(request, call.signal);
      yield { type: 'alive' };
      yield* this.events(answer);
      signal.throwIfAborted();
    } catch (error) {
      signal.throwIfAborted();
      throw modelErrorOf(error);
    } finally {
      signal.removeEventListener('abort', abort);
      answer?.body.destroy(); // whoever stops reading early ends the call at the vendor too
    }
  }

  private async ask(request: ModelRequest, signal: AbortSignal): Promise<StreamedAnswer> {
    const body = this.bodies.of(request);
    const headers = { 'content-type': 'application/json' };
    const call = this.client.post('/v1/messages', { body, headers, stream: true, signal, maxRetries: 0 });
    return (await call.asResponse()) as unknown as StreamedAnswer;
  }

  private async *events({ body }: StreamedAnswer): AsyncGenerator<ModelEvent> {
    const [frames, assembler] = [new SseParser(), new TurnAssembler()];
    let turn: ModelEvent | undefined;
    let timer: NodeJS.Timeout | undefined;
    try {
      for await (const piece of pacedPieces(body)) {
        if (turn) continue;
        yield { type: 'alive' };
        for (const meaning of meaningsOf(frames.push(piece), assembler)) {
          if (meaning.type === 'turn') turn = meaning;
          else yield meaning;
        }
        // The rest is read to its end, so that the connection can serve the next call; it is not waited for.
        if (turn) timer = setTimeout(() => body.destroy(), endOfBodyMs);
      }
    } catch (error) {
      if (!turn) throw error;
    } finally {
      clearTimeout(timer);
    }
    if (turn) yield turn;
  }
}

/** What frames that came together mean to the loop: texts that follow one another are one. Ends with the turn. */
function* meaningsOf(frames: readonly ServerSentEvent[], assembler: TurnAssembler): Generator<ModelEvent> {
  let text = '';
  for (const { event, data } of frames) {
    const meaning = event === 'ping' || event === 'error' ? undefined : assembler.add(JSON.parse(data) as RawEvent);
    if (meaning?.type === 'text') text += meaning.text;
    if (meaning?.type === 'text' || (!meaning && event !== 'error')) continue;
    if (text !== '') yield { type: 'text', text };
    text = '';
    if (!meaning) throw errorEvent(data);
    yield meaning;
    if (meaning.type === 'turn') return;
  }
  if (text !== '') yield { type: 'text', text };
}

/** An error that arrives inside a stream that began with 200. */
function errorEvent(data: string): ModelError {
  const type = (safeJson(data) as { error?: { type?: string } } | undefined)?.error?.type ?? 'unknown';
  const overloaded = type === 'overloaded_error' || type === 'rate_limit_error';
  const retryable = overloaded || type === 'api_error' || type === 'timeout_error';
  return new ModelError(overloaded ? 'model_overloaded' : 'model_unavailable', `error event ${type}`, retryable);
}

function modelErrorOf(error: unknown): ModelError {
  if (error instanceof ModelError) return error;
  if (error instanceof APIConnectionError)
    return new ModelError('model_unavailable', 'no connection', true, undefined, { cause: error });
  if (!(error instanceof APIError) || typeof error.status !== 'number')
    return new ModelError('model_unavailable', 'the stream broke', true, undefined, { cause: error });
  const status: number = error.status;
  const spendLimit = spendLimits.has(error.errorCode ?? '');
  const code = status === 429 || status === 529 ? 'model_overloaded' : 'model_unavailable';
  // A request the vendor finds malformed is our defect; a bad key or a spent budget is an outage to the user.
  const told = spendLimit ? 'model_unavailable' : status === 400 || status === 413 || status === 422 ? 'internal_error' : code;
  const wait = retryAfterMs(error.headers as Headers | undefined);
  const retryable = retryableStatus.has(status) && !spendLimit && (wait === undefined || wait <= longestWaitMs);
  return new ModelError(told, `${status} ${error.type ?? ''} ${error.errorCode ?? ''}`, retryable, wait, { cause: error });
}

function retryAfterMs(headers: Headers | undefined): number | undefined {
  const seconds = Number(headers?.get('retry-after') ?? Number.NaN);
  return Number.isFinite(seconds) && seconds >= 0 ? seconds * 1000 : undefined;
}

function safeJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
