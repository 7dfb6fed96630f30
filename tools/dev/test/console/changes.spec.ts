import type { Action } from '@nat/contracts';
import { eventually } from '@nat/testing';
import { conversationId, fakeDesk, OpenStream, pendingConfirmation, refusal, time } from './fake-desk';
import { canceled, effect, logOf, queryId, started, toolCompleted, toolGoesOn, toolStarted } from './query-events';

const accepted = { queryId, conversationId, status: 'running', eventsUrl: '/v1/x' };
const action: Action = {
  actionId: `act_${'1'.repeat(32)}`,
  userId: `usr_${'0'.repeat(32)}`,
  tool: 'bulk_tag',
  title: 'Tag 156 people',
  tier: 'critical',
  status: 'completed',
  targets: 156,
  done: 156,
  alreadySo: 0,
  failed: 0,
  unknown: 0,
  notTried: 0,
  failures: [],
  background: false,
  undo: 'exact',
  undoable: true,
  createdAt: time(1),
};

let desk: ReturnType<typeof fakeDesk>;
afterEach(() => desk.close());

describe('a decision', () => {
  const confirmation = pendingConfirmation(effect, { queryId });

  it('names the hash of the card on show, and nothing of its input', async () => {
    desk = fakeDesk({ decide: { confirmation: { ...confirmation, status: 'approved' }, eventsUrl: '' } });
    await desk.decisions.decide(confirmation, 'approve', { typedCount: 156 });
    expect(desk.named('decide')).toEqual([
      [confirmation.confirmationId, { decision: 'approve', inputHash: 'a'.repeat(64), typedCount: 156 }],
    ]);
    expect(desk.store.state.confirmations[confirmation.confirmationId]!.status).toBe('approved');
  });

  it('to cancel carries its reason', async () => {
    desk = fakeDesk({ decide: { confirmation: { ...confirmation, status: 'denied' }, eventsUrl: '' } });
    await desk.decisions.decide(confirmation, 'deny', { reason: 'Only Texas' });
    expect(desk.named('decide')[0]![1]).toEqual({ decision: 'deny', inputHash: 'a'.repeat(64), reason: 'Only Texas' });
  });

  it.each([
    ['confirmation_already_decided', 409, 'denied'],
    ['confirmation_expired', 410, 'expired'],
  ])('that comes too late (%s) shows what became of it', async (code, status, now) => {
    desk = fakeDesk({ decide: () => Promise.reject(refusal(code, status)), confirmation: { ...confirmation, status: now } });
    await desk.decisions.decide(confirmation, 'approve', {});
    expect(desk.store.state.decisions[confirmation.confirmationId]).toMatchObject({ problem: { code } });
    expect(desk.store.state.confirmations[confirmation.confirmationId]!.status).toBe(now);
  });

  it('that is refused can be made again', async () => {
    desk = fakeDesk({ decide: () => Promise.reject(refusal('typed_count_mismatch', 422)) });
    await desk.decisions.decide(confirmation, 'approve', { typedCount: 1 });
    expect(desk.store.state.decisions[confirmation.confirmationId]).toEqual({
      problem: expect.objectContaining({ status: 422 }),
    });
  });
});

it('reads the ledger again only when a step changed something', async () => {
  const stream = new OpenStream();
  desk = fakeDesk({ ask: accepted, events: () => stream });
  await desk.queries.ask('Tag all');
  stream.write(
    ...logOf([started(), toolStarted(1), toolCompleted(1), toolStarted(2), toolGoesOn(2, action.actionId), canceled('user')]),
  );
  await eventually(() => expect(desk.stale).toEqual(['conversations', 'actions', 'conversations', 'messages', 'actions']));
});

it('shows the changes of whom they were asked for last, whichever answer comes first', async () => {
  const answers: ((value: unknown) => void)[] = [];
  desk = fakeDesk({ actions: () => new Promise(resolve => answers.push(resolve)) });
  const own = desk.activity.refresh();
  desk.activity.showEverybody(true);
  const everybodys = desk.activity.refresh();
  const theirs = { ...action, actionId: `act_${'3'.repeat(32)}` };
  answers[1]!({ items: [action, theirs] });
  answers[0]!({ items: [action] });
  await Promise.all([own, everybodys]);
  expect(desk.store.state.actions).toEqual([action, theirs]);
});

