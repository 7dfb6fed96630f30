import {
  Action,
  type ActionStreamEvent,
  ActionsPage,
  type ActionsRequest,
  type AskRequest,
  CancelActionAnswer,
  CancelAnswer,
  type ChangeNationSettings,
  type ChangeSubscription,
  Confirmation,
  ConfirmationsPage,
  type ConfirmationsRequest,
  Conversation,
  ConversationsPage,
  type CreateConversation,
  DecisionAnswer,
  type DecisionRequest,
  Me,
  MessagesPage,
  NationSettings,
  type PageRequest,
  PlansAnswer,
  QueryAccepted,
  QuerySnapshot,
  type StartSubscription,
  SubscriptionAnswer,
  UndoAnswer,
  type UndoRequest,
  UsageAnswer,
} from '@nat/contracts';
import type { z } from 'zod';
import { type Download, downloadOf } from './download';
import { EventStream, type StreamOptions } from './event-stream';
import { newKey } from './new-key';
import { QueryStream } from './query-stream';
import { endsAction, readActionEvent } from './read-event';
import { SessionCalls } from './session-calls';
import type { Request } from './transport';

/** Of a call that is made once however often it is sent: 1 to 255 visible ASCII characters, a fresh one unless given. */
export interface Keyed {
  idempotencyKey?: string;
}

/**
 * The gateway's API for programs of any platform: browser, extension, Node.
 * Every method rejects with {@link NatProblem}, or with {@link Unreadable} when a newer server answers in a way this release
 * does not understand; fields it does not know are dropped.
 */
export class NatClient extends SessionCalls {
  /**
   * Asks a question and streams how it is answered. Nothing is sent before the stream is iterated. A connection lost at
   * any point, also before the first byte of the answer, is taken up again without asking twice and without a gap.
   */
  ask(question: z.input<typeof AskRequest>, { idempotencyKey, ...options }: StreamOptions & Keyed = {}): QueryStream {
    const post = askRequest(question, idempotencyKey);
    const headers = { ...post.headers, accept: 'text/event-stream' };
    const start = (signal: AbortSignal): Promise<Response> => this.transport.send({ ...post, headers, signal });
    return new QueryStream({ start, resume: this.resumeQuery }, options);
  }

  /** Asks a question without waiting for its answer; read it with {@link follow} or {@link getQuery}. */
  submit(
    question: z.input<typeof AskRequest>,
    { idempotencyKey, signal }: Keyed & { signal?: AbortSignal } = {},
  ): Promise<QueryAccepted> {
    return this.transport.call(QueryAccepted, { ...askRequest(question, idempotencyKey), signal });
  }

  /** The events of a query that somebody asked before, after the event id `after`; also on from where it waited. */
  follow(queryId: string, { after = 0, ...options }: StreamOptions & { after?: number } = {}): QueryStream {
    return new QueryStream({ resume: this.resumeQuery }, options, queryId, after);
  }

  getQuery(queryId: string): Promise<QuerySnapshot> {
    return this.read(QuerySnapshot, at('queries', queryId));
  }

  /** Stops a query. Harmless when repeated and after its end; the answer tells the status it then has. */
  cancel(queryId: string): Promise<CancelAnswer> {
    return this.write(CancelAnswer, 'POST', at('queries', queryId, 'cancel'));
  }

  /** Fetches a file an answer made (`exportId` of a tool call), within 15 minutes. Rejects with `not_found` afterwards. */
  async fetchExport(exportId: string): Promise<Download> {
    const path = at('exports', exportId);
    return downloadOf(await this.transport.send({ method: 'GET', path, headers: { accept: 'text/csv' } }));
  }

  /** Your conversations, newest first. */
  conversations(page: Partial<PageRequest> = {}): Promise<ConversationsPage> {
    return this.read(ConversationsPage, '/v1/conversations', page);
  }

  createConversation(body: CreateConversation = {}): Promise<Conversation> {
    return this.write(Conversation, 'POST', '/v1/conversations', body);
  }

  conversation(conversationId: string): Promise<Conversation> {
    return this.read(Conversation, at('conversations', conversationId));
  }

  renameConversation(conversationId: string, title: string): Promise<Conversation> {
    return this.write(Conversation, 'PATCH', at('conversations', conversationId), { title });
  }

  /** Erases it with all its content. */
  async deleteConversation(conversationId: string): Promise<void> {
    await this.transport.send({ method: 'DELETE', path: at('conversations', conversationId) });
  }

  /** What was said in a conversation, newest first. */
  messages(conversationId: string, page: Partial<PageRequest> = {}): Promise<MessagesPage> {
    return this.read(MessagesPage, at('conversations', conversationId, 'messages'), page);
  }

  /** Changes that waited for you, newest first. */
  confirmations(filter: Partial<ConfirmationsRequest> = {}): Promise<ConfirmationsPage> {
    return this.read(ConfirmationsPage, '/v1/confirmations', filter);
  }

