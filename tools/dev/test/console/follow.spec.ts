import { isTerminal, type StreamEvent } from '@nat/contracts';
import fc from 'fast-check';
import { getEventListeners } from 'node:events';
import { follow, wait } from '../../console/protocol/follow.js';
import { NatProblem } from '../../console/protocol/problem.js';
import { isLastOfQuery, pausesQuery } from '../../console/state/query-end.js';
import { initialState, received } from '../../console/state/console-state.js';
import { anyLog, awaiting, completed, delta, held, logOf, queryId, resolved, started, toolStarted } from './query-events';

type State = ReturnType<typeof initialState>;
type Options = Parameters<typeof follow>[0];

const frame = ({ event, data }: StreamEvent): string => `id: ${data.seq}\nevent: ${event}\ndata: ${JSON.stringify(data)}\n\n`;

/** An answer that holds `text`, cut into pieces of `size` bytes, and then ends or breaks off. */
function answer(text: string, size: number, breaks: boolean): Response {
  const bytes = new TextEncoder().encode(text);
  let at = 0;
  const body = new ReadableStream<Uint8Array>({
    pull(controller) {
      if (at < bytes.length) controller.enqueue(bytes.slice(at, (at += size)));
      else if (breaks) controller.error(new TypeError('terminated'));
      else controller.close();
    },
  });
  return new Response(body);
}

/** What a connection delivers before it is gone: so many bytes, in pieces of that size, or a refusal. */
type Connection = { bytes: number; size: number; breaks: boolean } | 'down' | 'draining';

/** A server that has the whole log; its first connections behave as told, the others are whole. */
function serving(events: readonly StreamEvent[], connections: readonly Connection[] = []) {
  const asked: number[] = [];
  const left = [...connections];
  const open = async (after: number): Promise<Response> => {
    asked.push(after);
    const rest = events.filter(({ data }) => data.seq > after);
    if (rest.length === 0) return new Response(null, { status: 204 });
    const text = `retry: 2000\n\n: hb\n\n${rest.map(frame).join('')}`;
    const connection = left.shift();
    if (connection === 'down') throw NatProblem.unreachable();
    if (connection === 'draining') throw await NatProblem.from(new Response('', { status: 503 }));
    if (!connection) return answer(text, 64, false);
    return answer(
      new TextDecoder().decode(new TextEncoder().encode(text).slice(0, connection.bytes)),
      connection.size,
      connection.breaks,
    );
  };
  return { open, asked };
}

/** Follows with nothing to wait for; tells what was shown, which states were told and how long was waited. */
async function followed(options: Pick<Options, 'open'> & Partial<Options>) {
  let state: State = initialState();
  const connections: string[] = [];
  const waits: number[] = [];
  await follow({
    after: 0,
    isLast: isLastOfQuery,
    pauses: pausesQuery,
    signal: new AbortController().signal,
    onEvent: event => (state = received(state, queryId, event, 0)),
    onConnection: told => connections.push(told),
    wait: async milliseconds => void waits.push(milliseconds),
    ...options,
  });
  return { state, connections, waits };
}

const anyConnection: fc.Arbitrary<Connection> = fc.oneof(
  fc.record({ bytes: fc.nat(3_000), size: fc.integer({ min: 7, max: 500 }), breaks: fc.boolean() }),
  fc.constantFrom('down' as const, 'draining' as const),
);

it('shows the same after any cuts as without one, each event once', async () => {
  await fc.assert(
    fc.asyncProperty(anyLog, fc.array(anyConnection, { maxLength: 6 }), async (events, connections) => {
      const whole = await followed(serving(events));
      const cut = await followed(serving(events, connections));
      expect(cut.state.views).toEqual(whole.state.views);
      expect(cut.state.raw).toEqual(whole.state.raw);
      expect(cut.state.raw.map(({ id }) => id)).toEqual(events.map((_event, index) => index + 1));
      expect(cut.connections.at(-1)).toBe('ended');
    }),
    { numRuns: 100 },
  );
});

