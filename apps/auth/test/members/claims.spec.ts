import 'reflect-metadata';
import type { Claim, Me } from '@nat/contracts';
import type { AuthProcess, World } from '../auth-process';
import { byMail, byNation, type Somebody, textOf } from '../somebody';
import { TestBrowser } from '../test-browser';
import { useAuth } from '../use-auth';

const week = 7 * 86_400_000;
let world: World;
let auth: AuthProcess;
let mo: Somebody;

useAuth(async started => {
  ({ auth, world } = started);
  mo = await byMail(auth, 'mo@example.org');
});

let key = 0;
const claim = (by: Somebody, slug: string, idempotencyKey = `key-${key++}`) =>
  by.ask<Claim>('POST', '/claims', { slug, idempotencyKey });
const me = async (by: Somebody) => (await by.ask<Me>('GET', '/me')).body;

it('is open for 7 days, grants nothing, and shows with its state', async () => {
  const { status, body } = await claim(mo, 'fresh');
  const expiresAt = new Date(world.clock.now() + week).toISOString();
  const open = { nationSlug: 'fresh', state: 'pending', claimedAt: world.clock.iso(), expiresAt };
  expect([status, body]).toEqual([201, open]);
  expect(await me(mo)).toEqual({ userId: mo.userId, name: 'mo', email: 'mo@example.org', memberships: [], claims: [open] });
  expect(await mo.in('fresh').role()).toBeUndefined();
  expect(world.audit.entries('fresh' as typeof mo.nation)).toEqual([
    expect.objectContaining({ type: 'nation.claimed', subject: 'fresh', actor: mo.userId }),
  ]);
  await world.clock.advance(week);
  expect((await me(mo)).claims).toEqual([]);
  expect((await claim(mo, 'fresh')).status).toBe(201);
});

it('may be made by several people; whoever proves the nation owns it, and the others’ claims lapse', async () => {
  const eve = await byMail(auth, 'eve@example.org');
  expect([(await claim(mo, 'demo')).status, (await claim(eve, 'demo')).status]).toEqual([201, 201]);
  const ada = await byNation(auth, 'ada');
  expect(await ada.role()).toBe('owner');
  for (const by of [mo, eve]) {
    expect((await me(by)).claims).toEqual([expect.objectContaining({ nationSlug: 'demo', state: 'lapsed' })]);
    expect(await by.role()).toBeUndefined();
  }
});

it('is no claim any more for whoever belongs to the nation', async () => {
  await claim(mo, 'demo');
  await world.accounts.linkPerson({ nationSlug: mo.nation, signupId: '11', userId: mo.userId });
  const ada = await byNation(auth, 'ada');
  expect([ada.userId, (await me(mo)).memberships, (await me(mo)).claims]).toEqual([
    mo.userId,
    [{ nationSlug: 'demo', role: 'owner' }],
    [],
  ]);
});

describe('is proven', () => {
  const start = (by: Somebody, kind = 'nation') =>
    by.ask<{ startUrl: string }>('POST', '/connections/start', { kind, nationSlug: 'demo' });

  /** Signs in by mail, claims the nation, and grants access to it as a person of NationBuilder. */
  async function claimed(
    email: string,
  ): Promise<{ by: Somebody; browser: TestBrowser; prove: (user: string) => Promise<string> }> {
    const browser = new TestBrowser(auth);
    const by = await byMail(auth, email, browser);
    await claim(by, 'demo');
    const prove = async (user: string) => {
      const { startUrl } = (await start(by)).body;
      const away = await browser.ask('connect', { query: Object.fromEntries(new URL(startUrl).searchParams) });
      return textOf(await browser.consent(away.location!, user));
    };
    return { by, browser, prove };
  }

  it('by granting access to the nation as a person of its control panel, which makes its claimant the owner', async () => {
    const { by, prove } = await claimed('eve@example.org');
    expect(await prove('ada')).toContain('Nat can work in demo now');
    expect([await by.role(), (await me(by)).memberships, (await me(by)).claims]).toEqual([
      'owner',
      [{ nationSlug: 'demo', role: 'owner' }],
      [],
    ]);
    expect(await world.connections.find({ nationSlug: by.nation })).toMatchObject({
      status: 'connected',
      connectedBy: by.userId,
    });
    expect((await byNation(auth, 'ada')).userId).toBe(by.userId);
  });

  it('by nobody else: without a claim, for oneself alone, or without the control panel nothing is connected', async () => {
    expect((await start(mo)).status).toBe(403);
    const { by, prove } = await claimed('eve@example.org');
    expect((await start(by, 'personal')).status).toBe(403);
    expect(await prove('sam')).toContain('You have no access to the control panel');
    expect([await by.role(), await world.members.nation(by.nation), world.events]).toEqual([undefined, undefined, []]);
  });

  it('by one of several: who comes second is a member, and does not connect the nation', async () => {
    const [eve, bob] = [await claimed('eve@example.org'), await claimed('bob@example.org')];
    await eve.prove('ada');
    expect(await bob.prove('olu')).toContain('You may not connect this');
    expect([await eve.by.role(), await bob.by.role()]).toEqual(['owner', 'member']);
    expect(await world.connections.find({ nationSlug: mo.nation })).toMatchObject({ connectedBy: eve.by.userId });
  });

  it('not by whoever is somebody else already, nor in a nation that lets nobody in', async () => {
    const eve = await claimed('eve@example.org');
    const bob = await claimed('bob@example.org');
    const ada = await byNation(auth, 'ada');
    expect(await eve.prove('ada')).toContain('That was somebody else');
    await ada.ask('PATCH', '/nation-settings', { joinByConnection: false });
    expect(await bob.prove('olu')).toContain('You may not connect this');
    expect([await eve.by.role(), await bob.by.role()]).toEqual([undefined, undefined]);
  });
});

