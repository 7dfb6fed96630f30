import 'reflect-metadata';
import { MemberRemoved, type MembersPage, NationConnected, type Role } from '@nat/contracts';
import { AuthConsumer } from '../../src/auth.consumer';
import type { AuthProcess, World } from '../auth-process';
import { admit } from '../people';
import { byMail, byNation, mailedToken, type Somebody } from '../somebody';
import { useAuth } from '../use-auth';

let world: World;
let auth: AuthProcess;
let ada: Somebody;
let olu: Somebody;
let rita: Somebody;

useAuth(async started => {
  ({ auth, world } = started);
  [ada, olu, rita] = [await byNation(auth, 'ada'), await byNation(auth, 'olu'), await byNation(auth, 'rita')];
});

const unknown = 'usr_00000000000000000000000001';
const list = (by: Somebody, query = '') => by.ask<MembersPage>('GET', `/members${query}`);
const entries = (type: string) => world.audit.entries(ada.nation).filter(entry => entry.type === type);
const told = (type: string) => world.events.filter(event => event.type === type);
const roles = async (...people: Somebody[]): Promise<(Role | undefined)[]> => Promise.all(people.map(person => person.role()));

describe('the list', () => {
  it('shows owner and admins who belongs to the nation, with names and the addresses that were proven', async () => {
    await ada.invite('mo@example.org');
    await world.clock.advance(1_000);
    const mo = await byMail(auth, 'mo@example.org');
    await mo.accept(mailedToken(auth, 'mo@example.org'));
    const { body } = await list(ada);
    expect(body.nextCursor).toBeNull();
    expect(body.items[0]).toEqual({
      userId: mo.userId,
      name: 'mo',
      email: 'mo@example.org',
      role: 'member',
      joinedAt: world.clock.iso(),
      via: 'invite',
    });
    const rest = body.items.slice(1).map(({ name, email, role, via }) => ({ name, email, role, via }));
    expect(rest.toSorted((a, b) => a.name.localeCompare(b.name))).toEqual([
      { name: 'Ada Admin', email: undefined, role: 'owner', via: 'connection' },
      { name: 'Olu Organizer', email: undefined, role: 'member', via: 'connection' },
      { name: 'Rita Reader', email: undefined, role: 'read_only', via: 'connection' },
    ]);
  });

  it('comes in pages, whose cursors are good for nobody else', async () => {
    await ada.setRole(olu.userId, 'admin');
    const first = (await list(ada, '?limit=2')).body;
    const second = (await list(ada, `?limit=2&cursor=${first.nextCursor}`)).body;
    expect([...first.items, ...second.items].map(({ userId }) => userId).toSorted()).toEqual(
      [ada, olu, rita].map(({ userId }) => userId).toSorted(),
    );
    expect(second.nextCursor).toBeNull();
    const others = await list(olu, `?cursor=${first.nextCursor}`);
    expect([others.status, others.body]).toEqual([400, expect.objectContaining({ code: 'cursor_invalid' })]);
  });

  it('is for admins by their live role, and of their own nation alone', async () => {
    const other = await byNation(auth, 'ada', 'other');
    expect((await list(other)).body.items.map(({ userId }) => userId)).toEqual([other.userId]);
    for (const by of [olu, rita]) expect(await list(by)).toMatchObject({ status: 403, body: { code: 'role_required' } });
    for (const by of [ada.in('other'), other.in('demo')]) {
      expect(await list(by)).toMatchObject({ status: 403, body: { code: 'forbidden' } });
    }
  });
});

