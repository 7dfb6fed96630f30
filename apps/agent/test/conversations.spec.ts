import { Conversation, ConversationsPage, MessagesPage, type NationSlug } from '@nat/contracts';
import { SystemRng } from '@nat/service-kit';
import { eventually } from '@nat/testing';
import type { InMemoryAgentStore } from '../src/conversation/in-memory-agent.store';
import { calls, ScriptedModel, says } from '../src/model/scripted-model';
import { tellEnd } from './change-rows';
import { ada, AgentProcess, aWorld, type World } from './agent-process';

const rng = new SystemRng();
const day = 86_400_000;
const bob = { ...ada, userId: 'usr_bobbobbobbobbobbobbobbobbo' };
const elsewhere = { ...ada, nationSlug: 'other' as NationSlug };
const admin = { ...ada, userId: 'usr_eveeveeveeveeveeveeveeveev', role: 'admin' as const };

let world: World;
let agent: AgentProcess;
/** Lets an answer that was begun come to its end. */
let finish: () => void;

async function start(): Promise<void> {
  world = await aWorld();
  const gate = new Promise<void>(resolve => (finish = resolve));
  const model = new ScriptedModel(({ messages }) => {
    const asked = JSON.stringify(messages.at(-1));
    if (asked.includes('look up')) return calls(['list_lists', {}]);
    if (asked.includes('wait')) return [{ type: 'text', text: 'One ' }, gate, ...says('moment.').slice(1)];
    return asked.includes('mail') ? says('Write to ann.lee@example.com about it.') : says('Hello there.');
  });
  agent = await AgentProcess.start(world, model);
}
afterEach(async () => {
  finish();
  await agent.close();
  await world.close();
});

async function call(method: string, path: string, { identity = ada, body }: { identity?: typeof ada; body?: object } = {}) {
  const headers = body && { 'content-type': 'application/json' };
  const answer = await agent.fetch(path, { method, identity, headers, body: body && JSON.stringify(body) });
  const text = await answer.text();
  return { status: answer.status, body: (text ? JSON.parse(text) : undefined) as Record<string, unknown> };
}
const created = async (title?: string, identity = ada): Promise<Conversation> =>
  Conversation.parse((await call('POST', '/internal/conversations', { identity, body: { title } })).body);
const listed = async (query = '', identity = ada): Promise<ConversationsPage> =>
  ConversationsPage.parse((await call('GET', `/internal/conversations${query}`, { identity })).body);
const messagesOf = async (id: string, query = ''): Promise<MessagesPage> =>
  MessagesPage.parse((await call('GET', `/internal/conversations/${id}/messages${query}`)).body);
/** The end of a query that nobody follows. */
async function answered(text: string, conversationId?: string): Promise<string> {
  const reading = await agent.ask({ text, conversationId });
  await reading.all();
  return String((await agent.snapshot(reading.queryId)).body.conversationId);
}

