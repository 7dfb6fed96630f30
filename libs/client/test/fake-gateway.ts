import { problem, type ProblemCode, type ProblemDetails, streamPreamble } from '@nat/contracts';
import type { Fetch } from '../src';

export const queryId = `qry_${'0'.repeat(32)}`;
export const confirmationId = `cnf_${'2'.repeat(32)}`;
const common = (seq: number) => ({ v: 1, queryId, seq, time: '2026-06-15T12:00:00.000Z' });
const usage = { input: 1, cacheWrite5m: 0, cacheWrite1h: 0, cacheRead: 0, output: 1, costMicroUsd: 6 };

export interface LoggedEvent {
  event: string;
  data: Record<string, unknown>;
}

const begun = (resumed: boolean): LoggedEvent => ({
  event: 'query.started',
  data: { conversationId: `cnv_${'1'.repeat(32)}`, model: 'm', resumed },
});
const said = (text: string): LoggedEvent => ({ event: 'message.delta', data: { messageId: 'msg_1', text } });
const waiting: LoggedEvent = { event: 'query.awaiting_confirmation', data: { confirmationIds: [confirmationId] } };
const resolved: LoggedEvent = { event: 'confirmation.resolved', data: { confirmationId, status: 'approved', channel: 'cli' } };
const completed: LoggedEvent = {
  event: 'query.completed',
  data: { outcome: 'answered', usage, queries: { used: 1, limit: { kind: 'unlimited' } }, billable: true },
};

/** Gives the events their common fields, with ids from 1. */
function logged(events: readonly LoggedEvent[]): LoggedEvent[] {
  return events.map(({ event, data }, index) => ({ event, data: { ...common(index + 1), ...data } }));
}

/** A whole query of `deltas` pieces of text: started, deltas, completed. */
export function answerOf(deltas: readonly string[]): LoggedEvent[] {
  return logged([begun(false), ...deltas.map(said), completed]);
}

/** A query that waits for its person between two parts of its text: started, deltas, awaiting; started, resolved, deltas, completed. */
export function heldAnswerOf(before: readonly string[], after: readonly string[]): LoggedEvent[] {
  return logged([begun(false), ...before.map(said), waiting, begun(true), resolved, ...after.map(said), completed]);
}

export function frame({ event, data }: LoggedEvent): string {
  return `id: ${String(data['seq'])}\nevent: ${event}\ndata: ${JSON.stringify(data)}\n\n`;
}

export function refusal(code: ProblemCode, more: ProblemDetails = {}): Response {
  const document = problem(code, `Because of ${code}.`, 'req_1', more);
  return Response.json(document, { status: document.status, headers: { 'content-type': 'application/problem+json' } });
}

/** A body that delivers `pieces` and then ends, or breaks off with an error. */
export function streamOf(pieces: readonly Uint8Array[], end: 'end' | 'break', headers: Record<string, string> = {}): Response {
  const left = [...pieces];
  const body = new ReadableStream<Uint8Array>({
    pull(controller) {
      const next = left.shift();
      if (next) controller.enqueue(next);
      else if (end === 'end') controller.close();
      else controller.error(new TypeError('terminated'));
    },
  });
  return new Response(body, { status: 200, headers: { 'content-type': 'text/event-stream', ...headers } });
}

/** What happens to one connection: it is refused, never answered, or cut after so many bytes. */
export type Fault =
  { kind: 'lost' } | { kind: 'refused'; code: ProblemCode } | { kind: 'cut'; bytes: number; end: 'end' | 'break' };

/**
 * The queries endpoints of a gateway over one event log, which ends for now where the query waits for {@link decided}. Takes
 * one fault per connection, then behaves.
 * `asked` holds the idempotency key of every POST that arrived, answered or not.
 */
export class FakeGateway {
  readonly asked: string[] = [];
  readonly resumedAfter: number[] = [];
  /** Somebody has decided about what the query waited for: what comes after it is in the log. */
  decided = false;

  constructor(
    private readonly log: readonly LoggedEvent[],
    private readonly faults: Fault[] = [],
    private readonly pieceBytes = 7,
  ) {}

  readonly fetch: Fetch = async (input, init) => {
    const headers = new Headers(init?.headers);
    const path = new URL(input).pathname;
    const fault = this.faults.shift();
    if (path === '/v1/queries') {
      this.asked.push(headers.get('idempotency-key') ?? '');
      return this.answer(0, fault);
    }
    const after = Number(headers.get('last-event-id'));
    this.resumedAfter.push(after);
    return this.answer(after, fault);
  };

  private answer(after: number, fault: Fault | undefined): Response {
    if (fault?.kind === 'lost') throw new TypeError('fetch failed');
    if (fault?.kind === 'refused') return refusal(fault.code);
    const wait = this.log.findIndex(({ event }) => event === waiting.event);
    const present = this.decided || wait < 0 ? this.log : this.log.slice(0, wait + 1);
    const text = streamPreamble + present.slice(after).map(frame).join(': hb\n\n');
    const bytes = new TextEncoder().encode(text);
    const sent = fault ? bytes.slice(0, fault.bytes % bytes.length) : bytes;
    const pieces = Array.from({ length: Math.ceil(sent.length / this.pieceBytes) }, (_, index) =>
      sent.slice(index * this.pieceBytes, (index + 1) * this.pieceBytes),
    );
    return streamOf(pieces, fault?.end ?? 'end', { location: `/v1/queries/${queryId}` });
  }
}
