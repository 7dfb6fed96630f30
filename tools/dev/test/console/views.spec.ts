import { initialState, received, withLedger } from '../../console/state/console-state.js';
import { activityView } from '../../console/view/activity.js';
import { announcer } from '../../console/view/announcer.js';
import { composerView } from '../../console/view/composer.js';
import { pageView } from '../../console/view/page.js';
import { problemView } from '../../console/view/problem.js';
import { rawEventsView } from '../../console/view/raw-events.js';
import { signInsView } from '../../console/view/sign-ins.js';
import { action } from '../fake-nat';
import { refusal } from './fake-desk';
import { type FakeElement, fakeDocument, nodeOf } from './fake-document';
import { delta, logOf, queryId, said, started, type Told } from './query-events';

type State = ReturnType<typeof initialState>;
const nothing = (): undefined => undefined;

beforeEach(fakeDocument);

/** The state after the events of a query came in. */
function told(state: State, of: string, ...events: Told[]): State {
  return logOf(events).reduce(
    (before, { event, data }) => received(before, of, { id: data.seq, event, json: JSON.stringify(data) }, 0),
    state,
  );
}

describe('what is shown stays as long as nothing changes', () => {
  it('of a problem, which a screen reader would read anew', () => {
    const view = problemView();
    const { problem } = refusal('typed_count_mismatch', 422);
    const shown = { ...problem, errors: [{ pointer: '/typedCount', code: 'x', message: 'must be 156' }] };
    view.update(shown);
    const [line] = nodeOf(view).all('li');
    view.update(shown);
    expect(nodeOf(view).all('li')[0]).toBe(line);
    view.update({ ...shown, errors: [] });
    expect(nodeOf(view).all('li')).toEqual([]);
    view.update(undefined);
    expect(nodeOf(view).hidden).toBe(true);
  });

  it('of an action, whose age alone goes on', () => {
    const view = activityView('demo', { undo: nothing, cancel: nothing, showEverybody: nothing, decide: nothing });
    const state = withLedger(initialState(), [action]);
    const now = Date.parse(action.createdAt);
    view.update({ state, now });
    const [counted] = nodeOf(view).all('dd');
    view.update({ state, now: now + 60_000 });
    expect(nodeOf(view).all('dd')[0]).toBe(counted);
    expect(nodeOf(view).textContent).toContain('1 min ago');
    view.update({ state: withLedger(state, [{ ...action, done: 9 }]), now });
    expect(nodeOf(view).all('dd')[0]!.textContent).toBe('9');
  });
});

describe('a screen reader is told', () => {
  const older = `qry_${'9'.repeat(32)}`;

  it('of the query that runs, and not of an older one whose steps are read meanwhile', () => {
    const state = told(told(initialState(), queryId, started(), said('42.')), older, started(), said('Long ago.'));
    const view = announcer();
    view.update({ ...state, activeQueryId: queryId, followedQueryId: older });
    expect(nodeOf(view).textContent).toBe('42.');
    view.update({ ...state, followedQueryId: older });
    expect(nodeOf(view).textContent).toBe('Long ago.');
    view.update(state);
    expect(nodeOf(view).textContent).toBe('');
  });
});

describe('raw events', () => {
  it('show characters that hide, as everything else does', () => {
    const view = rawEventsView({ cut: nothing, resume: nothing });
    view.update({ state: told(initialState(), queryId, started(), delta('Rev\u202eersed')) });
    const details = nodeOf(view).all('details')[1]!;
    details.open = true;
    details.dispatch('toggle');
    expect(details.textContent).toContain('Rev[U+202E]ersed');
  });

  it('are not called complete where they could not be read', () => {
    const view = rawEventsView({ cut: nothing, resume: nothing });
    view.update({ state: { ...initialState(), connection: 'lost' } });
    expect(nodeOf(view).textContent).toContain('not every event could be read');
  });
});

it('a record of no page keeps no question from being sent, whatever was typed as its id', () => {
  const view = composerView({ send: async () => true, stop: nothing });
  const [kind, record] = [nodeOf(view).all('select')[0]!, nodeOf(view).all('input')[0]!];
  view.update(initialState());
  expect([record.hidden, record.disabled]).toEqual([true, true]);
  kind.value = 'person';
  kind.dispatch('change');
  expect([record.hidden, record.disabled]).toEqual([false, false]);
  kind.value = '';
  kind.dispatch('change');
  expect([record.hidden, record.disabled]).toEqual([true, true]);
});

describe('sign-ins', () => {
  const session = {
    sessionId: 'ses_1',
    client: 'cli\u202e',
    startedAt: '2026-11-20T10:00:00.000Z',
    lastUsedAt: '2026-11-20T10:00:00.000Z',
    network: '192.0.2.0/24',
    current: false,
  };
  const now = Date.parse('2026-11-20T10:05:00.000Z');

  it('are left one by one: this one as the page is left, others at Nat', () => {
    const done: string[] = [];
    const view = signInsView({
      readSignIns: nothing,
      endSession: id => done.push(id),
      signOut: () => done.push('here'),
      signOutEverywhere: () => done.push('everywhere'),
    });
    view.update({
      state: { ...initialState(), sessions: [session as never, { ...session, sessionId: 'ses_2', current: true }] },
      now,
    });
    expect(nodeOf(view).textContent).toContain('cli[U+202E]');
    expect(nodeOf(view).textContent).toContain('last used 5 min ago from 192.0.2.0/24');
    for (const button of nodeOf(view).all('button')) button.dispatch('click');
    expect(done).toEqual(['ses_1', 'here', 'everywhere']);
  });

  it('are not told to be none before they were read', () => {
    const view = signInsView({ readSignIns: nothing, endSession: nothing, signOut: nothing, signOutEverywhere: nothing });
    view.update({ state: initialState(), now });
    expect(nodeOf(view).all('button')[0]!.hidden).toBe(true);
  });
});

describe('the nation that is asked', () => {
  const chosen: string[] = [];
  const actions = new Proxy({ chooseNation: (slug: string) => void chosen.push(slug) } as Record<string, unknown>, {
    get: (target, name: string) => target[name] ?? nothing,
  }) as unknown as Parameters<typeof pageView>[1];
  const header = (...nations: string[]): FakeElement => {
    const place = {
      nationOrigin: 'http://127.0.0.1/n/{slug}',
      nationSlug: 'demo',
      name: 'Ada\u202e',
      leaving: 'Sign out',
      nations,
    };
    return nodeOf(pageView(place, actions)).all('header')[0]!;
  };

  it('is named where there is but one, and so is the person', () => {
    expect(header('demo').all('select')).toEqual([]);
    expect(header('demo').textContent).toContain('nation demo · Ada[U+202E]');
  });

  it('can be chosen where there are several', () => {
    const [choice] = header('demo', 'other').all('select');
    expect(choice!.all('option').map(option => [option.textContent, option.getAttribute('selected')])).toEqual([
      ['demo', ''],
      ['other', null],
    ]);
    choice!.value = 'other';
    choice!.dispatch('change');
    expect(chosen).toEqual(['other']);
  });
});
