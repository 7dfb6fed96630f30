import 'reflect-metadata';
import { AppError, ManualClock, SeededRng } from '@nat/service-kit';
import { Logger } from '@nestjs/common';
import { z } from 'zod';
import { aContent, anAction, type ChangeStores, storesInMemory } from '../../test/change-rows';
import { aPerson, Talk } from '../../test/conversation-rows';
import type { AccessTokens, NationConnection } from '../conversation/access-tokens';
import type { InMemoryAgentStore } from '../conversation/in-memory-agent.store';
import type { ToolContexts } from '../conversation/tool-contexts';
import { InMemoryConversationStore } from '../conversations/in-memory-conversation.store';
import { defineTool, type Tool, type ToolContext } from '../tools/kit/define-tool';
import { ToolRegistry } from '../tools/kit/tool-registry';
import { accountOf } from '../tools/writing/account';
import { actionLeaseMs, type ActionRow, givenBack } from './action-row';
import { ActionRunner } from './action-runner';
import type { ActionStore } from './action.store';
import { LapsedActions } from './lapsed-actions';
import { ActionLost, StoredJournal } from './stored-journal';

let clock: ManualClock;
let stores: ChangeStores;
/** Writes that reached the nation, as `process target`. */
let sent: string[];
/** A target of which the answer does not come. */
let silent: string | undefined;

beforeAll(() => Logger.overrideLogger(false));
beforeEach(() => {
  clock = new ManualClock('2026-11-20T10:00:00.000Z');
  stores = storesInMemory(clock);
  [sent, silent] = [[], undefined];
});

const targets = ['1', '2', '3', '4'];

/** A process of its own: what it carries out, and how it looks after what others left. */
function aProcess(name: string, { store = stores.actions, connect = async () => connection } = {}) {
  const tool = defineTool({
    name: 'change_people',
    version: 1,
    effect: 'reversible',
    minRole: 'member',
    description: 'For tests.',
    input: z.strictObject({}),
    operations: [],
    title: () => 'Changing people',
    preview: () => Promise.reject(new Error('not looked at again')),
    run: async (_, { signal, nation }, { journal }) => {
      if (journal.items().length === 0) await journal.plan(targets.map(id => ({ id, type: 'signups' })));
      for (const { id, state } of journal.items()) {
        if (signal.aborted) break;
        // What was sent is looked up first, as every tool does it: it is there.
        if (state === 'sent') await journal.mark([id], { state: 'done', reason: 'found' });
        if (state !== 'planned') continue;
        await (nation as unknown as NationConnection).token();
        await journal.mark([id], { state: 'sent' });
        sent.push(`${name} ${id}`);
        if (id === silent) await new Promise<void>(resolve => signal.addEventListener('abort', () => resolve(), { once: true }));
        await journal.mark([id], { state: 'done' });
      }
      return accountOf(journal, { did: 'Changed' });
    },
    undo: { class: 'none' },
  }) as Tool;
  const registry = new ToolRegistry([tool]);
  const actions = new ActionRunner({ store, clock, rng: new SeededRng(1), relay: { nudge: () => undefined } });
  const of = (_: unknown, nation: NationConnection, signals: object) => ({ clock, nation, ...signals });
  const contexts = { of } as unknown as ToolContexts;
  const tokens = { connect } as unknown as AccessTokens;
  const lapsed = new LapsedActions({ store, actions, registry, contexts, tokens, clock });
  const begin = async () => {
    const action = anAction(aPerson(), clock, { tool: 'change_people', targets: targets.length });
    const content = { ...aContent(), input: {} };
    const context = (signals: Pick<ToolContext, 'signal' | 'sending'>) => contexts.of(action, connection, signals);
    return (await actions.begin({ action, content }, { action, content, tool: tool as never, context }))!;
  };
  return { actions, lapsed, begin };
}
const connection = { limitKey: 'x', checked: async () => undefined, token: async () => ({}) } as unknown as NationConnection;

/** The ledger as a process sees it that can reach it no more. */
function unreachable(): ActionStore {
  const down = (): Promise<never> => Promise.reject(new Error('the store does not answer'));
  return Object.assign(Object.create(stores.actions) as ActionStore, { renew: down, end: down });
}
const find = ({ nationSlug, actionId }: ActionRow) => stores.actions.find(nationSlug, actionId);

