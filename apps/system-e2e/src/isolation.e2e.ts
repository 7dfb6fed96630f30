import { NatClient } from '@nat/client';
import { NationSlug } from '@nat/contracts';
import { randomBytes } from 'node:crypto';
import { StackProcess } from './stack-process';

interface Operation {
  operationId: string;
  description: string;
  security: object[];
  requestBody?: { required: boolean };
}
interface Person {
  slug: string;
  token: string;
  client: NatClient;
}
type Ids = Record<string, string>;

let stack: StackProcess;
let operations: { method: string; path: string; operation: Operation }[];
const people = {} as Record<'owner' | 'member' | 'reader' | 'stranger', Person>;
/** One that the owner sent. */
let invite: Ids;
/** What each person of the nation has, by the name it has in paths. */
const ids = {} as Record<'owner' | 'member', Ids>;

/** Well-formed bodies, so that what is refused is refused for whose it is and not for its form. */
const bodies: Record<string, unknown> = {
  renameConversation: { title: 'Taken over' },
  decideConfirmation: { decision: 'deny', inputHash: 'a'.repeat(64) },
  undoAction: {},
  changeMember: { role: 'read_only' },
  changeNationSettings: { readOnly: true },
};
/** What stands for the nation itself is refused as a nation of others, which is no secret. */
const namesTheNation = new Set(['slug']);

async function call(by: Person | undefined, method: string, path: string, body?: unknown) {
  const answer = await fetch(`${stack.urls.gateway}${path}`, {
    method,
    headers: {
      ...(by && { authorization: `Bearer ${by.token}`, 'x-nat-nation-slug': by.slug }),
      ...(body !== undefined && { 'content-type': 'application/json' }),
      'idempotency-key': randomBytes(8).toString('hex'),
    },
    ...(body !== undefined && { body: JSON.stringify(body) }),
  });
  return { status: answer.status, body: (await answer.text()).replaceAll(/"req_[0-9a-z]+"/g, '"req"') };
}

async function signedIn(user: string, slug: string): Promise<Person> {
  const client = new NatClient({ baseUrl: stack.urls.gateway! });
  const { accessToken } = await client.signInSandbox({ nationSlug: NationSlug.parse(slug), user });
  return { slug, token: accessToken, client };
}

const read = async (by: Person, path: string): Promise<Ids> => JSON.parse((await call(by, 'GET', path)).body) as Ids;
const randomLike = (id: string): string => `${id.slice(0, 4)}${'7'.repeat(id.length - 4)}`;

/** Has somebody ask for a change that waits, and one that is made, and lists what they then have. */
async function belongings(by: Person): Promise<Ids> {
  const events = [];
  for await (const event of by.client.ask({ text: 'Tag Rosa Abbott as VIP' })) events.push(event);
  for await (const event of by.client.ask({ text: 'Tag everyone tagged volunteer as spring team' })) events.push(event);
  const { conversationId, queryId } = events[0]!.data as unknown as Ids;
  const { userId } = await read(by, '/v1/me');
  const [confirmations, actions, connections, sessions] = (await Promise.all(
    ['/v1/confirmations', '/v1/actions', '/v1/connections', '/v1/sessions'].map(path => read(by, path)),
  )) as unknown as [{ items: Ids[] }, { items: Ids[] }, (Ids & { kind: string })[], { items: Ids[] }];
  return {
    userId: userId!,
    inviteId: invite.inviteId!,
    conversationId: conversationId!,
    queryId: queryId!,
    confirmationId: confirmations.items[0]!.confirmationId!,
    actionId: actions.items[0]!.actionId!,
    connectionId: connections.find(({ kind, connectedBy }) => kind === 'personal' && connectedBy === userId)!.connectionId!,
    sessionId: sessions.items[0]!.sessionId!,
    exportId: `exp_${'7'.repeat(32)}`,
    slug: 'demo',
  };
}

