import { NatClient } from '@nat/client';
import {
  type Action,
  type Confirmation,
  endsResponse,
  problem,
  type ProblemCode,
  type ProblemDetails,
  streamPreamble,
} from '@nat/contracts';

export const queryId = 'qry_0123456789abcdefghjkmnpqrs';
export const conversationId = 'cnv_0123456789abcdefghjkmnpqrs';
export const toolCallId = 'tcl_0123456789abcdefghjkmnpqrs';
export const actionId = 'act_0123456789abcdefghjkmnpqrs';
export const confirmationId = 'cnf_0123456789abcdefghjkmnpqrs';
export const time = '2026-11-20T10:00:00.000Z';
export const usage = { input: 1, cacheWrite5m: 0, cacheWrite1h: 0, cacheRead: 9, output: 5, costMicroUsd: 40 };

export const confirmation: Confirmation = {
  confirmationId,
  queryId,
  conversationId,
  toolCallId,
  tool: 'tag_people',
  title: 'Tag 156 people as major donor',
  tier: 'critical',
  effect: {
    kind: 'person',
    count: 156,
    sample: [
      { id: '7', label: 'Zoë Ang, Austin' },
      { id: '8', label: 'Li Wei' },
    ],
    changes: [{ field: 'Tag', after: 'major donor' }],
    reversible: true,
    outbound: false,
    notes: ['2 of them are tagged already.'],
  },
  inputHash: 'ab'.repeat(32),
  status: 'pending',
  createdAt: time,
  expiresAt: '2026-11-20T10:10:00.000Z',
  typedCountRequired: false,
};

export const action: Action = {
  actionId,
  queryId,
  conversationId,
  userId: 'usr_0123456789abcdefghjkmnpqrs',
  tool: 'tag_people',
  title: 'Tag 156 people as major donor',
  tier: 'critical',
  status: 'completed',
  targets: 156,
  done: 154,
  alreadySo: 2,
  failed: 0,
  unknown: 0,
  notTried: 0,
  failures: [],
  summary: 'Tagged 154 of 156, 2 had it already',
  background: false,
  undo: 'exact',
  undoable: true,
  createdAt: time,
  endedAt: time,
};

export type Told = [event: string, data: object];

export const started: Told = ['query.started', { conversationId, model: 'm', resumed: false }];
export const completed: Told = [
  'query.completed',
  { outcome: 'answered', usage, queries: { used: 7, limit: { kind: 'finite', amount: '500', mode: 'block' } }, billable: true },
];

/** The events of a query up to where it waits for these changes. */
export function held(...confirmations: Confirmation[]): Told[] {
  return [
    started,
    ['tool.started', { toolCallId, tool: 'tag_people', title: 'Tagging people', tier: 'critical' }],
    ...confirmations.map((card): Told => ['confirmation.required', card]),
    ['query.awaiting_confirmation', { confirmationIds: confirmations.map(card => card.confirmationId) }],
  ];
}

/** How it goes on after an approval. */
export const carriedOut: Told[] = [
  ['query.started', { conversationId, model: 'm', resumed: true }],
  ['confirmation.resolved', { confirmationId, status: 'executed', channel: 'cli' }],
  ['tool.completed', { toolCallId, ok: true, summary: '154 tagged', links: [], actionId, undoable: true, background: false }],
  ['message.completed', { messageId: 'm', text: 'They are tagged.', links: [] }],
  completed,
];

/** How it goes on after a denial. */
export const notCarriedOut: Told[] = [
  ['query.started', { conversationId, model: 'm', resumed: true }],
  ['confirmation.resolved', { confirmationId, status: 'denied', channel: 'cli' }],
  [
    'tool.completed',
    { toolCallId, ok: false, summary: 'not done', links: [], undoable: false, background: false, errorCode: 'denied' },
  ],
  ['message.completed', { messageId: 'm', text: 'Nothing was changed.', links: [] }],
  completed,
];

type Answer = (call: { body: Record<string, unknown>; path: string }) => Response | Promise<Response>;

