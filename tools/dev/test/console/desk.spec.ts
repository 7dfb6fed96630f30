import { eventually } from '@nat/testing';
import { Desk } from '../../console/control/desk.js';
import { Store } from '../../console/control/store.js';
import { DemoSession } from '../../console/protocol/demo-session.js';
import { Transport } from '../../console/protocol/transport.js';
import { initialState } from '../../console/state/console-state.js';
import { conversation, conversationId, message, OpenStream } from './fake-desk';
import { logOf, queryId, started } from './query-events';

const runs = { items: [conversation({ activeQueryId: queryId })] };
const nothing = { items: [] };
const tab = { hidden: false };

/** A gateway in whose open conversation a query runs. What was asked of it stands in `asked`; `list` answers the list. */
class Gateway {
  readonly asked: string[] = [];
  readonly signals: AbortSignal[] = [];
  list: () => Promise<unknown> = async () => runs;

  readonly fetch = async (path: string, { signal }: RequestInit): Promise<Response> => {
    const [route = ''] = path.split('?');
    this.asked.push(route);
    if (route.endsWith('/events')) return this.stream(signal!);
    return Response.json(await this.answer(route));
  };

  events(): string[] {
    return this.asked.filter(route => route.endsWith('/events'));
  }

  private stream(signal: AbortSignal): Response {
    const stream = new OpenStream();
    this.signals.push(signal);
    signal.addEventListener('abort', () => stream.leave());
    stream.write(...logOf([started()]));
    return stream.response;
  }

  private async answer(route: string): Promise<unknown> {
    if (route === '/v1/sessions/sandbox') return { accessToken: 'token', expiresIn: 900, sessionId: 's' };
    if (route === '/v1/conversations') return this.list();
    return route.endsWith('/messages') ? { items: [message(1, 'user', 'Tag all')] } : nothing;
  }
}

/** What the page still means to do. */
const timers = new Set<NodeJS.Timeout>();
function later(run: () => void, milliseconds: number): NodeJS.Timeout {
  const timer = setTimeout(() => (timers.delete(timer), run()), milliseconds);
  timers.add(timer);
  return timer;
}
function not(timer: NodeJS.Timeout): void {
  timers.delete(timer);
  clearTimeout(timer);
}

let desk: InstanceType<typeof Desk>;
let gateway: Gateway;
let store: ConstructorParameters<typeof Desk>[1];

beforeEach(() => {
  tab.hidden = false;
  gateway = new Gateway();
  store = new Store(initialState());
  timers.clear();
  const { setInterval, clearInterval } = globalThis;
  const window = { setInterval, clearInterval, setTimeout: later, clearTimeout: not };
  Object.assign(globalThis, { window, document: tab });
  const send = gateway.fetch as typeof fetch;
  desk = new Desk(new Transport(new DemoSession({ user: 'ada', nationSlug: 'demo' }, send, Date.now), 'demo', send), store);
});
afterEach(() => desk.close());

const hide = (hidden: boolean): void => {
  tab.hidden = hidden;
  desk.visibilityChanged();
};

it('finds the query that runs, and reads it while somebody looks', async () => {
  await desk.begin('owner');
  await eventually(() => expect(store.state.views[queryId]?.lastEventId).toBe(1));
  expect(store.state).toMatchObject({ role: 'owner', conversationId, activeQueryId: queryId, connection: 'live' });
  hide(true);
  expect(gateway.signals.map(({ aborted }) => aborted)).toEqual([true]);
  hide(false);
  await eventually(() => expect(gateway.signals.map(({ aborted }) => aborted)).toEqual([true, false]));
});

it('opens no stream in a tab that nobody looks at, and catches up once somebody does', async () => {
  tab.hidden = true;
  await desk.begin('owner');
  expect(store.state).toMatchObject({ conversationId, activeQueryId: queryId });
  expect(gateway.events()).toEqual([]);
  hide(false);
  await eventually(() => expect(store.state.views[queryId]?.lastEventId).toBe(1));
});

it('opens no stream, and asks nothing, for somebody who has left', async () => {
  let answer: (value: unknown) => void = () => undefined;
  await desk.begin('owner');
  gateway.list = () => new Promise(resolve => (answer = resolve));
  desk.conversations.startNew();
  store.update(state => ({ ...state, conversationId, activeQueryId: undefined, views: {} }));
  const late = desk.conversations.refresh();
  desk.context.changed('actions');
  await eventually(() => expect(gateway.asked.at(-1)).toBe('/v1/conversations'));
  const before = gateway.events().length;
  desk.close();
  answer(runs);
  await late;
  expect(gateway.events()).toHaveLength(before);
  expect(timers).toEqual(new Set());
});