it('finds an undo that waits since before the page was here', async () => {
  const confirmation = pendingConfirmation(effect);
  desk = fakeDesk({ waitingConfirmations: { items: [confirmation] } });
  await desk.activity.findWaiting();
  expect(Object.values(desk.store.state.confirmations)).toEqual([confirmation]);
});

it('tells what another tab made of an undo that waited', async () => {
  const list = { items: [pendingConfirmation(effect)] };
  const [confirmation] = list.items;
  desk = fakeDesk({ waitingConfirmations: () => list, confirmation: { ...confirmation, status: 'approved' } });
  await desk.activity.findWaiting();
  await desk.activity.findWaiting();
  expect([desk.activity.hasWaiting, desk.named('confirmation')]).toEqual([true, []]);
  list.items = [];
  await desk.activity.findWaiting();
  expect([desk.activity.hasWaiting, desk.stale]).toEqual([false, ['actions']]);
});

describe('an undo', () => {
  it('that needs none is on its way', async () => {
    const undoing: Action = { ...action, actionId: `act_${'2'.repeat(32)}`, undoes: action.actionId, createdAt: time(2) };
    desk = fakeDesk({ undo: { action: undoing } });
    await desk.activity.undo(action.actionId, false);
    expect(desk.named('undo')).toEqual([[action.actionId, false, 'key-1']]);
    expect(desk.store.state.actions).toEqual([undoing]);
  });

  it('that asks first waits as a card', async () => {
    const confirmation = pendingConfirmation(effect, { queryId: undefined });
    desk = fakeDesk({ undo: { confirmation } });
    await desk.activity.undo(action.actionId, true);
    expect(desk.store.state.confirmations).toEqual({ [confirmation.confirmationId]: confirmation });
    expect(desk.store.state.undoing[action.actionId]).toEqual({ busy: false, confirmationId: confirmation.confirmationId });
  });

  it('of what somebody changed since says so beside the action', async () => {
    desk = fakeDesk({ undo: () => Promise.reject(refusal('action_changed_since', 409)) });
    await desk.activity.undo(action.actionId, false);
    expect(desk.store.state.undoing[action.actionId]).toMatchObject({ busy: false, problem: { code: 'action_changed_since' } });
    expect(desk.store.state.problem).toBeUndefined();
  });
});

describe('an action in the background', () => {
  const running: Action = { ...action, status: 'running', background: true, done: 0, undoable: false };
  const counts = { done: 84, alreadySo: 0, failed: 0, unknown: 0, notTried: 0, total: 156 };

  it('is followed live, and read with its conversation once it has ended', async () => {
    const stream = new OpenStream();
    desk = fakeDesk({ actions: { items: [running] }, events: () => stream });
    await desk.activity.refresh();
    const common = { v: 1, actionId: action.actionId, time: time(2) };
    stream.write({ event: 'action.progress', data: { ...common, seq: 4, ...counts } } as never);
    await eventually(() => expect(desk.store.state.actions).toMatchObject([{ done: 84 }]));
    const ended = { ...common, seq: 9, status: 'completed', ...counts, done: 156, undoable: true };
    stream.write({ event: 'action.completed', data: ended } as never);
    await eventually(() => expect(desk.stale).toEqual(['actions', 'messages']));
  });

  it('whose stream is refused is left to the list, and not asked again and again', async () => {
    desk = fakeDesk({
      actions: { items: [running] },
      events: () => Promise.reject(refusal('not_found', 404)),
    });
    await desk.activity.refresh();
    await eventually(() => expect(desk.stale).toHaveLength(2));
    await desk.activity.refresh();
    expect(desk.named('events')).toHaveLength(1);
    expect(desk.activity.hasMoreRunning).toBe(true);
  });
});
