import 'reflect-metadata';
import type { Confirmation } from '@nat/contracts';
import { says } from '../../src/model/scripted-model';
import { cardsIn, type ChangeBench, named, onAChangeBench, resultsIn, sarah, turnOf } from './change-bench';

// Each test resets a whole nation, which takes its time on a busy machine.
jest.setTimeout(30_000);

let bench: ChangeBench;
onAChangeBench(made => (bench = made));

const tag = { signup_id: sarah, tag: 'Porch captain' };
const page = { nationSlug: 'demo' as never, kind: 'person' as const, recordId: sarah };

describe('a change that can be taken back', () => {
  it('is made at once, told with its entry in the ledger, and taken back by one call', async () => {
    const model = await bench.script([turnOf(1, ['tag_signup', tag]), says('Tagged.')]);
    const { events, last, queryId } = await bench.ask('Tag her porch captain', { pageContext: page });
    expect(last).toMatchObject({ event: 'query.completed', data: { outcome: 'answered' } });
    const [completed] = named(events, 'tool.completed');
    expect(completed).toMatchObject({ ok: true, undoable: true, background: false });
    expect(resultsIn(model, 1)).toMatchObject([{ ok: true, data: { done: 1 }, action_id: completed!.actionId, undoable: true }]);
    expect((await bench.differences()).map(({ type, change }) => [type, change])).toEqual([
      ['signup_taggings', 'created'],
      ['signup_tags', 'created'],
    ]);
    const actionId = String(completed!.actionId);
    const entry = { status: 'completed', targets: 1, done: 1, undo: 'exact', undoable: true, queryId };
    expect(await bench.get(`actions/${actionId}`)).toMatchObject({ status: 200, body: { ...entry, tool: 'tag_signup' } });
    expect(bench.world.outbox.events.map(({ type }) => type)).toEqual(['nat.action.executed.v1', 'nat.query.completed.v1']);

    const undone = await bench.undo<{ action: { actionId: string } }>(actionId, 'k1');
    expect(undone).toMatchObject({ status: 202, body: { action: { status: 'running', undoes: actionId } } });
    await bench.until(`actions/${undone.body.action.actionId}`, { status: 'completed', done: 1 });
    expect(await bench.get(`actions/${actionId}`)).toMatchObject({ body: { status: 'undone', undoable: false } });
    expect((await bench.differences()).map(({ type }) => type)).toEqual(['signup_tags']);
    // The same key again is the same undo; another key finds it taken back.
    expect(await bench.undo(actionId, 'k1')).toMatchObject({
      status: 202,
      body: { action: { actionId: undone.body.action.actionId } },
    });
    expect(await bench.undo(actionId, 'k2')).toMatchObject({
      status: 409,
      body: { code: 'action_not_undoable' },
    });
    expect(await bench.undo(actionId, 'k1', { acceptChanges: true })).toMatchObject({
      status: 422,
      body: { code: 'idempotency_mismatch' },
    });
    // An undo can be undone.
    const again = await bench.undo<{ action: { actionId: string } }>(undone.body.action.actionId, 'k3');
    await bench.until(`actions/${again.body.action.actionId}`, { status: 'completed', done: 1 });
    expect((await bench.differences()).map(({ type }) => type)).toEqual(['signup_taggings', 'signup_tags']);
  });
});

