import 'reflect-metadata';
import { EmailAddress, type InvitesPage, type NationSlug } from '@nat/contracts';
import { type AuthProcess, startAuth, type World } from '../auth-process';
import { byMail, byNation, mailedToken, Somebody } from '../somebody';
import { useAuth } from '../use-auth';

const mail = 'mo@example.org';
const [hour, week] = [3_600_000, 7 * 86_400_000];
let template: string;
let world: World;
let auth: AuthProcess;
let ada: Somebody;

useAuth(
  async started => {
    ({ auth, world, template } = started);
    ada = await byNation(auth, 'ada');
  },
  { PUBLIC_ORIGIN: 'https://nat.example' },
);

const list = (by: Somebody, query = '') => by.ask<InvitesPage>('GET', `/invites${query}`);
const revoke = (by: Somebody, inviteId: string) => by.ask('DELETE', `/invites/${inviteId}`);
const entries = (type: string) => world.audit.entries(ada.nation).filter(entry => entry.type === type);
const mails = () => world.mailer.sent.filter(({ text }) => text.includes('/v1/auth/invite'));
const expired = { status: 410, body: { code: 'invite_expired' } };
/** Somebody with an account and no nation. */
const stranger = (email: string) => byMail(auth, email);

it('is mailed with a link to the gateway, says who invites, and keeps of the token only a hash', async () => {
  const { status, body } = await ada.invite(mail, 'admin');
  expect([status, body]).toEqual([
    201,
    {
      inviteId: expect.stringMatching(/^inv_/) as string,
      email: mail,
      role: 'admin',
      invitedBy: ada.userId,
      createdAt: world.clock.iso(),
      expiresAt: new Date(world.clock.now() + week).toISOString(),
    },
  ]);
  const token = mailedToken(auth, mail);
  const { subject, text } = mails()[0]!;
  expect(subject).toBe('Ada Admin invites you to demo on Nat');
  expect(text.match(/https?:\/\/\S+/g)).toEqual([`https://nat.example/v1/auth/invite?token=${token}`]);
  const [, , secret] = token.split('.');
  expect(secret).toMatch(/^[A-Za-z0-9_-]{43}$/);
  expect(JSON.stringify([await world.invites.list(ada.nation, { limit: 9, now: 0 }), body])).not.toContain(secret);
});

it('makes whoever accepts it a member with its role, and is told with ids alone', async () => {
  const { body: invite } = await ada.invite(mail, 'read_only');
  const mo = await stranger(mail);
  const { status, body } = await mo.accept(mailedToken(auth, mail));
  expect([status, body, await mo.role()]).toEqual([200, { nationSlug: 'demo', role: 'read_only' }, 'read_only']);
  const told = world.events.filter(({ userid, type }) => userid === mo.userId || type === 'nat.invite.created.v1');
  expect(told.map(({ id, data }) => ({ id, data }))).toEqual([
    { id: `${invite.inviteId}.created`, data: { inviteId: invite.inviteId, role: 'read_only', expiresAt: invite.expiresAt } },
    { id: `demo.${mo.userId}.1.joined`, data: { memberId: mo.userId, role: 'read_only', via: 'invite', revision: 1 } },
  ]);
  expect(entries('invite.created')).toEqual([expect.objectContaining({ subject: invite.inviteId, actor: ada.userId })]);
  expect(entries('invite.accepted')).toEqual([
    expect.objectContaining({
      subject: invite.inviteId,
      actor: mo.userId,
      data: { role: 'read_only', invitedBy: ada.userId },
    }),
  ]);
});

it('may be accepted by whoever holds its token, signed in as whoever they are, and makes nobody somebody else', async () => {
  await ada.invite(mail);
  const eve = await stranger('eve@example.org');
  expect((await eve.accept(mailedToken(auth, mail))).status).toBe(200);
  expect(await world.accounts.userOfEmail(EmailAddress.parse(mail))).toBeUndefined();
  expect(await world.accounts.account(eve.userId)).toMatchObject({ email: 'eve@example.org' });
});

it('is accepted once, however many try at once, and makes one membership', async () => {
  await ada.invite(mail);
  const token = mailedToken(auth, mail);
  const [mo, eve] = [await stranger(mail), await stranger('eve@example.org')];
  const second = await startAuth(world, template);
  const here = [mo, eve].map(each => new Somebody(second, each.person, each.nation));
  const answers = await Promise.all(Array.from({ length: 20 }, (_, index) => [mo, eve, ...here][index % 4]!.accept(token)));
  await second.close();
  expect(answers.filter(({ status }) => status === 200)).toHaveLength(1);
  expect(new Set(answers.map(({ status }) => status))).toEqual(new Set([200, 409, 410]));
  expect((await world.members.list(ada.nation, { limit: 9 })).filter(({ via }) => via === 'invite')).toHaveLength(1);
});