it('takes the stream up at once where it ended for a decision, and waits longer each time where it was lost', async () => {
  const events = logOf([started(), toolStarted(1), held(1), awaiting(1), started(true), resolved(1, 'executed'), completed]);
  const text = events.slice(0, 4).map(frame).join('');
  const paused = { bytes: 15 + 6 + text.length, size: 50, breaks: false };
  const { open, asked } = serving(events, [paused, 'down', 'draining', 'down']);
  const { waits, state } = await followed({ open });
  expect(asked).toEqual([0, 4, 4, 4, 4]);
  expect(waits).toEqual([2_000, 4_000, 8_000]);
  expect(state.views[queryId]!.status).toBe('completed');
});

it('begins with a short wait again once something came', async () => {
  const events = logOf([started(), delta('a'), delta('b'), completed]);
  const firstOnly = { bytes: 21 + frame(events[0]!).length, size: 64, breaks: true };
  const secondOnly = { bytes: 21 + frame(events[1]!).length, size: 64, breaks: true };
  const { waits } = await followed(serving(events, [firstOnly, 'down', secondOnly]));
  expect(waits).toEqual([2_000, 4_000, 2_000]);
});

it('passes over what a server sends again', async () => {
  const events = logOf([started(), delta('a'), completed]);
  const seen: number[] = [];
  const open: Options['open'] = async () => answer(events.map(frame).join(''), 64, false);
  await followed({ open, after: 1, onEvent: ({ id }) => seen.push(id) });
  expect(seen).toEqual([2, 3]);
});

it('waits as long as the server says', async () => {
  const events = logOf([started(), completed]);
  const { open } = serving(events);
  let refused = false;
  const once: Options['open'] = async (after, signal) => {
    if (refused) return open(after);
    refused = true;
    signal.throwIfAborted();
    const problem = { code: 'rate_limited', status: 429, detail: 'Too many.', retryAfter: 42 };
    throw await NatProblem.from(Response.json(problem, { status: 429 }));
  };
  expect((await followed({ open: once })).waits).toEqual([42_000]);
});

it('ends where nothing is left to read', async () => {
  const events = logOf([started(), completed]);
  const { connections } = await followed({ open: serving(events).open, after: 2 });
  expect(connections).toEqual(['connecting', 'ended']);
});

it.each([401, 403, 404, 410])('gives up on a refusal that stays: %i', async status => {
  const open: Options['open'] = async () => {
    throw await NatProblem.from(Response.json({ code: 'x', detail: 'No.', status }, { status }));
  };
  await expect(followed({ open })).rejects.toMatchObject({ problem: { status } });
});

it('reads nothing more once it is let go, and cancels nothing', async () => {
  const events = logOf([started(), delta('a'), delta('b'), completed]);
  const letGo = new AbortController();
  const seen: number[] = [];
  const onEvent: Options['onEvent'] = ({ id }) => {
    seen.push(id);
    if (id === 2) letGo.abort();
  };
  const { connections } = await followed({ open: serving(events).open, onEvent, signal: letGo.signal });
  expect(seen).toEqual([1, 2]);
  expect(connections).not.toContain('ended');
});

it('leaves no listener behind, however often it waited', async () => {
  const letGo = new AbortController();
  for (let times = 0; times < 3; times++) await wait(1, letGo.signal);
  const waiting = wait(60_000, letGo.signal);
  expect(getEventListeners(letGo.signal, 'abort')).toHaveLength(1);
  letGo.abort();
  await waiting;
  expect(getEventListeners(letGo.signal, 'abort')).toEqual([]);
});

it('knows the same last events as the contracts', () => {
  for (const name of ['query.completed', 'query.failed', 'query.canceled', 'query.started', 'query.awaiting_confirmation'])
    expect(isLastOfQuery(name)).toBe(isTerminal(name));
});