describe('a role', () => {
  it('is given, is in force at once, and is told once', async () => {
    const { status, body } = await ada.setRole(olu.userId, 'admin');
    expect([status, body]).toEqual([200, expect.objectContaining({ userId: olu.userId, role: 'admin' })]);
    expect(await roles(ada, olu, rita)).toEqual(['owner', 'admin', 'read_only']);
    expect((await ada.setRole(olu.userId, 'admin')).status).toBe(200);
    expect(told('nat.member.role_changed.v1')).toEqual([
      expect.objectContaining({
        id: `demo.${olu.userId}.2.role_changed`,
        userid: ada.userId,
        data: { memberId: olu.userId, role: 'admin', previousRole: 'member', via: 'change', revision: 2 },
      }),
    ]);
    expect(entries('member.role_changed')).toEqual([
      expect.objectContaining({ subject: olu.userId, actor: ada.userId, data: { role: 'admin', previousRole: 'member' } }),
    ]);
  });

  it('is not given by whoever was an admin when their token was made', async () => {
    await ada.setRole(olu.userId, 'admin');
    await ada.setRole(olu.userId, 'member');
    expect(await olu.setRole(rita.userId, 'member')).toMatchObject({ status: 403, body: { code: 'role_required' } });
    expect(await roles(rita)).toEqual(['read_only']);
  });

  it('is not raised by whoever was demoted between being read and being written', async () => {
    await ada.setRole(olu.userId, 'admin');
    const change = world.members.change.bind(world.members);
    jest.spyOn(world.members, 'change').mockImplementationOnce(async (...given) => {
      await ada.setRole(olu.userId, 'read_only');
      return change(...given);
    });
    expect((await olu.setRole(rita.userId, 'admin')).status).toBe(403);
    expect(await roles(olu, rita)).toEqual(['read_only', 'read_only']);
  });

  it('is not given back to themselves by whoever was demoted while they asked for less', async () => {
    await ada.setRole(olu.userId, 'admin');
    const find = world.members.find.bind(world.members);
    jest.spyOn(world.members, 'find').mockImplementationOnce(async (...given) => {
      const seen = await find(...given);
      await ada.setRole(olu.userId, 'read_only');
      return seen;
    });
    await olu.setRole(olu.userId, 'admin');
    expect(await roles(olu)).toEqual(['read_only']);
  });

  it.each(['owner', 'operator', ''])('is never %j', async role => {
    expect((await ada.setRole(olu.userId, role)).status).toBe(422);
  });

  it('of the owner stays', async () => {
    await ada.setRole(olu.userId, 'admin');
    for (const by of [ada, olu]) {
      expect(await by.setRole(ada.userId, 'admin')).toMatchObject({ status: 409, body: { code: 'owner_required' } });
      expect(await by.remove(ada.userId)).toMatchObject({ status: 409, body: { code: 'owner_required' } });
    }
  });
});