describe('is over', () => {
  it('once it was used, by whoever else holds its token', async () => {
    await ada.invite(mail);
    await (await stranger(mail)).accept(mailedToken(auth, mail));
    expect(await (await stranger('eve@example.org')).accept(mailedToken(auth, mail))).toMatchObject(expired);
  });

  it('once it was taken back', async () => {
    const { body } = await ada.invite(mail);
    expect((await revoke(ada, body.inviteId)).status).toBe(204);
    expect(await (await stranger(mail)).accept(mailedToken(auth, mail))).toMatchObject(expired);
    expect(entries('invite.revoked')).toEqual([expect.objectContaining({ subject: body.inviteId, actor: ada.userId })]);
    expect((await revoke(ada, body.inviteId)).status).toBe(404);
  });

  it('after 7 days', async () => {
    await ada.invite(mail);
    const mo = await stranger(mail);
    await world.clock.advance(week);
    expect([await mo.accept(mailedToken(auth, mail)), (await list(ada)).body.items]).toEqual([
      expect.objectContaining({ status: 410 }),
      [],
    ]);
  });

  it('once another one went to the same address, which has the role of the newest', async () => {
    await ada.invite(mail, 'admin');
    const first = mailedToken(auth, mail);
    await ada.invite('MO@Example.org', 'read_only');
    const mo = await stranger(mail);
    expect(await mo.accept(first)).toMatchObject(expired);
    expect((await list(ada)).body.items.map(({ role }) => role)).toEqual(['read_only']);
    expect((await mo.accept(mailedToken(auth, 'MO@example.org'))).body).toMatchObject({ role: 'read_only' });
  });

  it('once its inviter may invite nobody any more, so that whoever is removed leaves no way back in', async () => {
    const olu = await byNation(auth, 'olu');
    await ada.setRole(olu.userId, 'admin');
    await olu.invite(mail, 'admin');
    const mo = await stranger(mail);
    for (const after of [() => ada.setRole(olu.userId, 'member'), () => ada.remove(olu.userId)]) {
      await after();
      expect([await mo.accept(mailedToken(auth, mail)), (await list(ada)).body.items]).toEqual([
        expect.objectContaining({ status: 410 }),
        [],
      ]);
    }
  });

  it('once its inviter is removed, also between being looked at and being acted upon', async () => {
    const olu = await byNation(auth, 'olu');
    await ada.setRole(olu.userId, 'admin');
    await olu.invite(mail, 'admin');
    const mo = await stranger(mail);
    const accept = world.invites.accept.bind(world.invites);
    jest.spyOn(world.invites, 'accept').mockImplementationOnce(async (...given) => {
      expect((await ada.remove(olu.userId)).status).toBe(204);
      return accept(...given);
    });
    expect([await mo.accept(mailedToken(auth, mail)), await mo.role()]).toEqual([
      expect.objectContaining({ status: 410 }),
      undefined,
    ]);
  });

  it.each<[string, (token: string) => string]>([
    ['another secret', token => token.slice(0, -43) + 'X'.repeat(43)],
    ['another invitation', token => token.replace(/inv_.{32}/, `inv_${'0'.repeat(32)}`)],
    ['another nation', token => token.replace('demo.', 'other.')],
    ['a nation that is none', token => token.replace('demo.', 'www.')],
    ['more behind it', token => `${token}x`],
    ['its secret alone', token => token.split('.')[2]!],
    ['nothing of it', () => 'x'],
    ['a path in it', token => `../${token}`],
  ])('for a token with %s, in the very same words', async (_, change) => {
    await byNation(auth, 'ada', 'other');
    await ada.invite(mail);
    const mo = await stranger(mail);
    const token = mailedToken(auth, mail);
    const answer = await mo.accept(change(token));
    expect([answer.status, answer.body.code]).toEqual([410, 'invite_expired']);
    expect((await mo.accept(token)).status).toBe(200);
    const used = await (await stranger('eve@example.org')).accept(token);
    expect(used.body.detail).toBe(answer.body.detail);
  });
});