beforeAll(async () => {
  stack = await StackProcess.create();
  await stack.start();
  for (const [name, user, slug] of [
    ['owner', 'ada', 'demo'],
    ['member', 'olu', 'demo'],
    ['reader', 'rita', 'demo'],
    ['stranger', 'ada', 'other'],
  ] as const)
    people[name] = await signedIn(user, slug);
  const body = { email: 'invited@example.org', role: 'member' };
  invite = JSON.parse((await call(people.owner, 'POST', '/v1/invites', body)).body) as Ids;
  ids.owner = await belongings(people.owner);
  ids.member = await belongings(people.member);
  const document = (await read(people.owner, '/v1/openapi.json')) as unknown as {
    paths: Record<string, Record<string, Operation>>;
  };
  operations = Object.entries(document.paths).flatMap(([path, methods]) =>
    Object.entries(methods).map(([method, operation]) => ({ method: method.toUpperCase(), path, operation })),
  );
}, 180_000);
afterAll(() => stack.dispose());

function addressOf(path: string, of: Ids): string {
  return path.replaceAll(/\{(\w+)\}/g, (_, name: string) => {
    const id = of[name];
    if (id === undefined) throw new Error(`${path}: this spec knows no ${name} of anybody`);
    return id;
  });
}

const withIds = () =>
  operations.filter(({ path }) => /\{(\w+)\}/.test(path) && ![...namesTheNation].some(name => path.includes(`{${name}}`)));

it('knows what every address of the document is about', () => {
  expect(operations.length).toBeGreaterThan(40);
  for (const { path } of operations) expect(addressOf(path, ids.owner)).not.toContain('{');
});

it.each([
  ['the owner of another nation', 'stranger', 'owner'],
  ['the owner of the same nation, of what is a member’s own', 'owner', 'member'],
  ['a member of the same nation, of what is the owner’s own', 'member', 'owner'],
  ['a reader of the same nation, of what is the owner’s own', 'reader', 'owner'],
] as const)('tells %s nothing that it would not tell of an id nobody has', async (_, by, whose) => {
  const seen: string[] = [];
  for (const { method, path, operation } of withIds()) {
    // Owner and admins manage people, and everybody's connections and actions: that is their right (product, section 4).
    if (by === 'owner' && /connectionId|actionId|userId|inviteId/.test(path)) continue;
    const body = method === 'GET' || method === 'DELETE' ? undefined : (bodies[operation.operationId] ?? {});
    const random = Object.fromEntries(
      Object.entries(ids[whose]).map(([name, id]) => [name, name === 'slug' ? id : randomLike(id)]),
    );
    const real = await call(people[by], method, addressOf(path, ids[whose]), body);
    const nobodys = await call(people[by], method, addressOf(path, random), body);
    const given = (text: string): string =>
      Object.values({ ...ids[whose], ...random }).reduce((rest, id) => rest.replaceAll(id, 'id'), text);
    expect([operation.operationId, real.status, given(real.body)]).toEqual([
      operation.operationId,
      nobodys.status,
      given(nobodys.body),
    ]);
    if (![403, 404].includes(real.status)) throw new Error(`${operation.operationId} answered ${real.status}`);
    seen.push(operation.operationId);
  }
  expect(seen.length).toBeGreaterThan(8);
});

it('is what it was after all of it', async () => {
  for (const by of ['owner', 'member'] as const) {
    const conversation = await read(people[by], `/v1/conversations/${ids[by].conversationId}`);
    expect(conversation.title).not.toBe('Taken over');
    expect((await read(people[by], `/v1/confirmations/${ids[by].confirmationId}`)).status).toBe('pending');
  }
});

it('lets nobody into a nation that they only name', async () => {
  for (const { method, path, operation } of operations) {
    if (operation.security.length === 0 || operation.description === 'Who: signedIn.') continue;
    const body = method === 'GET' || method === 'DELETE' ? undefined : (bodies[operation.operationId] ?? {});
    const answer = await call({ ...people.stranger, slug: 'demo' }, method, addressOf(path, ids.owner), body);
    expect([operation.operationId, answer.status]).toEqual([operation.operationId, 403]);
    const anonymous = await call(undefined, method, addressOf(path, ids.owner), body);
    expect([operation.operationId, anonymous.status]).toEqual([operation.operationId, 401]);
  }
});
