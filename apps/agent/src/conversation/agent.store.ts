import type { DomainEvent } from '@nat/contracts';
import type { ConfirmationRow } from '../confirmations/confirmation-row';
import type { Held } from '../confirmations/confirmation.store';
import type { StoredMessage } from '../loop/history';
import type { SpentSoFar } from '../loop/spent-so-far';
import type { LoggedEvent } from '../stream/event-frame';
import type { PendingTurn } from './pending-turn';
import type { ConversationRow, Owner, QueryRow } from './query-row';

/** Everything one transaction writes to begin a query. */
export interface QueryStart {
  query: QueryRow;
  /** Absent: the query continues the conversation it names. */
  opens?: ConversationRow;
  /** The question; its number must be free, which proves that the history was complete. */
  message: StoredMessage;
  /** `query.started`, the first event of the log. */
  event: LoggedEvent;
}

export type StartOutcome =
  | { started: true }
  /** This id began before: here it is. */
  | { started: false; reason: 'exists'; query: QueryRow }
  /** This id began before, so long ago that its content is gone. */
  | { started: false; reason: 'forgotten' }
  /** No such conversation of this owner, or it has expired. */
  | { started: false; reason: 'conversation_absent' }
  /** Another query runs in the conversation. */
  | { started: false; reason: 'busy'; activeQueryId: string }
  /** The conversation moved on since its history was read: read it again. */
  | { started: false; reason: 'moved' };

/** Everything one transaction writes to let a running query wait for its person. */
export interface QuerySuspension {
  query: QueryRow;
  /** The results that are there, and what the others wait for. */
  pending: PendingTurn;
  /** Calls that are held from now on. */
  held: Held[];
  /** What the row says while it waits. `decisions`: all that were seen; one more, and it does not wait. */
  waiting: {
    confirmationIds: string[];
    decisions: number;
    spent: SpentSoFar;
    lastEventId: number;
    /** RFC 3339: when the first of them expires. */
    leaseUntil: string;
  };
  /** The last events of the log, `query.awaiting_confirmation` at the end. */
  events: LoggedEvent[];
  facts: DomainEvent[];
}

/** `decided`: somebody decided meanwhile. `canceled`: its user asked to stop it. `lost`: it is another runner's. */
export type SuspendOutcome = 'suspended' | 'decided' | 'canceled' | 'lost';

/** Everything one transaction writes to end a query. */
export interface QueryEnd {
  /** As it was seen: running under this fence, or waiting with these decisions. */
  query: QueryRow;
  /** Given by the sweeper: the lease must still be the one that was seen to lapse. */
  lapsedLease?: string;
  /** Final state; lease and cancel mark are cleared with it. */
  final: Required<Pick<QueryRow, 'status' | 'endedAt' | 'usage' | 'billable' | 'lastEventId'>> &
    Pick<QueryRow, 'outcome' | 'text' | 'toolCalls' | 'problem'>;
  /** The last events of the log, the terminal one at the end. */
  events: LoggedEvent[];
  /** QueryCompleted, QueryFailed or QueryCanceled. */
  fact: DomainEvent;
  /** Further ones. */
  facts?: DomainEvent[];
  /** Held calls that nobody can approve any more, and the fact that tells it. */
  closes?: { row: ConfirmationRow; status: 'expired' | 'superseded'; fact: DomainEvent }[];
  /** Results of calls that the provider waits for. */
  message?: StoredMessage;
}

/** A running or waiting query as the sweeper sees it. */
export interface Lease {
  query: QueryRow;
  leaseUntil: string;
}

/** What the agent keeps. Two forms: DynamoDB, and memory for tests; one suite runs on both. */
export abstract class AgentStore {
  /** Begins a query, or tells why not. Any number of simultaneous starts of one id begin it once. */
  abstract start(start: QueryStart): Promise<StartOutcome>;
  /** The query of this owner, read after every write that was acknowledged. */
  abstract query(owner: Owner, queryId: string): Promise<QueryRow | undefined>;
  /** A conversation that has not expired, and its messages in order. */
  abstract conversation(
    owner: Owner,
    conversationId: string,
  ): Promise<{ conversation: ConversationRow; messages: StoredMessage[] } | undefined>;
  /** Keeps a message. The number must be free. */
  abstract keepMessage(conversationId: string, message: StoredMessage): Promise<void>;
  /** Appends to the log of a query. The ids must be new. */
  abstract appendEvents(queryId: string, events: LoggedEvent[]): Promise<void>;
  /** The logged events with ids above `after`, in order. */
  abstract eventsAfter(queryId: string, after: number): Promise<LoggedEvent[]>;
  /** Extends the lease of a running query under this fence; undefined when it is not ours any more. */
  abstract renewLease(query: QueryRow, leaseUntil: string): Promise<{ cancelRequested: boolean } | undefined>;
  /** Whether somebody asked to cancel this running query. May lag a little behind. */
  abstract isCancelRequested(query: QueryRow): Promise<boolean>;
  /** Asks the runner, wherever it is, to stop. Returns the query as it is afterwards; an ended one is left as it is. */
  abstract requestCancel(owner: Owner, queryId: string): Promise<QueryRow | undefined>;
  /** Lets a running query wait under its fence. */
  abstract suspend(suspension: QuerySuspension): Promise<SuspendOutcome>;
  /** The turn of which calls wait, or waited. */
  abstract pendingTurn(query: QueryRow): Promise<PendingTurn | undefined>;
  /**
   * Takes over a query that waits, or one that runs and whose lease is still the one that was seen to lapse, to go on with it
   * under the next fence; undefined when somebody else did, or it has ended.
   */
  abstract resume(query: QueryRow, leaseUntil: string): Promise<QueryRow | undefined>;
  /** Ends a running or waiting query. False when it has ended, moved on, or belongs to another runner: nothing was written. */
  abstract end(end: QueryEnd): Promise<boolean>;
  /** Running queries whose lease ended before `instant`, and waiting ones that were due by then, oldest first. May lag a little behind. */
  abstract lapsed(instant: string, limit: number): Promise<Lease[]>;
}