it('is not made on a nation that was proven, in words that are the same for everybody', async () => {
  const ada = await byNation(auth, 'ada');
  const answers = [await claim(mo, 'demo'), await claim(ada, 'demo')];
  for (const { status, body } of answers) {
    expect([status, body.code, body.detail]).toEqual([
      409,
      'conflict',
      'This nation uses Nat already. Sign in with NationBuilder to join it, or ask somebody there for an invitation.',
    ]);
  }
  expect(world.audit.entries(mo.nation).map(({ type }) => type)).not.toContain('nation.claimed');
});

it.each(['', 'www', 'Demo', 'demo.nationbuilder.com', 'xn--dmo-mta', '../demo', 'demo\n', 'x'.repeat(64)])(
  'is not made on %j, which names no nation',
  async slug => {
    const { status, body } = await claim(mo, slug);
    expect([status, body.code]).toEqual([422, slug === '' ? 'invalid' : 'slug_invalid']);
    expect((await me(mo)).claims).toEqual([]);
  },
);

describe('the same key', () => {
  it('claims once, also for 20 at once, and says the same each time', async () => {
    const answers = await Promise.all(Array.from({ length: 20 }, () => claim(mo, 'fresh', 'one')));
    expect(new Set(answers.map(({ status, body }) => JSON.stringify([status, body]))).size).toBe(1);
    expect((await me(mo)).claims).toHaveLength(1);
    expect(world.audit.entries('fresh' as typeof mo.nation)).toHaveLength(1);
  });

  it('claims no other nation, and means nothing for somebody else', async () => {
    const eve = await byMail(auth, 'eve@example.org');
    await claim(mo, 'fresh', 'one');
    expect(await claim(mo, 'another', 'one')).toMatchObject({ status: 422, body: { code: 'idempotency_mismatch' } });
    expect((await claim(eve, 'another', 'one')).status).toBe(201);
  });

  it('says how the claim stands when the nation was proven meanwhile', async () => {
    await claim(mo, 'demo', 'one');
    await byNation(auth, 'ada');
    expect(await claim(mo, 'demo', 'one')).toMatchObject({ status: 201, body: { state: 'lapsed' } });
    expect((await claim(mo, 'demo', 'two')).status).toBe(409);
  });
});

it('is made 10 times within 7 days, also when all are made at once', async () => {
  const answers = await Promise.all(Array.from({ length: 12 }, (_, index) => claim(mo, `nation${index}`)));
  expect(answers.filter(({ status }) => status === 201)).toHaveLength(10);
  const refused = answers.filter(({ status }) => status !== 201);
  for (const { status, body } of refused)
    expect([status, body.code, body.retryAfter]).toEqual([429, 'rate_limited', week / 1_000]);
  expect((await me(mo)).claims).toHaveLength(10);
  await world.clock.advance(week);
  expect((await claim(mo, 'one-more')).status).toBe(201);
});

it('tells whoever has no claim left to make nothing of which nations were proven', async () => {
  await byNation(auth, 'ada');
  for (let index = 0; index < 10; index++) await claim(mo, `nation${index}`);
  for (const slug of ['demo', 'another']) {
    expect(await claim(mo, slug)).toMatchObject({ status: 429, body: { code: 'rate_limited' } });
  }
});

describe('what somebody is called', () => {
  it('is what they say, in their nations too', async () => {
    const ada = await byNation(auth, 'ada');
    const { status, body } = await ada.ask<Me>('PATCH', '/me', { name: 'Ada Lovelace' });
    expect([status, body.name, (await me(ada)).name]).toEqual([200, 'Ada Lovelace', 'Ada Lovelace']);
    const members = await ada.ask<{ items: { name: string }[] }>('GET', '/members');
    expect(members.body.items.map(({ name }) => name)).toEqual(['Ada Lovelace']);
  });

  it('is not set for a user that does not exist, and makes none', async () => {
    const identity = { ...mo.person, userId: 'usr_00000000000000000000000001' };
    const answer = await auth.call('/internal/me', { as: 'api-gateway', identity, method: 'PATCH', body: { name: 'Eve' } });
    expect(answer.status).toBe(404);
    expect(await world.accounts.account(identity.userId)).toBeUndefined();
  });
});
