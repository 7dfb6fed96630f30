import { problem } from '@nat/contracts';
import {
  actionId,
  carriedOut,
  completed,
  confirmation,
  confirmationId,
  FakeNat,
  held,
  notCarriedOut,
  queryId,
  refusal,
  started,
  type Told,
  toolCallId,
  usage,
} from '../../test/fake-nat';
import { askOnce, type Watching } from './ask-once';
import type { AskResult } from './ask-result';
import { alike, type Decide, leaving } from './decide';

const found = { ok: true, summary: '59 people', count: 59 };
const brought = { resultSetId: 'rs_1', exportId: 'exp_0123456789abcdefghjkmnpqrs' };

function ask(nat: FakeNat, decide: Decide = leaving, more: Partial<Watching> = {}): Promise<AskResult> {
  const watching = { onEvent: () => undefined, decide, cancel: new AbortController().signal, ...more };
  return askOnce(nat.client, { text: 'How many?' }, watching);
}

it('gathers answer, tools, usage and count of a completed query', async () => {
  const nat = new FakeNat().asks(
    started,
    ['tool.started', { toolCallId, tool: 'list_signups', title: 'Looking up people', tier: 'read' }],
    ['tool.completed', { toolCallId, ...found, ...brought, links: [], undoable: false, background: false }],
    ['message.delta', { messageId: 'm', text: '59 ' }],
    ['message.completed', { messageId: 'm', text: '59 volunteers.', links: [] }],
    completed,
  );
  const result = await ask(nat);
  expect(result).toMatchObject({
    queryId,
    status: 'completed',
    answer: '59 volunteers.',
    toolCalls: [{ tool: 'list_signups', title: 'Looking up people', ...found, ...brought }],
    confirmations: [],
    actions: [],
    usage,
    used: 7,
    limit: { kind: 'finite', amount: '500', mode: 'block' },
  });
  expect(result.timings.totalMs).toBeGreaterThanOrEqual(result.timings.firstTokenMs!);
});

it('tells why a query failed', async () => {
  const failure = problem('model_unavailable', 'Down.', 'req_1');
  const nat = new FakeNat().asks(started, ['query.failed', { problem: failure, usage, billable: false }]);
  expect(await ask(nat)).toMatchObject({
    status: 'failed',
    billable: false,
    problem: { code: 'model_unavailable' },
    answer: '',
  });
});

