import { type NationSlug, Problem, type Role } from '@nat/contracts';
import { Agent as HttpAgent, type IncomingMessage, request as httpRequest } from 'node:http';
import { Agent as HttpsAgent, request as httpsRequest } from 'node:https';
import type { z } from 'zod';
import { requestContext } from '../context/request-context';
import { AppError } from '../errors/app-error';
import { NoAnswer } from '../errors/no-answer';
import type { Clock } from '../time/clock';

/** A person who is signed in, whether or not they belong to a nation. */
export interface PersonIdentity {
  userId: string;
  sessionId: string;
}

/** On whose behalf a service calls another. Travels as claims of the signed service token, never as headers. */
export interface ServiceIdentity extends PersonIdentity {
  nationSlug: NationSlug;
  role: Role;
  queryId?: string;
}

/** Makes the token a service shows to another; the real one is in `@nat/session`. */
export interface ServiceTokenSource {
  /** @param audience name of the called service. */
  token(audience: string, identity?: PersonIdentity | ServiceIdentity): Promise<string>;
}

export interface ServiceClientOptions {
  baseUrl: string;
  /** Name of the called service. */
  audience: string;
  tokens: ServiceTokenSource;
  clock: Clock;
  /** Milliseconds one call may take at most; 10,000 unless told. */
  timeoutMs?: number;
}

export interface ServiceCall {
  method: 'GET' | 'POST' | 'PATCH' | 'DELETE';
  path: string;
  identity?: PersonIdentity | ServiceIdentity;
  body?: unknown;
  headers?: Record<string, string>;
  signal?: AbortSignal;
  timeoutMs?: number;
}

/** Taken off what is left at every hop, so that the caller hears the answer before it gives up (reliability, 2.9). */
const hopAllowanceMs = 50;

/** Failures of a connection that never came to be: the request was not sent. */
const neverSent = new Set(['ECONNREFUSED', 'ENOTFOUND', 'EAI_AGAIN', 'EHOSTUNREACH', 'ENETUNREACH']);

/**
 * Calls another service of ours: signed, correlated, within the deadline of the request that caused it.
 * A problem document becomes the {@link AppError} of its code; no answer, or none that was agreed, a {@link NoAnswer}.
 */
export class ServiceClient {
  private readonly base: URL;
  private readonly agent: HttpAgent;

  constructor(private readonly options: ServiceClientOptions) {
    this.base = new URL(options.baseUrl);
    // Every open stream holds a socket for as long as its query runs, so their number has no bound here.
    const settings = { keepAlive: true, maxSockets: Infinity, maxFreeSockets: 64 };
    this.agent = this.base.protocol === 'https:' ? new HttpsAgent(settings) : new HttpAgent(settings);
  }

  /** Calls and parses the answer by `schema`. */
  async call<Schema extends z.ZodType>(call: ServiceCall & { schema: Schema }): Promise<z.output<Schema>> {
    const { answer, endsAt } = await this.send(call);
    const text = await this.read(call, answer, endsAt);
    const parsed = call.schema.safeParse(text === '' ? undefined : safeJson(text));
    // A sibling that does not answer as agreed is broken; it must not look like a wrong request of our own caller (422).
    if (!parsed.success) throw this.noAnswer(call, `unexpected answer: ${parsed.error.message}`);
    return parsed.data as z.output<Schema>;
  }

  /** Opens a response whose body the caller reads itself; 2xx only, anything else is thrown. The body is not timed. */
  async stream(call: ServiceCall): Promise<IncomingMessage> {
    return (await this.send(call)).answer;
  }

  close(): void {
    this.agent.destroy();
  }

  private async send(call: ServiceCall): Promise<{ answer: IncomingMessage; endsAt: number }> {
    const left = this.timeLeft(call);
    const endsAt = this.options.clock.monotonic() + left;
    const token = await this.options.tokens.token(this.options.audience, call.identity);
    const answer = await this.open(call, token, left);
    const status = answer.statusCode ?? 0;
    if (status >= 200 && status < 300) return { answer, endsAt };
    throw this.errorOf(call, status, await this.read(call, answer, endsAt));
  }