describe('a member who is removed', () => {
  it('has no role from that moment on, and no connection of their own', async () => {
    expect((await ada.remove(olu.userId)).status).toBe(204);
    expect([await olu.role(), await world.connections.find({ nationSlug: olu.nation, userId: olu.userId })]).toEqual([
      undefined,
      expect.objectContaining({ status: 'disconnected' }),
    ]);
    expect(world.vault.names()).not.toContain(`nat/nation/demo/user/${olu.userId}/nb-tokens`);
    expect(told('nat.member.removed.v1')).toEqual([
      expect.objectContaining({
        id: `demo.${olu.userId}.2.removed`,
        userid: ada.userId,
        data: { memberId: olu.userId, previousRole: 'member', via: 'removed', revision: 2 },
      }),
    ]);
    expect(entries('member.removed')).toEqual([
      expect.objectContaining({ actor: ada.userId, data: expect.objectContaining({ via: 'removed' }) }),
    ]);
    expect(entries('connection.disconnected')).toHaveLength(1);
  });

  it('stays removed, also when NationBuilder vouches for them, until they are invited', async () => {
    await ada.remove(olu.userId);
    const answer = await auth.signIn('olu');
    expect([answer.status, answer.body]).toEqual([403, expect.objectContaining({ code: 'forbidden' })]);
    expect(await ada.remove(olu.userId)).toMatchObject({ status: 404, body: { code: 'not_found' } });
    await ada.invite('olu@example.org', 'read_only');
    expect((await olu.accept(mailedToken(auth, 'olu@example.org'))).body).toEqual({ nationSlug: 'demo', role: 'read_only' });
    expect(await (await byNation(auth, 'olu')).role()).toBe('read_only');
    expect(told('nat.member.joined.v1').at(-1)).toMatchObject({ id: `demo.${olu.userId}.3.joined`, data: { via: 'invite' } });
  });

  it('leaves others and other nations as they are', async () => {
    const elsewhere = await byNation(auth, 'olu', 'other');
    await ada.remove(olu.userId);
    expect(await roles(ada, rita, elsewhere)).toEqual(['owner', 'read_only', 'owner']);
    expect(await world.connections.find({ nationSlug: rita.nation, userId: rita.userId })).toMatchObject({ status: 'connected' });
  });

  it('may be a reader who leaves, and nobody below admin removes anybody else', async () => {
    expect(await rita.remove(olu.userId)).toMatchObject({ status: 403, body: { code: 'role_required' } });
    expect((await rita.remove(rita.userId)).status).toBe(204);
    expect(await roles(olu, rita)).toEqual(['member', undefined]);
    expect(entries('member.removed')).toEqual([
      expect.objectContaining({ actor: rita.userId, data: { previousRole: 'read_only', via: 'left' } }),
    ]);
  });

  it('is disconnected by the event when the vault does not answer the request', async () => {
    jest.spyOn(world.vault, 'erase').mockRejectedValueOnce(new Error('no vault'));
    expect((await ada.remove(olu.userId)).status).toBe(204);
    const name = `nat/nation/demo/user/${olu.userId}/nb-tokens`;
    expect(world.vault.names()).toContain(name);
    await world.bus.publish(told(MemberRemoved.type));
    await world.bus.deliverTo([auth.app.get(AuthConsumer)], { seed: 1, duplicates: 3 });
    expect(world.vault.names()).not.toContain(name);
  });

  it.each(['before', 'after'] as const)('keeps no grant that was on its way, written just %s they are removed', async order => {
    const advance = world.connections.advance.bind(world.connections);
    jest.spyOn(world.connections, 'advance').mockImplementationOnce(async (...given) => {
      const written = order === 'before' && (await advance(...given));
      expect((await ada.remove(olu.userId)).status).toBe(204);
      await world.bus.publish(told(MemberRemoved.type));
      await world.bus.deliverTo([auth.app.get(AuthConsumer)], { seed: 1, duplicates: 1 });
      return written || advance(...given);
    });
    await auth.signIn('olu');
    expect(await world.connections.find({ nationSlug: olu.nation, userId: olu.userId })).toMatchObject({
      status: 'disconnected',
    });
    expect(world.vault.names()).not.toContain(`nat/nation/demo/user/${olu.userId}/nb-tokens`);
  });

  it('who came back and connected again keeps that connection, however late the event is heard', async () => {
    await ada.remove(olu.userId);
    await ada.invite('olu@example.org');
    await olu.accept(mailedToken(auth, 'olu@example.org'));
    await byNation(auth, 'olu');
    await world.bus.publish(told(MemberRemoved.type));
    await world.bus.deliverTo([auth.app.get(AuthConsumer)], { seed: 1, duplicates: 2 });
    expect(await world.connections.find({ nationSlug: olu.nation, userId: olu.userId })).toMatchObject({ status: 'connected' });
    expect(told(NationConnected.type)).toHaveLength(5);
  });
});