describe('is made', () => {
  it('by owner and admins, of any role but owner', async () => {
    const [olu, rita] = [await byNation(auth, 'olu'), await byNation(auth, 'rita')];
    for (const by of [olu, rita]) {
      for (const asked of [by.invite(mail), list(by), revoke(by, `inv_${'0'.repeat(32)}`)]) {
        expect(await asked).toMatchObject({ status: 403, body: { code: 'role_required' } });
      }
    }
    await ada.setRole(olu.userId, 'admin');
    expect((await olu.invite(mail, 'admin')).status).toBe(201);
    expect((await olu.invite(mail, 'owner')).status).toBe(422);
    expect(mails()).toHaveLength(1);
  });

  it('for nobody who is a member already, and stays for somebody who is one when they try', async () => {
    await ada.invite(mail);
    const mo = await stranger(mail);
    await mo.accept(mailedToken(auth, mail));
    expect(await ada.invite('MO@example.org')).toMatchObject({ status: 409, body: { code: 'already_member' } });
    await ada.invite('eve@example.org', 'admin');
    const token = mailedToken(auth, 'eve@example.org');
    expect(await mo.accept(token)).toMatchObject({ status: 409, body: { code: 'already_member' } });
    expect(await mo.role()).toBe('member');
    expect((await (await stranger('eve@example.org')).accept(token)).status).toBe(200);
  });

  it('for an address that has an account elsewhere, which is told to nobody', async () => {
    const elsewhere = await byNation(auth, 'olu', 'other');
    await elsewhere.invite(mail);
    await (await stranger(mail)).accept(mailedToken(auth, mail));
    const [known, unknown] = [await ada.invite(mail), await ada.invite('nobody@example.org')];
    expect([known.status, Object.keys(known.body)]).toEqual([unknown.status, Object.keys(unknown.body)]);
  });

  it('with mail that is refused for good as with any other, because that is nobody’s business', async () => {
    world.mailer.refuse(EmailAddress.parse(mail));
    expect([(await ada.invite(mail)).status, (await list(ada)).body.items]).toEqual([
      201,
      [expect.objectContaining({ email: mail })],
    ]);
  });

  it.each(['unavailable', 'answer_lost'] as const)('not at all when its mail is %s', async fault => {
    world.mailer.fail(fault);
    expect(await ada.invite(mail)).toMatchObject({ status: 503, body: { code: 'dependency_unavailable' } });
    expect((await list(ada)).body.items).toEqual([]);
    expect(entries('invite.revoked')).toEqual([expect.objectContaining({ data: { role: 'member', cause: 'not_mailed' } })]);
    expect((await ada.invite(mail)).status).toBe(201);
    expect((await (await stranger(mail)).accept(mailedToken(auth, mail))).status).toBe(200);
  });

  it('30 times an hour and nation, whoever of its admins asks, and then again in the next hour', async () => {
    const olu = await byNation(auth, 'olu');
    await ada.setRole(olu.userId, 'admin');
    const ask = (index: number) => (index % 2 ? ada : olu).invite(`somebody${index}@example.org`);
    const answers = await Promise.all(Array.from({ length: 40 }, (_, index) => ask(index)));
    expect(answers.filter(({ status }) => status === 201)).toHaveLength(30);
    const refused = answers.filter(({ status }) => status !== 201);
    for (const { status, body, headers } of refused) {
      expect([status, body.code, body.retryAfter, headers.get('retry-after')]).toEqual([429, 'rate_limited', 3_600, '3600']);
    }
    expect(mails()).toHaveLength(30);
    expect((await (await byNation(auth, 'ada', 'other')).invite(mail)).status).toBe(201);
    await world.clock.advance(hour);
    expect((await ada.invite(mail)).status).toBe(201);
  });

  it('5 times a day to one address', async () => {
    const statuses: number[] = [];
    for (let times = 0; times < 6; times++) statuses.push((await ada.invite(mail)).status);
    expect(statuses).toEqual([201, 201, 201, 201, 201, 429]);
    expect((await ada.invite('eve@example.org')).status).toBe(201);
  });
});

it('is listed with its address for admins, newest first and in pages, and of no other nation', async () => {
  for (const name of ['a', 'b', 'c']) {
    await ada.invite(`${name}@example.org`);
    await world.clock.advance(1_000);
  }
  const other = await byNation(auth, 'olu', 'other');
  const first = (await list(ada, '?limit=2')).body;
  const second = (await list(ada, `?limit=2&cursor=${first.nextCursor}`)).body;
  expect([first, second].map(({ items }) => items.map(({ email }) => email))).toEqual([
    ['c@example.org', 'b@example.org'],
    ['a@example.org'],
  ]);
  expect((await list(other)).body.items).toEqual([]);
  const strange = await revoke(other, first.items[0]!.inviteId);
  const unknown = await revoke(other, `inv_${'0'.repeat(32)}`);
  expect([strange.status, strange.body.detail]).toEqual([unknown.status, unknown.body.detail]);
  expect((await list(ada)).body.items).toHaveLength(3);
});

it('brings somebody into several nations, each with its own role', async () => {
  const olu = await byNation(auth, 'olu', 'other');
  const mo = await stranger(mail);
  await ada.invite(mail, 'admin');
  await mo.accept(mailedToken(auth, mail));
  await olu.invite(mail, 'read_only');
  await mo.accept(mailedToken(auth, mail));
  expect(await Promise.all(['demo', 'other'].map(nation => mo.in(nation as NationSlug).role()))).toEqual(['admin', 'read_only']);
});
