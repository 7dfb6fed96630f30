import type { Confirmation, Conversation, ConversationMessage, StreamEvent } from '@nat/contracts';
import { Activity } from '../../console/control/activity.js';
import { Conversations } from '../../console/control/conversations.js';
import { Decisions } from '../../console/control/decisions.js';
import { Queries } from '../../console/control/queries.js';
import { Store } from '../../console/control/store.js';
import { NatProblem } from '../../console/protocol/problem.js';
import { initialState } from '../../console/state/console-state.js';
import { queryId } from './query-events';

export type Context = ConstructorParameters<typeof Queries>[0];
type Api = Context['api'];
type Answers = { [Name in keyof Api]?: unknown };

export const conversationId = `cnv_${'1'.repeat(32)}`;
export const time = (minute: number): string => new Date(Date.UTC(2026, 5, 15, 12, minute)).toISOString();

export function refusal(code: string, status: number, detail = `Because of ${code}.`): NatProblem {
  return new NatProblem({
    type: `urn:nat:problem:${code}`,
    title: code,
    status,
    detail,
    code,
    requestId: 'req_1',
    retryable: false,
  });
}

/** An open event stream that a spec writes into. */
export class OpenStream {
  private writer!: ReadableStreamDefaultController<Uint8Array>;
  readonly response = new Response(new ReadableStream<Uint8Array>({ start: controller => void (this.writer = controller) }));

  write(...events: StreamEvent[]): void {
    for (const { event, data } of events)
      this.writer.enqueue(new TextEncoder().encode(`id: ${data.seq}\nevent: ${event}\ndata: ${JSON.stringify(data)}\n\n`));
  }

  end(): void {
    this.writer.close();
  }

  /** Ends as `fetch` ends a stream whose reader has left. */
  leave(): void {
    this.writer.error(new DOMException('aborted', 'AbortError'));
  }
}

/** A conversation as the list tells it. */
export function conversation(more: Partial<Conversation> = {}): Conversation {
  return { conversationId, title: 'Tag all', createdAt: time(0), updatedAt: time(1), expiresAt: time(59), ...more };
}

export function message(
  number: number,
  role: 'user' | 'assistant',
  text: string,
  more: Partial<ConversationMessage> = {},
): ConversationMessage {
  const messageId = `msg_${String(number).padStart(32, '0')}`;
  return { messageId, queryId, role, text, links: [], actions: [], createdAt: time(number), ...more };
}

export function pendingConfirmation(effect: Confirmation['effect'], more: Partial<Confirmation> = {}): Confirmation {
  return {
    confirmationId: `cnf_${'1'.padStart(32, '0')}`,
    toolCallId: `tcl_${'1'.padStart(32, '0')}`,
    tool: 'bulk_tag',
    title: 'Change 1',
    tier: 'critical',
    effect,
    inputHash: 'a'.repeat(64),
    status: 'pending',
    createdAt: time(0),
    expiresAt: time(10),
    typedCountRequired: false,
    ...more,
  };
}

/**
 * The parts of the page over an API of which each spec tells the answers: a value, or a function of the arguments. What
 * was called stands in `calls`; what has to be read again, in `stale`.
 */
export function fakeDesk(answers: Answers) {
  const calls: [name: string, ...given: unknown[]][] = [];
  const stale: string[] = [];
  const api = new Proxy({} as Api, {
    get:
      (_target, name: keyof Api) =>
      async (...given: unknown[]): Promise<unknown> => {
        calls.push([name, ...given.filter(each => !(each instanceof AbortSignal))]);
        if (!(name in answers)) throw refusal('not_found', 404, `The spec tells no answer of ${name}.`);
        const told: unknown = answers[name];
        const answer: unknown = typeof told === 'function' ? (told as (...all: unknown[]) => unknown)(...given) : told;
        if (!(answer instanceof OpenStream)) return answer;
        const [signal] = given.filter(each => each instanceof AbortSignal);
        signal?.addEventListener('abort', () => answer.leave());
        return answer.response;
      },
  });
  const store: Context['store'] = new Store(initialState());
  let keys = 0;
  const failed: Context['failed'] = error => store.update(state => ({ ...state, problem: NatProblem.of(error).problem }));
  const context: Context = {
    api,
    store,
    now: () => Date.parse(time(5)),
    mayRead: () => true,
    newKey: () => `key-${++keys}`,
    changed: (...parts) => void stale.push(...parts),
    failed,
    attempt: work => work().then(() => undefined, failed),
  };
  const queries = new Queries(context);
  const activity = new Activity(context);
  const named = (name: string): unknown[][] => calls.filter(([each]) => each === name).map(([, ...given]) => given);
  const close = (): void => {
    queries.close();
    activity.close();
  };
  return {
    store,
    queries,
    activity,
    decisions: new Decisions(context, activity),
    conversations: new Conversations(context, queries),
    calls,
    named,
    stale,
    close,
  };
}
