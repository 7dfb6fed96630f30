import type { Action, Confirmation, ConversationMessage } from '@nat/contracts';
import { lineNow, undoWaits, waitingUndos } from '../../console/state/activity.js';
import { cardNow, cardOf } from '../../console/state/cards.js';
import {
  initialState,
  opened,
  received,
  withAction,
  withConfirmations,
  withLedger,
  withProgress,
  withUndoing,
} from '../../console/state/console-state.js';
import { viewOfSnapshot } from '../../console/state/query-snapshot.js';
import { threadOf } from '../../console/state/thread.js';
import {
  awaiting,
  call,
  completed,
  confirmation,
  delta,
  effect,
  held,
  logOf,
  queryId,
  said,
  started,
  type Told,
  toolGoesOn,
  toolStarted,
} from './query-events';

type State = ReturnType<typeof initialState>;

const conversationId = `cnv_${'1'.repeat(32)}`;
const time = (minute: number): string => new Date(Date.UTC(2026, 5, 15, 12, minute)).toISOString();

/** The state after the events of a query came in. */
function told(state: State, ...events: Told[]): State {
  return logOf(events).reduce(
    (before, { event, data }) => received(before, queryId, { id: data.seq, event, json: JSON.stringify(data) }, 0),
    state,
  );
}

function message(number: number, role: 'user' | 'assistant', text: string, about = queryId): ConversationMessage {
  return {
    messageId: `msg_${String(number).padStart(32, '0')}`,
    queryId: about,
    role,
    text,
    links: [],
    actions: [],
    createdAt: time(number),
  };
}

function action(number: number, more: Partial<Action> = {}): Action {
  const counts = { done: 0, alreadySo: 0, failed: 0, unknown: 0, notTried: 0 };
  return {
    actionId: `act_${String(number).padStart(32, '0')}`,
    userId: `usr_${'0'.repeat(32)}`,
    tool: 'bulk_tag',
    title: 'Tag 156 people',
    tier: 'critical',
    status: 'running',
    targets: 156,
    ...counts,
    failures: [],
    background: false,
    undo: 'exact',
    undoable: false,
    createdAt: time(number),
    ...more,
  };
}

const waiting: Confirmation = {
  confirmationId: confirmation(1),
  queryId,
  conversationId,
  toolCallId: call(1),
  tool: 'bulk_tag',
  title: 'Change 1',
  tier: 'critical',
  effect,
  inputHash: 'a'.repeat(64),
  status: 'pending',
  createdAt: time(0),
  expiresAt: time(10),
  typedCountRequired: false,
};

describe('raw events', () => {
  it('are all kept as they came, and those that were seen before are marked', () => {
    const state = told(told(initialState(), started(), delta('a')), started(), delta('a'), completed);
    expect(state.raw.map(({ id, event, again }) => [id, event, again])).toEqual([
      [1, 'query.started', false],
      [2, 'message.delta', false],
      [1, 'query.started', true],
      [2, 'message.delta', true],
      [3, 'query.completed', false],
    ]);
    expect(state.views).toEqual(told(initialState(), started(), delta('a'), completed).views);
  });

  it('end what is under way', () => {
    const running = { ...initialState(), activeQueryId: queryId };
    expect(told(running, started(), held(1), awaiting(1)).activeQueryId).toBe(queryId);
    expect(told(running, started(), completed).activeQueryId).toBeUndefined();
  });
});

describe('the thread', () => {
  it('is what the server remembers, where no events are known', () => {
    const messages = [message(1, 'user', 'How many?'), message(2, 'assistant', '42.')];
    expect(threadOf({ ...initialState(), messages })).toMatchObject([
      { queryId, question: 'How many?', answers: [{ text: '42.' }] },
    ]);
  });

  it('tells a query by its events where they are known, and nothing twice', () => {
    const messages = [message(1, 'user', 'How many?'), message(2, 'assistant', '42.')];
    const state = told({ ...initialState(), messages }, started(), toolStarted(1), said('42.'), completed);
    expect(threadOf(state)).toMatchObject([{ question: 'How many?', answers: [], view: { status: 'completed' } }]);
  });

  it('adds what was said after the end of a query, when work in the background had ended', () => {
    const { queryId: _of, ...closing } = message(9, 'assistant', 'Tagged 10,000 of 10,000.');
    const state = told(
      { ...initialState(), messages: [message(1, 'user', 'Tag all'), closing] },
      started(),
      said('It goes on.'),
      completed,
    );
    expect(threadOf(state)).toMatchObject([{ queryId, answers: [] }, { answers: [closing] }]);
  });

  it('shows a question before the server tells of it, and keeps the order of questions', () => {
    const other = `qry_${'2'.repeat(32)}`;
    const messages = [message(1, 'user', 'First', other)];
    const state = { ...initialState(), messages, asked: [{ queryId, text: 'Second' }] };
    expect(threadOf(state).map(({ question }) => question)).toEqual(['First', 'Second']);
    const both = { ...state, messages: [...messages, message(2, 'user', 'Second')] };
    expect(threadOf(both).map(({ question }) => question)).toEqual(['First', 'Second']);
  });

  it('belongs to one conversation: another begins empty, and keeps list and ledger', () => {
    const state = { ...told(initialState(), started(), delta('secret')), actions: [action(1)], conversationId };
    const other = opened(state, undefined);
    expect([threadOf(other), other.raw, other.conversationId]).toEqual([[], [], undefined]);
    expect(other.actions).toBe(state.actions);
  });
});