describe('a conversation', () => {
  beforeEach(start);

  it('is created, named, found, renamed and listed', async () => {
    const answer = await call('POST', '/internal/conversations', { body: { title: ' Donors in Austin ' } });
    expect(answer.status).toBe(201);
    const conversation = Conversation.parse(answer.body);
    expect(conversation.title).toBe('Donors in Austin');
    expect(Date.parse(conversation.expiresAt) - Date.parse(conversation.updatedAt)).toBe(30 * day);
    const path = `/internal/conversations/${conversation.conversationId}`;
    expect((await call('GET', path)).body).toEqual(conversation);
    expect(await call('PATCH', path, { body: { title: 'Donors' } })).toEqual({
      status: 200,
      body: { ...conversation, title: 'Donors' },
    });
    expect(await listed()).toEqual({ items: [{ ...conversation, title: 'Donors' }], nextCursor: null });
    expect((await created()).title).toBe('New conversation');
  });

  it('lists the one that was last asked in first, and pages through them', async () => {
    const first = await created('First');
    const opened = await answered('Hello?');
    expect((await listed()).items.map(({ conversationId }) => conversationId)).toEqual([opened, first.conversationId]);
    await answered('Hello?', first.conversationId);
    const page = await listed('?limit=1');
    expect(page.items.map(({ conversationId }) => conversationId)).toEqual([first.conversationId]);
    const next = await listed(`?limit=1&cursor=${page.nextCursor}`);
    expect(next).toMatchObject({ items: [{ conversationId: opened }], nextCursor: null });
  });

  it('takes a cursor in the list it was given for only', async () => {
    await created();
    const { conversationId } = await created();
    const { nextCursor } = await listed('?limit=1');
    for (const [path, identity] of [
      [`/internal/conversations?cursor=${nextCursor}`, bob],
      [`/internal/conversations?cursor=${nextCursor}`, elsewhere],
      [`/internal/conversations/${conversationId}/messages?cursor=${nextCursor}`, ada],
      ['/internal/conversations?cursor=nonsense', ada],
    ] as const)
      expect((await call('GET', path, { identity })).body).toMatchObject({ status: 400, code: 'cursor_invalid' });
  });

  it('tells what was said, newest first: the words of both, and nothing of how it came about', async () => {
    const conversationId = await answered('Please look up “lists”');
    await answered('What is her mail?', conversationId);
    const { items, nextCursor } = await messagesOf(conversationId);
    expect(items.map(({ role, text }) => [role, text])).toEqual([
      ['assistant', expect.stringMatching(/^Write to .* about it\.$/)],
      ['user', 'What is her mail?'],
      ['assistant', 'Hello there.'],
      ['user', 'Please look up “lists”'],
    ]);
    expect(nextCursor).toBeNull();
    // What the output guard kept from the stream is not told here either.
    expect(JSON.stringify(items)).not.toMatch(/ann\.lee|Current time|tool_use|tool_result/);
  });

  it('pages through messages and notes, each once', async () => {
    const conversationId = await answered('One?');
    await answered('Two?', conversationId);
    const [first] = (await messagesOf(conversationId)).items.slice(-1);
    const note = {
      actionId: rng.timedId('act', world.clock.now()),
      text: 'Tagged 3 people.',
      links: [],
      createdAt: first!.createdAt,
    };
    await tellEnd(world.actions, ada, conversationId, note);
    const whole = (await messagesOf(conversationId)).items;
    expect(whole).toHaveLength(5);
    expect(whole.filter(({ actions }) => actions[0] === note.actionId)).toMatchObject([{ text: note.text, role: 'assistant' }]);
    const paged: unknown[] = [];
    let cursor: string | null = '';
    while (cursor !== null) {
      const page: MessagesPage = await messagesOf(conversationId, `?limit=2${cursor && `&cursor=${cursor}`}`);
      paged.push(...page.items);
      cursor = page.nextCursor;
    }
    expect(paged).toEqual(whole);
  });

  it('is gone for everybody once it is deleted, and soon without a trace', async () => {
    const conversationId = await answered('Hello?');
    const [{ queryId }] = (await messagesOf(conversationId)).items as unknown as [{ queryId: string }];
    const kept = await created('Kept');
    const path = `/internal/conversations/${conversationId}`;
    expect(await call('DELETE', path)).toEqual({ status: 204, body: undefined });
    for (const [method, end] of [
      ['GET', ''],
      ['PATCH', ''],
      ['DELETE', ''],
      ['GET', '/messages'],
    ] as const)
      expect((await call(method, path + end, { body: method === 'PATCH' ? { title: 'x' } : undefined })).status).toBe(404);
    expect((await agent.ask({ conversationId })).status).toBe(404);
    expect((await listed()).items).toEqual([kept]);
    await eventually(async () => expect((await agent.snapshot(queryId)).status).toBe(404));
    expect((await agent.follow(queryId, 0)).status).toBe(404);
    await eventually(() => expect((world.store as InMemoryAgentStore).messages.get(conversationId)?.size).toBe(0));
  });

  it('is not deleted while Nat answers in it', async () => {
    const reading = await agent.ask({ text: 'wait' });
    await reading.until('message.delta');
    const [{ conversationId, activeQueryId }] = (await listed()).items as [Conversation];
    expect(activeQueryId).toBe(reading.queryId);
    expect((await messagesOf(conversationId)).items).toMatchObject([{ role: 'user', text: 'wait' }]);
    const refused = await call('DELETE', `/internal/conversations/${conversationId}`);
    expect(refused).toMatchObject({ status: 409, body: { code: 'query_in_progress', existing: reading.queryId } });
    finish();
    await reading.all();
    expect((await call('DELETE', `/internal/conversations/${conversationId}`)).status).toBe(204);
  });

  it('answers another’s, another nation’s, an unknown and a malformed id alike', async () => {
    const { conversationId } = await created();
    const requests = (id: string) =>
      [
        ['GET', id, undefined],
        ['PATCH', id, { title: 'Mine' }],
        ['DELETE', id, undefined],
        ['GET', `${id}/messages`, undefined],
      ] as const;
    for (const [id, identity] of [
      [conversationId, bob],
      [conversationId, elsewhere],
      [`cnv_${'0'.repeat(32)}`, ada],
      ['CNV%23', ada],
    ] as const)
      for (const [method, path, body] of requests(id)) {
        const { status, body: told } = await call(method, `/internal/conversations/${path}`, { identity, body });
        expect([status, told.code, told.detail]).toEqual([404, 'not_found', 'There is no such conversation.']);
      }
    expect((await call('GET', `/internal/conversations/${conversationId}`)).status).toBe(200);
    expect((await listed('', bob)).items).toEqual([]);
  });

  it.each([
    ['POST', '', { title: '' }],
    ['POST', '', { title: 'x'.repeat(121) }],
    ['POST', '', { name: 'x' }],
    ['PATCH', '/ID', {}],
    ['PATCH', '/ID', { title: 'x', expiresAt: 'never' }],
    ['GET', '?limit=0', undefined],
    ['GET', '?limit=101', undefined],
    ['GET', '?page=2', undefined],
    ['GET', '/ID/messages?limit=x', undefined],
  ])('refuses %s %s %j', async (method, path, body) => {
    const { conversationId } = await created();
    const answer = await call(method, `/internal/conversations${path.replace('ID', conversationId)}`, { body });
    expect(answer).toMatchObject({ status: 422, body: { code: 'invalid' } });
  });

  it('is for the gateway alone', async () => {
    for (const path of ['/internal/conversations', '/internal/nation-settings']) {
      expect((await agent.fetch(path, { as: 'usage' })).status).toBe(403);
      expect((await agent.fetch(path, { as: null })).status).toBe(401);
    }
  });
});