/** Time passes, in which this process sweeps as it would. */
async function pass({ lapsed }: { lapsed: LapsedActions }, milliseconds: number): Promise<void> {
  for (let left = milliseconds; left > 0; left -= 5_000) {
    await clock.advance(Math.min(5_000, left));
    await lapsed.sweep();
  }
  await clock.advance(0);
}
/** An action of which a process did the first two targets and then was gone: the third was sent. */
async function left(more: Partial<ActionRow> = {}): Promise<ActionRow> {
  const action = anAction(aPerson(), clock, { tool: 'change_people', targets: targets.length, ...more });
  await stores.actions.begin({ action, content: { ...aContent(), input: {} } });
  const journal = await StoredJournal.open(action, stores.actions);
  await journal.plan(targets.map(id => ({ id, type: 'signups' })));
  await journal.mark(['1', '2'], { state: 'done' });
  await journal.mark(['3'], { state: 'sent' });
  return action;
}

it('one that was given back goes on at once, from where its journal stands', async () => {
  const action = await left();
  await stores.actions.renew(action, givenBack);
  const other = aProcess('b');
  await other.lapsed.sweep();
  await clock.advance(0);
  expect(await find(action)).toMatchObject({ status: 'completed', done: 4, fence: 2, background: true });
  expect(sent).toEqual(['b 4']); // what was done, and what was sent and found, is not sent again
});

it('tells its conversation how it ended: the query that began it has gone on', async () => {
  const { conversationId, nationSlug, userId } = await new Talk(stores.store, clock).exchange(
    'Change four people.',
    'Working on it.',
  );
  const action = await left({ conversationId, nationSlug, userId });
  await stores.actions.renew(action, givenBack);
  await aProcess('b').lapsed.sweep();
  await clock.advance(0);
  const { actionId, title, summary, endedAt } = (await find(action))!;
  const conversations = new InMemoryConversationStore(stores.store as InMemoryAgentStore, clock);
  expect(await conversations.notes(action, conversationId)).toEqual([
    { actionId, text: `${title}: ${summary}`, links: [], createdAt: endedAt },
  ]);
});

it('one whose lease lapses goes on after a whole lease that this process has watched', async () => {
  const action = await left();
  await clock.advance(actionLeaseMs + 60_000); // nobody watched meanwhile
  const other = aProcess('b');
  await other.lapsed.sweep();
  await pass(other, actionLeaseMs - 5_000);
  expect([await find(action), sent]).toEqual([action, []]);
  await pass(other, 5_000);
  expect(await find(action)).toMatchObject({ status: 'completed', done: 4, fence: 2 });
});

it('one that is renewed is left alone, however far behind the clock of its process is', async () => {
  const action = await left();
  const other = aProcess('b');
  for (let minute = 0; minute < 8; minute++) {
    await pass(other, actionLeaseMs - 5_000);
    await stores.actions.renew(action, `2026-11-20T09:0${minute}:00.000Z`);
  }
  expect(await find(action)).toMatchObject({ status: 'running', fence: 1 });
  expect(sent).toEqual([]);
});

it('one that runs here is left alone', async () => {
  silent = '1';
  const process = aProcess('a');
  const run = await process.begin();
  await clock.advance(0);
  await stores.actions.renew(run.action, givenBack);
  await process.lapsed.sweep();
  expect(await find(run.action)).toMatchObject({ fence: 1 });
  run.stop('canceled');
  await run.ended;
});

it('many processes that see it at once take it over once', async () => {
  const action = await left();
  await stores.actions.renew(action, givenBack);
  const processes = ['b', 'c', 'd', 'e'].map(name => aProcess(name));
  await Promise.all(processes.map(({ lapsed }) => lapsed.sweep()));
  await clock.advance(0);
  expect(sent).toHaveLength(1);
  expect(await find(action)).toMatchObject({ status: 'completed', done: 4, fence: 2 });
  expect((await stores.facts()).filter(({ id }) => id === `${action.actionId}.executed`)).toHaveLength(1);
});

it('the process that lost it adds no line, sends nothing more, and ends nothing', async () => {
  silent = '2';
  const gone = aProcess('a', { store: unreachable() });
  const run = await gone.begin();
  await clock.advance(0);
  expect(sent).toEqual(['a 1', 'a 2']);
  const other = aProcess('b');
  await pass(other, 2 * actionLeaseMs + 5_000);
  expect(await find(run.action)).toMatchObject({ status: 'completed', done: 4, fence: 2 });
  expect(sent).toEqual(['a 1', 'a 2', 'b 3', 'b 4']);
  const lines = await stores.actions.lines(run.action);
  run.stop('canceled'); // the answer it waited for comes at last
  expect(await run.ended).toMatchObject({ kind: 'left' });
  expect(await stores.actions.lines(run.action)).toEqual(lines);
  const zombie = await StoredJournal.open(run.action, stores.actions);
  await stores.actions.addLine({ ...run.action, fence: 3 }, lines.length + 1, { takenOver: 3 });
  await expect(zombie.mark(['1'], { state: 'failed' })).rejects.toThrow(ActionLost);
  expect(sent).toHaveLength(4);
});