describe('a nation that is handed over', () => {
  it('has the new owner, and the old one as admin', async () => {
    const { status, body } = await ada.handOver(rita.userId);
    expect([status, body]).toEqual([200, expect.objectContaining({ userId: rita.userId, role: 'owner' })]);
    expect(await roles(ada, olu, rita)).toEqual(['admin', 'member', 'owner']);
    expect(told('nat.member.role_changed.v1').map(({ data }) => data)).toEqual([
      { memberId: rita.userId, role: 'owner', previousRole: 'read_only', via: 'hand_over', revision: 2 },
      { memberId: ada.userId, role: 'admin', previousRole: 'owner', via: 'hand_over', revision: 2 },
    ]);
    expect(entries('owner.changed')).toEqual([expect.objectContaining({ subject: rita.userId, actor: ada.userId })]);
    expect((await world.members.nation(ada.nation))?.ownerId).toBe(rita.userId);
  });

  it('is not handed over by admins, to strangers, or to its owner', async () => {
    await ada.setRole(olu.userId, 'admin');
    expect(await olu.handOver(rita.userId)).toMatchObject({ status: 403, body: { code: 'role_required' } });
    expect(await ada.handOver(ada.userId)).toMatchObject({ status: 409, body: { code: 'conflict' } });
    const stranger = await byNation(auth, 'olu', 'other');
    const answers = [await ada.handOver(unknown), await ada.handOver(stranger.userId)];
    expect(answers.map(({ status, body }) => [status, body.code, body.detail])).toEqual(
      Array(2).fill([404, 'not_found', 'There is no such member.']),
    );
    expect(await roles(ada)).toEqual(['owner']);
  });
});

describe('at the same moment', () => {
  it('two admins who end each other end one of them', async () => {
    await ada.setRole(olu.userId, 'admin');
    await ada.setRole(rita.userId, 'admin');
    const answers = await Promise.all([olu.remove(rita.userId), rita.remove(olu.userId)]);
    expect(new Set(answers.map(({ status }) => status))).toEqual(new Set([204, 403]));
    expect((await roles(olu, rita)).filter(Boolean)).toEqual(['admin']);
  });

  it('a hand-over and the removal of the heir leave exactly one owner', async () => {
    await ada.setRole(olu.userId, 'admin');
    await Promise.all([ada.handOver(rita.userId), olu.remove(rita.userId), ada.remove(rita.userId)]);
    const { items } = (await list(ada)).body;
    expect(items.filter(({ role }) => role === 'owner')).toHaveLength(1);
    expect((await world.members.nation(ada.nation))?.ownerId).toBe(items.find(({ role }) => role === 'owner')?.userId);
  });

  it('20 who join find one owner, and all are in', async () => {
    const nationSlug = 'fresh' as typeof ada.nation;
    const joined = await Promise.all(Array.from({ length: 20 }, (_, id) => admit(world, { nationSlug, signupId: `${id}` })));
    expect(joined.filter(({ role }) => role === 'owner')).toHaveLength(1);
    expect(await world.members.list(nationSlug, { limit: 50 })).toHaveLength(20);
  });
});

it('answers for an unknown user and for one of another nation alike', async () => {
  const stranger = await byNation(auth, 'olu', 'other');
  for (const ask of [(id: string) => ada.setRole(id, 'member'), (id: string) => ada.remove(id)]) {
    const [one, other] = [await ask(unknown), await ask(stranger.userId)];
    expect([one.status, one.body.code, one.body.detail]).toEqual([404, 'not_found', 'There is no such member.']);
    expect([other.status, other.body.code, other.body.detail]).toEqual([one.status, one.body.code, one.body.detail]);
  }
  expect(await stranger.role()).toBe('owner');
});

it('is for the gateway alone, on behalf of a person in a nation', async () => {
  const identity = { ...ada.person, nationSlug: ada.nation, role: 'owner' as const };
  for (const path of ['/internal/members', '/internal/invites', '/internal/nation-settings']) {
    expect((await auth.call(path, { as: 'agent', identity })).status).toBe(403);
    expect((await auth.call(path, { as: null })).status).toBe(401);
    expect((await auth.call(path, { as: 'api-gateway', identity: ada.person })).status).toBe(401);
  }
});

it('tells no name, address or token to the bus or the audit log', async () => {
  await ada.invite('mo@example.org');
  const mo = await byMail(auth, 'mo@example.org');
  const token = mailedToken(auth, 'mo@example.org');
  await mo.accept(token);
  await ada.remove(mo.userId);
  const said = JSON.stringify([world.events, world.audit.entries()]);
  for (const secret of ['example.org', 'Ada', 'Olu', token, token.split('.')[2]!]) expect(said).not.toContain(secret);
});