describe('a change that the message did not literally ask for', () => {
  const update = ['update_signup', { id: sarah, employer: 'Acme' }] as [string, Record<string, unknown>];

  it('waits; approved, it is made as it was shown, and the query goes on', async () => {
    const model = await bench.script([turnOf(1, update), says('Done.')]);
    const { events, last, queryId } = await bench.ask('She got a new job');
    expect(last.event).toBe('query.awaiting_confirmation');
    const [card] = cardsIn(events);
    expect(card).toMatchObject({ tier: 'change', effect: { kind: 'person', count: 1, reversible: true, outbound: false } });
    expect(card!.effect.changes).toEqual([expect.objectContaining({ field: 'employer', after: 'Acme' })]);
    expect(await bench.differences()).toEqual([]);
    expect((await bench.agent.snapshot(queryId, bench.ada)).body).toMatchObject({
      status: 'awaiting_confirmation',
      confirmations: [{ confirmationId: card!.confirmationId, status: 'pending' }],
    });
    const decided = await bench.decide(card!);
    expect(decided).toMatchObject({
      status: 200,
      body: { queryId, confirmation: { status: expect.stringMatching(/approved|execut/) } },
    });
    const rest = await bench.follow(queryId, last);
    expect(rest.map(({ event }) => event)).toEqual([
      'query.started',
      'confirmation.resolved',
      'tool.completed',
      'usage',
      'message.delta',
      'message.completed',
      'query.completed',
    ]);
    expect(rest.map(({ id }) => id)).toEqual(rest.map((_, index) => last.id + 1 + index));
    expect(resultsIn(model, 1)).toMatchObject([{ ok: true, data: { done: 1 } }]);
    expect((await bench.differences()).map(({ id, change }) => [id, change])).toEqual([[sarah, 'updated']]);
    expect(await bench.get(`confirmations/${card!.confirmationId}`)).toMatchObject({
      body: { status: 'executed', channel: 'web' },
    });
  });

  it('is made without waiting when the message asks for just that', async () => {
    await bench.script([turnOf(1, update), says('Done.')]);
    const { last } = await bench.ask('Set her employer to Acme', { pageContext: page });
    expect(last.event).toBe('query.completed');
    expect(await bench.writesSent()).toEqual(['updateSignup']);
  });

  it('denied, is not made, and the model is told why', async () => {
    const model = await bench.script([turnOf(1, update), says('All right.')]);
    const { events, last, queryId } = await bench.ask('She got a new job');
    await bench.decide(cardsIn(events)[0]!, 'deny', { reason: 'not yet' });
    const rest = await bench.follow(queryId, last);
    expect(rest.at(-1)!.event).toBe('query.completed');
    expect(named(rest, 'confirmation.resolved')).toMatchObject([{ status: 'denied' }]);
    expect(resultsIn(model, 1)).toMatchObject([{ ok: false, code: 'denied', reason: 'not yet' }]);
    expect(await bench.writesSent()).toEqual([]);
  });

  it('of which the record changed meanwhile is shown again instead of being made', async () => {
    await bench.script([turnOf(1, update), says('Done.')]);
    const { events, last, queryId } = await bench.ask('She got a new job');
    const [card] = cardsIn(events);
    await bench.change('signups', sarah, { employer: 'Initech' });
    await bench.decide(card!);
    const again = await bench.follow(queryId, last);
    expect(again.at(-1)!.event).toBe('query.awaiting_confirmation');
    expect(named(again, 'confirmation.resolved')).toMatchObject([{ status: 'superseded' }]);
    const [anew] = cardsIn(again);
    expect(anew!.effect.changes).toMatchObject([{ field: 'employer', before: 'Initech', after: 'Acme' }]);
    await bench.decide(anew!);
    const rest = await bench.follow(queryId, again.at(-1)!);
    expect(rest.at(-1)!.event).toBe('query.completed');
    expect(await bench.get(`confirmations/${card!.confirmationId}`)).toMatchObject({ body: { status: 'superseded' } });
  });

  it('ends with its query when a new message comes', async () => {
    await bench.script([turnOf(1, update), says('Hello.')]);
    const { events, queryId, conversationId } = await bench.ask('She got a new job');
    const next = await bench.ask('Never mind', { conversationId });
    expect(next.last.event).toBe('query.completed');
    expect((await bench.agent.snapshot(queryId, bench.ada)).body).toMatchObject({ status: 'canceled' });
    expect(await bench.decide(cardsIn(events)[0]!)).toMatchObject({
      status: 409,
      body: { code: 'confirmation_already_decided' },
    });
    expect(await bench.writesSent()).toEqual([]);
    const canceled = bench.world.outbox.events.find(({ type }) => type === 'nat.query.canceled.v1');
    expect(canceled).toMatchObject({ data: { reason: 'superseded', billable: true } });
  });

  it('can be given up by canceling its query', async () => {
    await bench.script([turnOf(1, update)]);
    const { events, queryId } = await bench.ask('She got a new job');
    expect((await bench.agent.cancel(queryId, bench.ada)).body).toEqual({ status: 'canceled' });
    expect(await bench.decide(cardsIn(events)[0]!)).toMatchObject({ status: 409 });
    expect((await bench.agent.cancel(queryId, bench.ada)).body).toEqual({ status: 'canceled' });
  });
});

