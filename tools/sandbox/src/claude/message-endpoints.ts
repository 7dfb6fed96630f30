import { z } from 'zod';
import { setTimeout } from 'node:timers/promises';
import { acceptCount, acceptMessage, checkKey, checkVersion } from './api/check-request';
import { ApiError } from './api/errors';
import { findModel, modelInfo, models } from './api/models';
import { parseBody } from './api/schema-issues';
import { streamEvents, wholeMessage, type Answer } from './api/stream-events';
import { type Exchange, type Handler, sendJson } from './exchange';
import { MessageAnswers, type PreparedAnswer } from './message-answers';
import { RequestLog, type LoggedRequest } from './request-log';
import { claudeFault } from './script/faults';
import { scriptedTurn, type Pace } from './script/scripted-turns';
import { cut, silence, writeStream, type Latency } from './stream-writer';

export interface EndpointOptions {
  latency: Latency;
  apiKey: string | undefined;
  now: () => number;
  tokensPerDelta: number;
  logLimit: number;
}

const statusOf: Record<string, number> = { overloaded_error: 529, rate_limit_error: 429, api_error: 500 };

/** The routes of the double: the vendor's, and those under `/__sandbox/claude` that steer it. */
export class MessageEndpoints {
  readonly answers: MessageAnswers;
  readonly log: RequestLog;
  readonly #routes: Record<string, Handler>;

