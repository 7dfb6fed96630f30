import type {
  Action,
  Confirmation,
  ConfirmationStatus,
  Limit,
  ModelUsage,
  Problem,
  QuerySnapshot,
  QueryStatus,
  StreamEvent,
  StreamEventData,
} from '@nat/contracts';
import type { Card } from './card';
import type { SavedFile } from './save-export';

/** One tool call as it went. */
export interface ToolCallResult {
  toolCallId: string;
  tool: string;
  title: string;
  ok?: boolean;
  summary?: string;
  count?: number;
  resultSetId?: string;
  exportId?: string;
  actionId?: string;
  errorCode?: string;
}

/** One change that was held, and what became of it. */
export interface ConfirmationResult extends Card {
  status: ConfirmationStatus;
  decidedBy?: string;
  channel?: string;
}

/**
 * One change that was made. `account` is what the ledger says where it worked on after its query had ended; `problem`, why that
 * is not known.
 */
export interface ActionResult {
  actionId: string;
  title: string;
  summary: string;
  undoable: boolean;
  background: boolean;
  account?: Action;
  problem?: string;
}

/** What `npm run ask -- --json` prints. Times are milliseconds from the moment the question was sent. */
export interface AskResult {
  queryId?: string;
  conversationId?: string;
  /** `running` only where the stream was lost for good. */
  status: QueryStatus;
  outcome?: string;
  answer: string;
  links: { label: string; url: string }[];
  toolCalls: ToolCallResult[];
  confirmations: ConfirmationResult[];
  actions: ActionResult[];
  usage?: ModelUsage;
  /** Files the answer brought, and where they are now. */
  files: SavedFile[];
  /** Queries of the period counted so far, this one included. */
  used?: number;
  limit?: Limit;
  billable?: boolean;
  /** Why it was canceled. */
  reason?: string;
  problem?: Problem;
  timings: { startedMs?: number; firstTokenMs?: number; totalMs: number };
}

export function emptyResult(): AskResult {
  return {
    status: 'running',
    answer: '',
    links: [],
    toolCalls: [],
    confirmations: [],
    actions: [],
    files: [],
    timings: { totalMs: 0 },
  };
}

/** The result of a query as it stands. Files of it are not in it: they were saved when they came. */
export function resultOf({ queryId, conversationId, status, toolCalls, confirmations }: QuerySnapshot): AskResult {
  return {
    ...emptyResult(),
    queryId,
    conversationId,
    status,
    toolCalls: toolCalls.map(({ tier: _tier, links: _links, exportId: _file, ...call }) => call),
    confirmations: confirmations.map(held => ({ ...cardOf(held), status: held.status })),
  };
}

/** Adds what one event tells. `at` is when it came. */
export function takeEvent(result: AskResult, { event, data }: StreamEvent, at: number): void {
  result.queryId = data.queryId;
  switch (event) {
    case 'query.started':
      Object.assign(result, { conversationId: data.conversationId, status: 'running' });
      result.timings.startedMs ??= at;
      break;
    case 'message.delta':
      result.timings.firstTokenMs ??= at;
      break;
    case 'message.completed':
      result.timings.firstTokenMs ??= at;
      result.answer = result.answer === '' ? data.text : `${result.answer}\n\n${data.text}`;
      result.links.push(...data.links);
      break;
    case 'tool.started':
      result.toolCalls.push({ toolCallId: data.toolCallId, tool: data.tool, title: data.title });
      break;
    case 'tool.completed':
      takeToolResult(result, data);
      break;
    case 'confirmation.required':
      result.confirmations.push({ ...cardOf(data), status: 'pending' });
      break;
    case 'confirmation.resolved':
      takeDecision(result, data);
      break;
    case 'query.awaiting_confirmation':
      result.status = 'awaiting_confirmation';
      break;
    case 'query.completed':
      Object.assign(result, { status: 'completed', outcome: data.outcome, usage: data.usage, billable: data.billable });
      Object.assign(result, { used: data.queries?.used, limit: data.queries?.limit });
      break;
    case 'query.failed':
      Object.assign(result, { status: 'failed', problem: data.problem, usage: data.usage, billable: data.billable });
      break;
    case 'query.canceled':
      Object.assign(result, { status: 'canceled', reason: data.reason, usage: data.usage, billable: data.billable });
      break;
  }
}

function takeToolResult(result: AskResult, data: StreamEventData<'tool.completed'>): void {
  const { toolCallId, ok, summary, count, resultSetId, exportId, actionId, errorCode, undoable, background } = data;
  const call = result.toolCalls.find(started => started.toolCallId === toolCallId);
  Object.assign(call ?? {}, { ok, summary, count, resultSetId, exportId, actionId, errorCode });
  if (actionId !== undefined) {
    result.actions.push({ actionId, title: call?.title ?? summary, summary, undoable, background });
  }
}

/** Adds what became of a change that was held. */
export function takeDecision(
  { confirmations }: AskResult,
  { confirmationId, status, decidedBy, channel }: Pick<Confirmation, 'confirmationId' | 'status' | 'decidedBy' | 'channel'>,
): void {
  Object.assign(confirmations.find(held => held.confirmationId === confirmationId) ?? {}, { status, decidedBy, channel });
}

/** The card out of whatever holds one. */
export function cardOf(held: Card): Card {
  const { confirmationId, toolCallId, title, tier, effect, inputHash, expiresAt, typedCountRequired } = held;
  return { confirmationId, toolCallId, title, tier, effect, inputHash, expiresAt, typedCountRequired };
}