describe('several changes of a turn', () => {
  it('are decided one by one; what needs no decision is done at once, and the model hears all in one message', async () => {
    const model = await bench.script([
      turnOf(
        1,
        ['update_signup', { id: sarah, employer: 'Acme' }],
        ['tag_signup', tag],
        ['get_signup', { id: sarah }],
        ['delete_signup', { id: '120' }],
      ),
      says('Done.'),
    ]);
    const { events, last, queryId } = await bench.ask('Do what is right');
    const cards = cardsIn(events);
    expect(cards.map(({ tier }) => tier)).toEqual(['change', 'critical']);
    expect(await bench.writesSent()).toEqual(['createSignupTag', 'createSignupTagging']);
    await bench.decide(cards[0]!);
    const between = await bench.follow(queryId, last);
    expect(between.at(-1)).toMatchObject({
      event: 'query.awaiting_confirmation',
      data: { confirmationIds: [cards[1]!.confirmationId] },
    });
    expect(await bench.writesSent()).toContain('updateSignup');
    await bench.decide(cards[1]!, 'deny');
    const rest = await bench.follow(queryId, between.at(-1)!);
    expect(rest.at(-1)!.event).toBe('query.completed');
    expect(resultsIn(model, 1)).toMatchObject([
      { ok: true, data: { done: 1 } },
      { ok: true, data: { done: 1 } },
      { ok: true },
      { ok: false, code: 'denied' },
    ]);
    expect(model.requests).toHaveLength(2);
  });
});

describe('taking an update back', () => {
  const update = ['update_signup', { id: sarah, employer: 'Acme' }] as [string, Record<string, unknown>];
  const updated = async (): Promise<string> => {
    await bench.script([turnOf(1, update), says('Done.')]);
    const { events } = await bench.ask('Set her employer to Acme', { pageContext: page });
    return String(named(events, 'tool.completed')[0]!.actionId);
  };

  it('is refused, with the difference, when somebody changed it since; accepted, it is shown first and then overwritten', async () => {
    const actionId = await updated();
    await bench.change('signups', sarah, { employer: 'Initech' });
    expect(await bench.undo(actionId, 'k1')).toMatchObject({
      status: 409,
      body: { code: 'action_changed_since', errors: [{ pointer: '/employer' }] },
    });
    const accepted = await bench.undo<{ confirmation: Confirmation }>(actionId, 'k2', { acceptChanges: true });
    expect(accepted.status).toBe(202);
    const card = accepted.body.confirmation;
    expect(card).toMatchObject({ tier: 'critical', status: 'pending' });
    expect(card.effect.changes).toMatchObject([{ field: 'employer', before: 'Initech' }]);
    await bench.decide(card);
    await bench.until(`actions/${actionId}`, { status: 'undone' });
    expect(await bench.differences()).toEqual([]);
  });

  it('finds nothing to do when it was changed back already, and does not call that a change of somebody else', async () => {
    const actionId = await updated();
    await bench.change('signups', sarah, { employer: null });
    const undone = await bench.undo<{ action: { actionId: string } }>(actionId, 'k1');
    expect(undone.status).toBe(202);
    await bench.until(`actions/${undone.body.action.actionId}`, { status: 'completed', alreadySo: 1 });
  });
});