  confirmation(confirmationId: string): Promise<Confirmation> {
    return this.read(Confirmation, at('confirmations', confirmationId));
  }

  /**
   * Decides a change exactly as it was shown: its hash goes along, so one that differs is refused (`hash_mismatch`). The same
   * decision again gives the first result. The query goes on after the last decision; read it with {@link follow}.
   */
  decide(
    { confirmationId, inputHash }: Pick<Confirmation, 'confirmationId' | 'inputHash'>,
    decision: DecisionRequest['decision'],
    more: Pick<DecisionRequest, 'reason' | 'typedCount'> = {},
  ): Promise<DecisionAnswer> {
    const body: DecisionRequest = { decision, inputHash, ...more };
    return this.write(DecisionAnswer, 'POST', at('confirmations', confirmationId, 'decision'), body);
  }

  /** Changes that were carried out, newest first: your own unless the filter says otherwise. */
  actions(filter: Partial<ActionsRequest> = {}): Promise<ActionsPage> {
    return this.read(ActionsPage, '/v1/actions', filter);
  }

  action(actionId: string): Promise<Action> {
    return this.read(Action, at('actions', actionId));
  }

  /** How far an action is, until it has ended. One that has ended tells its end, unless `after` is that event. */
  followAction(actionId: string, { after, ...options }: StreamOptions & { after?: number } = {}): EventStream<ActionStreamEvent> {
    const path = at('actions', actionId, 'events');
    const open = (last: number, signal: AbortSignal): Promise<Response> => this.resume(path, last, signal);
    return new EventStream({ open, read: readActionEvent, isLast: endsAction }, options, after);
  }

  /**
   * Takes an action back, or asks for the confirmation that needs. The same key and body undo once. Rejects with
   * `action_changed_since` where somebody changed the records meanwhile: `acceptChanges` then asks whether to go on.
   */
  undo(actionId: string, { idempotencyKey = newKey(), ...body }: UndoRequest & Keyed = {}): Promise<UndoAnswer> {
    const headers = { 'idempotency-key': idempotencyKey };
    return this.transport.call(UndoAnswer, { method: 'POST', path: at('actions', actionId, 'undo'), body, headers });
  }

  /** Stops an action between two records. Harmless when repeated and after its end. */
  cancelAction(actionId: string): Promise<CancelActionAnswer> {
    return this.write(CancelActionAnswer, 'POST', at('actions', actionId, 'cancel'));
  }

  /** Of the selected nation, which the slug has to name. */
  nationSettings(slug: string): Promise<NationSettings> {
    return this.read(NationSettings, at('nations', slug, 'settings'));
  }

  /** Needs an admin. What is not named stays as it is. */
  changeNationSettings(slug: string, change: ChangeNationSettings): Promise<NationSettings> {
    return this.write(NationSettings, 'PATCH', at('nations', slug, 'settings'), change);
  }

  usage(): Promise<UsageAnswer> {
    return this.read(UsageAnswer, '/v1/usage');
  }

  me(): Promise<Me> {
    return this.read(Me, '/v1/me');
  }

  plans(): Promise<PlansAnswer> {
    return this.read(PlansAnswer, '/v1/plans');
  }

  subscription(): Promise<SubscriptionAnswer> {
    return this.read(SubscriptionAnswer, subscriptionPath);
  }

  startSubscription(body: z.input<typeof StartSubscription>): Promise<SubscriptionAnswer> {
    return this.write(SubscriptionAnswer, 'POST', subscriptionPath, body);
  }

  changeSubscription(body: z.input<typeof ChangeSubscription>): Promise<SubscriptionAnswer> {
    return this.write(SubscriptionAnswer, 'PATCH', subscriptionPath, body);
  }

  private read<Schema extends z.ZodType>(schema: Schema, path: string, query?: Request['query']): Promise<z.output<Schema>> {
    return this.transport.call(schema, { method: 'GET', path, query });
  }

  private write<Schema extends z.ZodType>(
    schema: Schema,
    method: 'POST' | 'PATCH',
    path: string,
    body?: unknown,
  ): Promise<z.output<Schema>> {
    return this.transport.call(schema, { method, path, body });
  }

  private readonly resumeQuery = (queryId: string, after: number, signal: AbortSignal): Promise<Response> =>
    this.resume(at('queries', queryId, 'events'), after, signal);

  private resume(path: string, after: number, signal: AbortSignal): Promise<Response> {
    const headers = { accept: 'text/event-stream', 'last-event-id': String(after) };
    return this.transport.send({ method: 'GET', path, headers, signal });
  }
}

const subscriptionPath = '/v1/billing/subscription';

/** An address under `/v1`. Ids cannot leave their segment, whatever they hold. */
function at(...segments: string[]): string {
  return `/v1/${segments.map(encodeURIComponent).join('/')}`;
}

function askRequest(body: z.input<typeof AskRequest>, idempotencyKey = newKey()) {
  return { method: 'POST', path: '/v1/queries', body, headers: { 'idempotency-key': idempotencyKey } } as const;
}
