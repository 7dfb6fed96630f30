import {
  type AskRequest,
  CancelAnswer,
  type ChangeSubscription,
  Me,
  PlansAnswer,
  QueryAccepted,
  QuerySnapshot,
  type SandboxSignInRequest,
  SessionAnswer,
  type StartSubscription,
  SubscriptionAnswer,
  UsageAnswer,
} from '@nat/contracts';
import type { z } from 'zod';
import { NatProblem } from './nat-problem';
import { QueryStream, type StreamOptions } from './query-stream';
import { type Request, Transport, type TransportOptions } from './transport';

export type NatClientOptions = TransportOptions;

/** A file on its way. */
export interface Download {
  /** Safe as a name on any disk: letters, digits, dots, dashes. */
  name: string;
  /** UTF-8; errors when the connection breaks before its end. */
  body: ReadableStream<Uint8Array>;
}

export interface AskOptions extends StreamOptions {
  /** 1 to 255 visible ASCII characters; made once per call unless given. The same key and question never ask twice. */
  idempotencyKey?: string;
}

/**
 * The gateway's API for programs of any platform: browser, extension, Node.
 * Every method rejects with {@link NatProblem}; answers are parsed, and fields this release does not know are dropped.
 */
export class NatClient {
  private readonly transport: Transport;

  constructor(options: NatClientOptions) {
    this.transport = new Transport(options);
  }

  /** Signs in as a demo user of the sandbox nation and uses that session from now on. 404 where there is no sandbox. */
  async signInSandbox(request: z.input<typeof SandboxSignInRequest>): Promise<SessionAnswer> {
    const session = await this.call(SessionAnswer, { method: 'POST', path: '/v1/sessions/sandbox', body: request });
    this.transport.token = session.accessToken;
    return session;
  }

  /**
   * Asks a question and streams how it is answered. Nothing is sent before the stream is iterated. A connection lost at
   * any point, also before the first byte of the answer, is taken up again without asking twice and without a gap.
   */
  ask(question: z.input<typeof AskRequest>, { idempotencyKey = newKey(), ...options }: AskOptions = {}): QueryStream {
    const post = askRequest(question, idempotencyKey);
    const headers = { ...post.headers, accept: 'text/event-stream' };
    return new QueryStream(
      {
        start: signal => this.transport.send({ ...post, headers, signal }),
        resume: (queryId, after, signal) => this.resume(queryId, after, signal),
      },
      options,
    );
  }

  /** Asks a question without waiting for its answer; read it with {@link follow} or {@link getQuery}. */
  submit(question: z.input<typeof AskRequest>, { idempotencyKey = newKey(), signal }: AskOptions = {}): Promise<QueryAccepted> {
    return this.call(QueryAccepted, { ...askRequest(question, idempotencyKey), signal });
  }

  /** The events of a query that somebody asked before, after the event id `after`. */
  follow(queryId: string, { after = 0, ...options }: StreamOptions & { after?: number } = {}): QueryStream {
    return new QueryStream({ resume: (id, last, signal) => this.resume(id, last, signal) }, options, queryId, after);
  }

  getQuery(queryId: string): Promise<QuerySnapshot> {
    return this.call(QuerySnapshot, { method: 'GET', path: queryPath(queryId) });
  }

  /** Stops a query. Harmless when repeated and after its end; the answer tells the status it then has. */
  cancel(queryId: string): Promise<CancelAnswer> {
    return this.call(CancelAnswer, { method: 'POST', path: `${queryPath(queryId)}/cancel` });
  }

  /** Fetches a file an answer made (`exportId` of a tool call), within 15 minutes. Rejects with `not_found` afterwards. */
  async fetchExport(exportId: string): Promise<Download> {
    const path = `/v1/exports/${encodeURIComponent(exportId)}`;
    const { headers, body } = await this.sent({ method: 'GET', path, headers: { accept: 'text/csv' } });
    const [, name] = /filename="(\w[\w.-]*)"/.exec(headers.get('content-disposition') ?? '') ?? [];
    return { name: name ?? 'export.csv', body: body ?? new Blob([]).stream() };
  }

  usage(): Promise<UsageAnswer> {
    return this.call(UsageAnswer, { method: 'GET', path: '/v1/usage' });
  }

  me(): Promise<Me> {
    return this.call(Me, { method: 'GET', path: '/v1/me' });
  }

  plans(): Promise<PlansAnswer> {
    return this.call(PlansAnswer, { method: 'GET', path: '/v1/plans' });
  }

  subscription(): Promise<SubscriptionAnswer> {
    return this.call(SubscriptionAnswer, { method: 'GET', path: subscriptionPath });
  }

  startSubscription(body: z.input<typeof StartSubscription>): Promise<SubscriptionAnswer> {
    return this.call(SubscriptionAnswer, { method: 'POST', path: subscriptionPath, body });
  }

  changeSubscription(body: z.input<typeof ChangeSubscription>): Promise<SubscriptionAnswer> {
    return this.call(SubscriptionAnswer, { method: 'PATCH', path: subscriptionPath, body });
  }

  private resume(queryId: string, after: number, signal: AbortSignal): Promise<Response> {
    const headers = { accept: 'text/event-stream', 'last-event-id': String(after) };
    return this.transport.send({ method: 'GET', path: `${queryPath(queryId)}/events`, headers, signal });
  }

  private async call<Schema extends z.ZodType>(schema: Schema, request: Request): Promise<z.output<Schema>> {
    return schema.parse(await (await this.sent(request)).json());
  }

  private sent(request: Request): Promise<Response> {
    return this.transport.send(request).catch((error: unknown) => {
      throw error instanceof NatProblem || request.signal?.aborted ? error : NatProblem.unreachable(error);
    });
  }
}

const subscriptionPath = '/v1/billing/subscription';

function queryPath(queryId: string): string {
  return `/v1/queries/${encodeURIComponent(queryId)}`;
}

function askRequest(body: z.input<typeof AskRequest>, idempotencyKey: string) {
  return { method: 'POST', path: '/v1/queries', body, headers: { 'idempotency-key': idempotencyKey } } as const;
}

/** 128 random bits. Not `randomUUID`, which browsers keep from pages without TLS. */
function newKey(): string {
  return Array.from(crypto.getRandomValues(new Uint8Array(16)), byte => byte.toString(16).padStart(2, '0')).join('');
}