describe('a card', () => {
  const card = cardOf(waiting);
  const confirmed = (status: Confirmation['status']) => withConfirmations(initialState(), [{ ...waiting, status }]).confirmations;

  it('takes the newer of what the events and the answer to a decision tell', () => {
    expect(cardNow(card, confirmed('approved')).status).toBe('approved');
    expect(cardNow({ ...card, status: 'executed' }, confirmed('approved')).status).toBe('executed');
    expect(cardNow({ ...card, status: 'executed' }, confirmed('failed_partial')).status).toBe('failed_partial');
    expect(cardNow({ ...card, status: 'executing' }, confirmed('pending')).status).toBe('executing');
    expect(cardNow(card, {})).toBe(card);
  });

  it('never goes back to what was read before it was decided', () => {
    const decided = withConfirmations(initialState(), [{ ...waiting, status: 'approved' }]);
    expect(withConfirmations(decided, [waiting]).confirmations[waiting.confirmationId]!.status).toBe('approved');
  });

  it('never becomes another change than the one that was shown', () => {
    const forged = { ...waiting, title: 'Delete everybody', inputHash: 'b'.repeat(64), status: 'approved' as const };
    expect(cardNow(card, withConfirmations(initialState(), [forged]).confirmations)).toEqual({ ...card, status: 'approved' });
  });
});

describe('the ledger', () => {
  it('is what the server tells, and an action that did not change stays what it is', () => {
    const state = withLedger(initialState(), [action(3), action(1)]);
    const again = withLedger(state, [action(3), action(2)]);
    expect(again.actions.map(({ createdAt }) => createdAt)).toEqual([time(3), time(2)]);
    expect(again.actions[0]).toBe(state.actions[0]);
  });

  it('stands newest first when an action is added or changes', () => {
    const state = withAction(withLedger(initialState(), [action(3), action(1)]), action(2));
    expect(withAction(state, action(1, { status: 'undone' })).actions).toMatchObject([
      { createdAt: time(3) },
      { createdAt: time(2) },
      { createdAt: time(1), status: 'undone' },
    ]);
  });

  it('follows an action that goes on', () => {
    const state = withLedger(initialState(), [action(2), action(1)]);
    const counts = { done: 84, alreadySo: 2, failed: 1, unknown: 0, notTried: 0, total: 156 };
    const { actions } = withProgress(state, action(1).actionId, {
      v: 1,
      actionId: action(1).actionId,
      seq: 1,
      time: time(1),
      ...counts,
    });
    expect(actions).toMatchObject([{ done: 0 }, { done: 84, alreadySo: 2, failed: 1, targets: 156 }]);
  });
});

describe('an undo that asks first', () => {
  const { queryId: _of, ...held } = waiting;
  const asked = withUndoing(withConfirmations(initialState(), [held]), action(1).actionId, {
    busy: false,
    confirmationId: held.confirmationId,
  });
  const until = Date.parse(held.expiresAt);

  it('waits until its time is over, and can then be asked for again', () => {
    expect([waitingUndos(asked, until - 1), undoWaits(asked, action(1).actionId, until - 1)]).toEqual([[held], true]);
    expect([waitingUndos(asked, until), undoWaits(asked, action(1).actionId, until)]).toEqual([[], false]);
  });

  it('waits no more once it is decided', () => {
    const decided = withConfirmations(asked, [{ ...held, status: 'denied' }]);
    expect([waitingUndos(decided, 0), undoWaits(decided, action(1).actionId, 0)]).toEqual([[], false]);
  });

  it('is none where nothing was asked, or the change belongs to a query', () => {
    const other = withConfirmations(initialState(), [waiting]);
    expect([waitingUndos(other, 0), undoWaits(other, action(1).actionId, 0)]).toEqual([[], false]);
  });
});

describe('the line of work in the background', () => {
  const events = [started(), toolStarted(1), toolGoesOn(1, action(1).actionId), completed];
  const line = (...actions: Action[]) => {
    const [part] = told(initialState(), ...events).views[queryId]!.parts;
    if (part?.kind !== 'tool') throw new Error('The first part is the line.');
    return lineNow(part, actions);
  };

  it('tells how far its action is, and then what came of it', () => {
    expect(line(action(1, { done: 84, failed: 1, unknown: 1 }))).toMatchObject({
      state: 'running',
      progress: { done: 84, failed: 2, total: 156 },
    });
    expect(line(action(1, { status: 'completed', summary: 'Tagged 156.' }))).toMatchObject({
      state: 'done',
      summary: 'Tagged 156.',
    });
    expect(line(action(1, { status: 'failed' }))).toMatchObject({ state: 'failed', summary: 'goes on' });
  });

  it('stays as it was told where the action is not known', () =>
    expect(line()).toMatchObject({ state: 'done', summary: 'goes on' }));
});

it('shows a query whose events are gone by its snapshot', () => {
  const toolCall = { toolCallId: call(1), tool: 'bulk_tag', title: 'Tag', tier: 'critical' as const, ok: true, summary: 'Done.' };
  const view = viewOfSnapshot({
    queryId,
    conversationId,
    status: 'completed',
    outcome: 'answered',
    text: 'Tagged.',
    toolCalls: [toolCall],
    confirmations: [{ ...waiting, status: 'executed' }],
    actions: [],
    lastEventId: 12,
    createdAt: time(0),
    endedAt: time(1),
  });
  expect(view).toMatchObject({
    status: 'completed',
    lastEventId: 12,
    parts: [{ state: 'done' }, { card: { status: 'executed' } }, { text: 'Tagged.' }],
  });
});