  private timeLeft(call: ServiceCall): number {
    const { timeoutMs: own = this.options.timeoutMs ?? 10_000 } = call;
    const deadline = requestContext.current()?.deadline;
    const left = deadline === undefined ? own : Math.min(own, deadline - this.options.clock.monotonic() - hopAllowanceMs);
    if (left <= 0) throw this.noAnswer({ ...call, method: 'GET' }, 'the time of the request is used up');
    return Math.floor(left);
  }

  /** The body, within the time of the call: a sibling may fall silent, or be cut off, after its head too. */
  private async read(call: ServiceCall, answer: IncomingMessage, endsAt: number): Promise<string> {
    const left = Math.max(0, endsAt - this.options.clock.monotonic());
    const timer = setTimeout(() => answer.destroy(new Error('time-out')), left);
    try {
      return await readText(answer);
    } catch (error) {
      throw this.noAnswer(call, String(error), error);
    } finally {
      clearTimeout(timer);
    }
  }

  private open(call: ServiceCall, token: string, timeoutMs: number): Promise<IncomingMessage> {
    const payload = call.body === undefined ? undefined : Buffer.from(JSON.stringify(call.body));
    const headers = this.headers(call, token, timeoutMs, payload);
    const send = this.base.protocol === 'https:' ? httpsRequest : httpRequest;
    return new Promise((resolve, reject) => {
      const request = send(new URL(call.path, this.base), {
        method: call.method,
        agent: this.agent,
        headers,
        signal: call.signal,
      });
      const timer = setTimeout(() => request.destroy(new Error('time-out')), timeoutMs);
      request.setNoDelay(true);
      request.on('response', response => {
        clearTimeout(timer);
        resolve(response);
      });
      request.on('error', error => {
        clearTimeout(timer);
        reject(this.noAnswer(call, error.message, error));
      });
      request.end(payload);
    });
  }

  /** The error a problem document stands for; any other failure of a sibling is a dependency that is down. */
  private errorOf(call: ServiceCall, status: number, body: string): AppError {
    const parsed = Problem.safeParse(safeJson(body));
    if (!parsed.success || parsed.data.code === 'internal_error') return this.noAnswer(call, `status ${status}`);
    const { code, detail, errors, retryAfter, resetAt, upgradeTo, existing } = parsed.data;
    return new AppError(code, detail, { errors, retryAfter, resetAt, upgradeTo, existing });
  }

  private noAnswer({ method }: ServiceCall, reason: string, cause?: unknown): NoAnswer {
    const { code } = (cause ?? {}) as { code?: unknown };
    const sent = !(typeof code === 'string' && neverSent.has(code));
    return new NoAnswer(this.options.audience, reason, { mayBeDone: sent && method !== 'GET', cause });
  }

  private headers(call: ServiceCall, token: string, timeoutMs: number, payload?: Buffer): Record<string, string> {
    const context = requestContext.current();
    return {
      authorization: `Bearer ${token}`,
      accept: 'application/json',
      'x-nat-timeout-ms': String(timeoutMs),
      ...(context && { 'x-request-id': context.correlationId }),
      ...(context?.traceparent && { traceparent: context.traceparent }),
      ...(context?.clientNetwork && { 'x-nat-client-network': context.clientNetwork }),
      ...(payload && { 'content-type': 'application/json', 'content-length': String(payload.length) }),
      ...call.headers,
    };
  }
}

function safeJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** Reads a whole body as UTF-8 text. */
export async function readText(stream: AsyncIterable<Uint8Array>): Promise<string> {
  const chunks: Uint8Array[] = [];
  for await (const chunk of stream) chunks.push(chunk);
  return Buffer.concat(chunks).toString('utf8');
}