describe('as its nation decided', () => {
  beforeEach(start);

  /** A conversation whose last message is this old. */
  async function aged(days: number): Promise<string> {
    const conversationId = rng.id('cnv');
    const [updatedAt, expires] = [-days, 30 - days].map(offset => new Date(world.clock.now() + offset * day).toISOString());
    const times = { createdAt: updatedAt!, updatedAt: updatedAt!, expires: expires! };
    await world.conversations.create(ada, { conversationId, title: `${days} days old`, ...times });
    return conversationId;
  }

  it('is kept for its days, also when they were made fewer later, and then erased', async () => {
    const [old, young] = [await aged(7), await aged(6)];
    await aged(30);
    expect((await listed()).items.map(({ title }) => title)).toEqual(['6 days old', '7 days old']);
    const changed = await call('PATCH', '/internal/nation-settings', { identity: admin, body: { retentionDays: 7 } });
    expect(changed).toMatchObject({ status: 200, body: { retentionDays: 7, readOnly: false, timeZone: 'America/Chicago' } });
    for (const [method, path] of [
      ['GET', ''],
      ['DELETE', ''],
      ['GET', '/messages'],
    ] as const)
      expect((await call(method, `/internal/conversations/${old}${path}`)).status).toBe(404);
    expect((await agent.ask({ conversationId: old })).status).toBe(404);
    const { items } = await listed();
    expect(items.map(({ title }) => title)).toEqual(['6 days old']);
    expect(Date.parse(items[0]!.expiresAt) - Date.parse(items[0]!.updatedAt)).toBe(7 * day);
    expect(await world.conversations.find(ada, old)).toBeDefined(); // out of reach, and there
    const second = await AgentProcess.start(world, new ScriptedModel([])); // a process looks when it starts
    await eventually(async () => expect(await world.conversations.find(ada, old)).toBeUndefined());
    expect(await world.conversations.find(ada, young)).toBeDefined();
    await second.close();
  });

  it('shows settings to every member and lets admins change them', async () => {
    const path = '/internal/nation-settings';
    const { body } = await call('GET', path, { identity: { ...ada, role: 'read_only' } });
    expect(body).toMatchObject({ readOnly: false, disabledToolGroups: [], retentionDays: 30, agentDisabled: false });
    expect(await call('PATCH', path, { body: { readOnly: true } })).toMatchObject({
      status: 403,
      body: { code: 'role_required' },
    });
    const wrong = await call('PATCH', path, { identity: admin, body: { agentDisabled: true } });
    expect(wrong).toMatchObject({ status: 422, body: { code: 'invalid' } });
    expect((await call('GET', path)).body).toEqual(body);
  });
});