it('a shutdown gives back what is open, and the next process goes on at once', async () => {
  silent = '2';
  const process = aProcess('a');
  const run = await process.begin();
  await clock.advance(0);
  const drained = process.actions.drain(1_000);
  await clock.advance(1_000);
  await drained;
  expect(await run.ended).toMatchObject({ kind: 'left' });
  expect(await find(run.action)).toMatchObject({ status: 'running', leaseUntil: givenBack });
  silent = undefined;
  const other = aProcess('b');
  await other.lapsed.sweep();
  await clock.advance(0);
  expect(await find(run.action)).toMatchObject({ status: 'completed', done: 4 });
  expect(sent).toEqual(['a 1', 'a 2', 'b 3', 'b 4']);
});

it('is given back also when its lease is just being renewed', async () => {
  silent = '2';
  let answer!: () => void;
  const slow = new Promise<void>(resolve => (answer = resolve));
  const renew: ActionStore['renew'] = async (action, until, progress) => {
    if (until !== givenBack) await slow;
    return stores.actions.renew(action, until, progress);
  };
  const process = aProcess('a', { store: Object.assign(Object.create(stores.actions) as ActionStore, { renew }) });
  const run = await process.begin();
  await clock.advance(2_500);
  const drained = process.actions.drain(0);
  await clock.advance(0);
  answer();
  await drained;
  expect(await find(run.action)).toMatchObject({ status: 'running', leaseUntil: givenBack });
});

it('somebody who wanted it stopped is heard by whoever goes on', async () => {
  const action = await left();
  await stores.actions.requestCancel(action.nationSlug, action.actionId);
  await stores.actions.renew(action, givenBack);
  silent = '4';
  const other = aProcess('b');
  await other.lapsed.sweep();
  await pass(other, 10_000);
  expect(await find(action)).toMatchObject({ endedAt: expect.any(String) }); // without the wish it would wait for ever
});

it('one whose nation cannot be reached any more ends with what it has, and says why', async () => {
  const action = await left();
  await stores.actions.renew(action, givenBack);
  const refuse = (): Promise<never> => Promise.reject(new AppError('nation_reauth_required', 'The connection has ended.'));
  const other = aProcess('b', { connect: refuse });
  await other.lapsed.sweep();
  await clock.advance(0);
  expect(await find(action)).toMatchObject({
    status: 'partially_failed',
    done: 3,
    failed: 1,
    failures: [{ reason: 'The connection has ended.', count: 1, ids: ['4'] }],
  });
  expect(sent).toEqual([]);
});

it('one that cannot be gone on with keeps none of the others waiting, and is tried again', async () => {
  const broken = await left();
  await clock.advance(1);
  const fine = await left();
  for (const action of [broken, fine]) await stores.actions.renew(action, givenBack);
  let down = true;
  const connect = async ({ userId }: { userId: string }): Promise<NationConnection> => {
    if (down && userId === broken.userId) throw new Error('auth answers nonsense');
    return connection;
  };
  const other = aProcess('b', { connect: connect as never });
  await other.lapsed.sweep();
  await clock.advance(0);
  expect(await find(fine)).toMatchObject({ status: 'completed' });
  expect(await find(broken)).toMatchObject({ status: 'running' });
  down = false;
  await pass(other, 3 * actionLeaseMs);
  expect(await find(broken)).toMatchObject({ status: 'completed', done: 4 });
});

it('one of which nobody knows any more what it was about ends, with nothing sent and nothing told as done that is not', async () => {
  const action = await left();
  await stores.actions.renew(action, givenBack);
  await stores.actions.erase([action]);
  const other = aProcess('b');
  await other.lapsed.sweep();
  expect(await find(action)).toMatchObject({
    status: 'failed',
    done: 0,
    notTried: targets.length,
    summary: expect.stringMatching(/^Not done/) as string,
  });
  expect(sent).toEqual([]);
  await pass(other, 2 * actionLeaseMs);
  expect((await stores.actions.lapsed('2100-01-01T00:00:00.000Z', 10)).length).toBe(0);
});