  constructor(private readonly options: EndpointOptions) {
    this.answers = new MessageAnswers(options.now, options.tokensPerDelta);
    this.log = new RequestLog(options.logLimit);
    this.#routes = {
      'POST /v1/messages': exchange => this.#message(exchange),
      'POST /v1/messages/count_tokens': exchange => this.#countTokens(exchange),
      'GET /v1/models': exchange => this.#listModels(exchange),
      'POST /__sandbox/claude/script': exchange => this.#script(exchange),
      'POST /__sandbox/claude/faults': exchange => this.#faults(exchange),
      'GET /__sandbox/claude/requests': exchange => sendJson(exchange, 200, { requests: this.log.all() }),
      'POST /__sandbox/claude/reset': exchange => this.#reset(exchange),
    };
  }

  route(method: string, path: string): Handler {
    const known = this.#routes[`${method} ${path}`];
    if (known) return known;
    if (method === 'GET' && path.startsWith('/v1/models/')) return exchange => this.#model(exchange);
    throw new ApiError(404, 'not_found_error', `${method} ${path} does not exist`);
  }

  failed(exchange: Exchange, error: ApiError): void {
    const entry = this.log.all().findLast(({ requestId }) => requestId === exchange.requestId);
    const logged = entry ?? this.#logged(exchange, null);
    Object.assign(logged, { status: error.status, error: { type: error.type, message: error.message } });
  }

  reset(): void {
    this.answers.reset();
    this.log.clear();
  }

  #logged(exchange: Exchange, body: unknown): LoggedRequest {
    const { method, headers } = exchange.request;
    return this.log.add({
      requestId: exchange.requestId,
      at: new Date(this.options.now()).toISOString(),
      method: method ?? 'GET',
      path: exchange.path,
      version: String(headers['anthropic-version'] ?? '') || null,
      body,
      status: 200,
    });
  }

  async #message(exchange: Exchange): Promise<void> {
    const { headers } = exchange.request;
    const key = checkKey(headers, this.options.apiKey);
    const version = checkVersion(headers);
    const body = await exchange.body();
    const entry = this.#logged(exchange, body);
    const accepted = acceptMessage(body, version, turn => this.answers.isPaused(turn));
    const prepared = this.answers.prepare(accepted, key);
    describe(entry, prepared, accepted.request.stream === true);
    const sent = accepted.request.stream ? this.#stream(exchange, prepared) : this.#whole(exchange, prepared);
    entry.outcome = await sent;
  }

  #stream(exchange: Exchange, { answer, interruption, events, pace }: PreparedAnswer) {
    return writeStream(exchange.response, {
      events: events ?? streamEvents(answer),
      headers: { 'request-id': exchange.requestId },
      latency: this.#latency(pace),
      tokensPerDelta: this.options.tokensPerDelta,
      interruption,
      errorBody: (type, message) => new ApiError(statusOf[type] ?? 500, type, message).body(exchange.requestId),
    });
  }

  /** Without a stream an interruption comes before the answer, the only place it can. */
  async #whole(exchange: Exchange, { answer, interruption, pace }: PreparedAnswer): Promise<'completed' | 'canceled' | 'cut'> {
    const { stall, cutAfterEvents, errorEventAfter } = interruption;
    const wait = writingMs(answer, this.#latency(pace));
    if (wait > 0) await setTimeout(wait);
    if (stall) await silence(exchange.response, stall.ms);
    if (cutAfterEvents !== undefined) {
      cut(exchange.response);
      return 'cut';
    }
    if (errorEventAfter !== undefined) {
      const { type, message } =
        typeof errorEventAfter === 'number' ? { type: 'overloaded_error', message: 'Overloaded' } : errorEventAfter;
      throw new ApiError(statusOf[type] ?? 500, type, message);
    }
    if (exchange.response.destroyed) return 'canceled';
    sendJson(exchange, 200, wholeMessage(answer));
    return 'completed';
  }

  #latency({ firstTokenMs, perTokenMs }: Pace): Latency {
    const { latency } = this.options;
    return { firstTokenMs: firstTokenMs ?? latency.firstTokenMs, perTokenMs: perTokenMs ?? latency.perTokenMs };
  }

  async #countTokens(exchange: Exchange): Promise<void> {
    checkKey(exchange.request.headers, this.options.apiKey);
    checkVersion(exchange.request.headers);
    const body = await exchange.body();
    this.#logged(exchange, body);
    sendJson(exchange, 200, { input_tokens: acceptCount(body).prompt.tokens });
  }

  #listModels(exchange: Exchange): void {
    checkKey(exchange.request.headers, this.options.apiKey);
    checkVersion(exchange.request.headers);
    const query = new URL(exchange.request.url!, 'http://localhost').searchParams;
    const after = models.findIndex(model => model.id === query.get('after_id'));
    const rest = models.slice(after + 1);
    const page = rest.slice(0, Number(query.get('limit')) || 20);
    const ids = { first_id: page[0]?.id ?? null, last_id: page.at(-1)?.id ?? null };
    sendJson(exchange, 200, { data: page.map(modelInfo), has_more: page.length < rest.length, ...ids });
  }

  #model(exchange: Exchange): void {
    checkKey(exchange.request.headers, this.options.apiKey);
    checkVersion(exchange.request.headers);
    sendJson(exchange, 200, modelInfo(findModel(exchange.path.slice('/v1/models/'.length))));
  }

  async #script(exchange: Exchange): Promise<void> {
    const body = z.union([z.array(scriptedTurn), z.strictObject({ turns: z.array(scriptedTurn) })]);
    const given = parseBody(body, await exchange.body());
    this.answers.script.add(Array.isArray(given) ? given : given.turns);
    sendJson(exchange, 200, { waiting: this.answers.script.size });
  }

  async #faults(exchange: Exchange): Promise<void> {
    const body = z.union([z.array(claudeFault), z.strictObject({ faults: z.array(claudeFault) })]);
    const given = parseBody(body, await exchange.body());
    this.answers.faults.add(Array.isArray(given) ? given : given.faults);
    sendJson(exchange, 200, { waiting: this.answers.faults.size });
  }

  #reset(exchange: Exchange): void {
    this.reset();
    sendJson(exchange, 200, {});
  }
}

const writingMs = ({ reply }: Answer, { firstTokenMs, perTokenMs }: Latency): number =>
  firstTokenMs + perTokenMs * reply.outputTokens;

function describe(entry: LoggedRequest, { answer, source }: PreparedAnswer, stream: boolean): void {
  const { reply, cache, id, model } = answer;
  const usage = { ...cache, output: reply.outputTokens };
  Object.assign(entry, { messageId: id, model, stream, source, stopReason: reply.stopReason, usage });
}