/** A Nat that answers as it is told and remembers what was asked of it: `POST /v1/…` with the body. */
export class FakeNat {
  readonly calls: { route: string; body: Record<string, unknown> }[] = [];
  readonly client = new NatClient({ baseUrl: 'http://127.0.0.1', fetch: (input, init) => this.handle(input, init ?? {}) });
  private readonly routes = new Map<string, Answer>();
  private log: Told[] = [];

  on(route: string, answer: Answer): this {
    this.routes.set(route, answer);
    return this;
  }

  answer(route: string, body: unknown, status = 200): this {
    return this.on(route, () => Response.json(body, { status }));
  }

  refuse(route: string, code: ProblemCode, more: ProblemDetails = {}): this {
    return this.on(route, () => refusal(code, more));
  }

  /** Answers the question and whoever follows it with these events. */
  asks(...log: Told[]): this {
    this.log = log;
    this.on('POST /v1/queries', () => this.stream(0));
    return this.on(`GET /v1/queries/${queryId}/events`, ({ path }) =>
      this.stream(Number(new URL(path).searchParams.get('after'))),
    );
  }

  /** Takes the decision of one change and goes on with these events. */
  decides(card: Confirmation, goesOn: (decision: string) => Told[]): this {
    return this.on(`POST /v1/confirmations/${card.confirmationId}/decision`, ({ body }) => {
      const decision = String(body['decision']);
      this.log = [...this.log, ...goesOn(decision)];
      const status = decision === 'approve' ? 'approved' : 'denied';
      return Response.json({ confirmation: { ...card, status }, queryId, eventsUrl: `/v1/queries/${queryId}/events` });
    });
  }

  routesCalled(): string[] {
    return this.calls.map(({ route }) => route);
  }

  bodyOf(route: string): Record<string, unknown> | undefined {
    return this.calls.find(call => call.route === route)?.body;
  }

  private async handle(input: string, init: RequestInit): Promise<Response> {
    const url = new URL(input);
    const after = new Headers(init.headers).get('last-event-id');
    if (after !== null) url.searchParams.set('after', after);
    const route = `${init.method ?? 'GET'} ${url.pathname}`;
    const body = (typeof init.body === 'string' ? JSON.parse(init.body) : {}) as Record<string, unknown>;
    this.calls.push({ route, body });
    const answer = this.routes.get(route);
    if (!answer) return Response.json(problem('not_found', `Nothing at ${route}.`, 'req_1'), { status: 404 });
    return answer({ body, path: url.href });
  }

  private stream(after: number): Response {
    const rest = this.log.slice(after);
    const last = rest.findIndex(([event]) => endsResponse(event));
    const shown = last < 0 ? rest : rest.slice(0, last + 1);
    const frames = shown.map(([event, data], index) => {
      const seq = after + index + 1;
      return `id: ${seq}\nevent: ${event}\ndata: ${JSON.stringify({ ...data, v: 1, queryId, seq, time })}\n\n`;
    });
    const headers = { 'content-type': 'text/event-stream', location: `/v1/queries/${queryId}` };
    return new Response(streamPreamble + frames.join(''), { headers });
  }
}

export function refusal(code: ProblemCode, more: ProblemDetails = {}): Response {
  const document = problem(code, `Because of ${code}.`, 'req_1', more);
  return Response.json(document, { status: document.status });
}

/** A stream of an action: how far, then its end. */
export function actionStream(of: Action, ...done: number[]): Response {
  const { alreadySo, failed, unknown, notTried, targets: total, status, undoable, summary } = of;
  const counts = { alreadySo, failed, unknown, notTried, total };
  const events: Told[] = [
    ...done.map((count): Told => ['action.progress', { ...counts, done: count }]),
    ['action.completed', { ...counts, done: of.done, status, undoable, summary }],
  ];
  const frames = events.map(([event, data], index) => {
    const common = { v: 1, actionId: of.actionId, seq: index + 1, time };
    return `id: ${index + 1}\nevent: ${event}\ndata: ${JSON.stringify({ ...common, ...data })}\n\n`;
  });
  return new Response(frames.join(''), { headers: { 'content-type': 'text/event-stream' } });
}
