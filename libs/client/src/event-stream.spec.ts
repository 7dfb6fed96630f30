import type { ActionStreamEvent } from '@nat/contracts';
import { frame, refusal, streamOf } from '../test/fake-gateway';
import { actionId } from '../test/ledger';
import { type Fetch, NatClient, type StreamOptions } from './index';

const noWait: StreamOptions = { wait: async () => {} };
const counts = { alreadySo: 0, failed: 0, unknown: 0, notTried: 0, total: 100 };

const event = (name: string, seq: number, more: object) =>
  frame({ event: name, data: { v: 1, actionId, seq, time: '2026-06-15T12:00:00.000Z', ...counts, ...more } });
const progress = (seq: number, done: number): string => event('action.progress', seq, { done });
const completed = (seq: number): string => event('action.completed', seq, { done: 100, status: 'completed', undoable: true });

/** Answers each connection with the next of these, and remembers what was asked. */
function serving(...answers: (() => Response)[]): { nat: NatClient; asked: string[] } {
  const asked: string[] = [];
  const fetch: Fetch = async (input, init) => {
    asked.push(`${new URL(input).pathname} after ${new Headers(init?.headers).get('last-event-id')}`);
    return answers.shift()!();
  };
  return { nat: new NatClient({ baseUrl: 'http://gateway.test', fetch }), asked };
}

const stream =
  (end: 'end' | 'break', ...frames: string[]) =>
  (): Response =>
    streamOf([new TextEncoder().encode(frames.join(''))], end);

async function read(events: AsyncIterable<ActionStreamEvent>): Promise<(number | string)[]> {
  const told: (number | string)[] = [];
  for await (const { event: name, data } of events) told.push(name === 'action.progress' ? data.done : data.status);
  return told;
}

describe('following an action', () => {
  it('tells how far it is and ends with it, although its ids do not rise by one', async () => {
    const { nat, asked } = serving(stream('end', progress(2, 10), progress(7, 40), completed(12)));
    expect(await read(nat.followAction(actionId))).toEqual([10, 40, 'completed']);
    expect(asked).toEqual([`/v1/actions/${actionId}/events after 0`]);
  });

  it('resumes after the last event it saw, and passes over what it saw before', async () => {
    const { nat, asked } = serving(
      stream('break', progress(2, 10)),
      stream('end', progress(2, 10), progress(9, 90), completed(10)),
    );
    expect(await read(nat.followAction(actionId, noWait))).toEqual([10, 90, 'completed']);
    expect(asked.at(-1)).toBe(`/v1/actions/${actionId}/events after 2`);
  });

  it('begins after the event it is told', async () => {
    const { nat, asked } = serving(stream('end', completed(12)));
    await read(nat.followAction(actionId, { after: 7 }));
    expect(asked).toEqual([`/v1/actions/${actionId}/events after 7`]);
  });

  it('is empty for one that ended and has nothing newer', async () => {
    const { nat } = serving(() => new Response(null, { status: 204 }));
    expect(await read(nat.followAction(actionId))).toEqual([]);
  });

  it('passes over events of a later release, and says so when it cannot read how it ended', async () => {
    const later = [event('action.dreamt', 3, {}), event('action.progress', 4, { done: 'many' })];
    const end = event('action.completed', 5, { done: 100, status: 'became_wise', undoable: true });
    const { nat } = serving(stream('end', ...later, completed(5)), stream('end', ...later, end));
    expect(await read(nat.followAction(actionId, noWait))).toEqual(['completed']);
    await expect(read(nat.followAction(actionId, noWait))).rejects.toThrow('too old');
  });

  it('throws what Nat refuses', async () => {
    const { nat } = serving(() => refusal('events_expired'));
    await expect(read(nat.followAction(actionId, noWait))).rejects.toMatchObject({ code: 'events_expired' });
  });

  it('ends with the reason of the signal and stops nothing', async () => {
    const stopping = new AbortController();
    const { nat, asked } = serving(stream('end', progress(2, 10), progress(3, 20)));
    const reading = (async () => {
      for await (const _ of nat.followAction(actionId, { signal: stopping.signal })) stopping.abort(new Error('enough'));
    })();
    await expect(reading).rejects.toThrow('enough');
    expect(asked).toHaveLength(1);
  });
});