describe('a change that waits', () => {
  const decisionPath = `POST /v1/confirmations/${confirmationId}/decision`;
  const waiting = (): FakeNat =>
    new FakeNat()
      .asks(...held(confirmation))
      .decides(confirmation, decision => (decision === 'approve' ? carriedOut : notCarriedOut));

  it('is approved as it was shown, carried out, and followed to the end of the query', async () => {
    const nat = waiting();
    const result = await ask(nat, alike('approve'));
    expect(nat.bodyOf(decisionPath)).toEqual({ decision: 'approve', inputHash: confirmation.inputHash });
    expect(result).toMatchObject({
      status: 'completed',
      answer: 'They are tagged.',
      confirmations: [{ confirmationId, status: 'executed', channel: 'cli', title: confirmation.title }],
      actions: [{ actionId, title: 'Tagging people', summary: '154 tagged', undoable: true, background: false }],
    });
  });

  it('is not carried out when it is denied, and the query goes on', async () => {
    const result = await ask(waiting(), alike('deny'));
    expect(result).toMatchObject({
      status: 'completed',
      confirmations: [{ status: 'denied' }],
      actions: [],
      toolCalls: [{ ok: false, errorCode: 'denied' }],
    });
  });

  it('goes on waiting when nobody decides, and nothing is sent', async () => {
    const nat = waiting();
    expect(await ask(nat, leaving)).toMatchObject({
      status: 'awaiting_confirmation',
      confirmations: [{ status: 'pending', inputHash: confirmation.inputHash }],
    });
    expect(nat.routesCalled()).toEqual(['POST /v1/queries']);
  });

  it('is not approved for a script without exactly the number that has to be typed', async () => {
    const large = { ...confirmation, typedCountRequired: true };
    const nat = new FakeNat().asks(...held(large)).decides(large, () => carriedOut);
    for (const count of [undefined, 155]) {
      expect(await ask(nat, alike('approve', count))).toMatchObject({ status: 'awaiting_confirmation' });
    }
    expect(nat.bodyOf(decisionPath)).toBeUndefined();
    expect(await ask(nat, alike('approve', 156))).toMatchObject({ status: 'completed' });
    expect(nat.bodyOf(decisionPath)).toMatchObject({ typedCount: 156 });
  });

  it('may be decided while another one is left waiting', async () => {
    const other = { ...confirmation, confirmationId: 'cnf_zzzzzzzzzzzzzzzzzzzzzzzzzz' };
    const nat = new FakeNat().asks(...held(confirmation, other)).decides(confirmation, () => []);
    const decide: Decide = async card => (card.confirmationId === confirmationId ? { decision: 'approve' } : 'leave');
    const { status, confirmations } = await ask(nat, decide);
    expect(status).toBe('awaiting_confirmation');
    expect(confirmations.map(card => card.status)).toEqual(['approved', 'pending']);
  });

  it('may wait a second time, when the records changed meanwhile', async () => {
    const anew = { ...confirmation, confirmationId: 'cnf_zzzzzzzzzzzzzzzzzzzzzzzzzz', inputHash: 'cd'.repeat(32) };
    const nat = new FakeNat()
      .asks(...held(confirmation))
      .decides(confirmation, () => [['confirmation.resolved', { confirmationId, status: 'superseded' }], ...held(anew)])
      .decides(anew, () => carriedOut.slice(2));
    const { status, confirmations } = await ask(nat, alike('approve'));
    expect(status).toBe('completed');
    expect(confirmations.map(card => card.status)).toEqual(['superseded', 'approved']);
  });

  it.each(['confirmation_expired', 'confirmation_already_decided'] as const)(
    'was settled before: %s, and the query tells how it went on',
    async code => {
      const reason = 'confirmation_expired';
      const nat = new FakeNat().asks(...held(confirmation), ['query.canceled', { reason, usage, billable: false }]);
      nat.refuse(decisionPath, code).answer(`GET /v1/confirmations/${confirmationId}`, { ...confirmation, status: 'expired' });
      expect(await ask(nat, alike('approve'))).toMatchObject({
        status: 'canceled',
        reason,
        confirmations: [{ status: 'expired' }],
      });
    },
  );

  it('is not decided where Nat refuses: the refusal is told', async () => {
    const nat = waiting().refuse(decisionPath, 'hash_mismatch');
    await expect(ask(nat, alike('approve'))).rejects.toMatchObject({ code: 'hash_mismatch' });
  });

  it('is asked for when its event was not seen', async () => {
    const nat = new FakeNat()
      .asks(started, ['query.awaiting_confirmation', { confirmationIds: [confirmationId] }])
      .answer(`GET /v1/confirmations/${confirmationId}`, confirmation)
      .decides(confirmation, () => carriedOut);
    expect(await ask(nat, alike('approve'))).toMatchObject({
      confirmations: [{ title: confirmation.title, status: 'executed' }],
    });
  });
});

describe('stopping', () => {
  it('cancels the query while it runs, also when it stops to wait before the cancellation is there', async () => {
    const stop = new AbortController();
    const nat = new FakeNat().asks(...held(confirmation)).on(`POST /v1/queries/${queryId}/cancel`, () => {
      nat.asks(...held(confirmation), ['query.canceled', { reason: 'user', usage, billable: true }]);
      return Response.json({ status: 'running' }, { status: 202 });
    });
    const decided: unknown[] = [];
    const decide: Decide = async card => (decided.push(card), { decision: 'approve' });
    const onEvent: Watching['onEvent'] = ({ event }) => void (event === 'tool.started' && stop.abort());
    expect(await ask(nat, decide, { onEvent, cancel: stop.signal })).toMatchObject({ status: 'canceled', reason: 'user' });
    expect(decided).toEqual([]);
  });

  it('asks once to cancel, however much is told afterwards, and again where that failed', async () => {
    const path = `POST /v1/queries/${queryId}/cancel`;
    const said = (text: string): Told => ['message.delta', { messageId: 'm', text }];
    const canceled: Told = ['query.canceled', { reason: 'user', usage, billable: true }];
    const cancels = async (answer: () => Response): Promise<number> => {
      const stop = new AbortController();
      const nat = new FakeNat().asks(started, said('1'), said('2'), said('3'), said('4'), canceled).on(path, answer);
      const onEvent: Watching['onEvent'] = () => stop.abort();
      await ask(nat, leaving, { onEvent, cancel: stop.signal });
      return nat.routesCalled().filter(route => route === path).length;
    };
    expect(await cancels(() => Response.json({ status: 'running' }, { status: 202 }))).toBe(1);
    expect(await cancels(() => refusal('dependency_unavailable'))).toBeGreaterThan(1);
  });

  it('leaves what waits waiting, and cancels nothing', async () => {
    const stop = new AbortController();
    const nat = new FakeNat().asks(...held(confirmation));
    const decide: Decide = async () => (stop.abort(), 'leave');
    expect(await ask(nat, decide, { cancel: stop.signal })).toMatchObject({ status: 'awaiting_confirmation' });
    expect(nat.routesCalled()).toEqual(['POST /v1/queries']);
  });
});
