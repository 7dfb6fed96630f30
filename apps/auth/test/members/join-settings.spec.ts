import 'reflect-metadata';
import type { JoinSettings } from '@nat/contracts';
import type { AuthProcess, World } from '../auth-process';
import { byNation, type Somebody, textOf } from '../somebody';
import { TestBrowser } from '../test-browser';
import { useAuth } from '../use-auth';

let world: World;
let auth: AuthProcess;
let ada: Somebody;

useAuth(async started => {
  ({ auth, world } = started);
  ada = await byNation(auth, 'ada');
});

const read = (by: Somebody) => by.ask<JoinSettings>('GET', '/nation-settings');
const change = (by: Somebody, joinByConnection: unknown) =>
  by.ask<JoinSettings>('PATCH', '/nation-settings', { joinByConnection });
const entries = () => world.audit.entries(ada.nation).filter(({ type }) => type === 'settings.changed');

it('lets people join by signing in unless the nation decided otherwise', async () => {
  expect((await read(ada)).body).toEqual({ joinByConnection: true });
  expect((await byNation(auth, 'olu')).nation).toBe('demo');
});

it('is changed by admins, shown to all members, and told once for each change', async () => {
  const olu = await byNation(auth, 'olu');
  for (const joinByConnection of [false, false, true]) {
    expect((await change(ada, joinByConnection)).body).toEqual({ joinByConnection });
    expect((await read(olu)).body).toEqual({ joinByConnection });
  }
  expect(entries().map(({ actor, data }) => [actor, data])).toEqual([
    [ada.userId, { joinByConnection: false }],
    [ada.userId, { joinByConnection: true }],
  ]);
});

it('is not changed below admin, by the live role, or into anything but on and off, and not shown to strangers', async () => {
  const olu = await byNation(auth, 'olu');
  expect(await change(olu, false)).toMatchObject({ status: 403, body: { code: 'role_required' } });
  expect((await change(ada, 'no')).status).toBe(422);
  const stranger = (await byNation(auth, 'ada', 'other')).in('demo');
  expect(await change(stranger, false)).toMatchObject({ status: 403, body: { code: 'forbidden' } });
  expect(await read(stranger)).toMatchObject({ status: 403, body: { code: 'forbidden' } });
  expect([(await read(ada)).body, entries()]).toEqual([{ joinByConnection: true }, []]);
});

it('changes nothing else of the nation, and not in another one', async () => {
  const other = await byNation(auth, 'ada', 'other');
  await change(ada, false);
  expect(await world.members.nation(ada.nation)).toMatchObject({ ownerId: ada.userId, joinByConnection: false });
  expect((await read(other)).body).toEqual({ joinByConnection: true });
});

it('lets nobody in who was looked at while it was on, and would be written when it is off', async () => {
  const enter = world.accounts.enter.bind(world.accounts);
  jest.spyOn(world.accounts, 'enter').mockImplementationOnce(async (...given) => {
    expect((await change(ada, false)).status).toBe(200);
    return enter(...given);
  });
  expect(await auth.signIn('olu')).toMatchObject({ status: 403, body: { code: 'forbidden' } });
  expect(await world.members.list(ada.nation, { limit: 9 })).toHaveLength(1);
});

describe('where it is off', () => {
  beforeEach(() => change(ada, false));

  it('a stranger who signs in joins nothing, and reads why and how else', async () => {
    const before = [world.events.length, world.vault.names()];
    const browser = new TestBrowser(auth);
    const away = await browser.ask('nationbuilder', { form: { signIn: await browser.begin(), nation: 'demo' } });
    const answer = await browser.consent(away.location!, 'olu');
    expect([answer.status, textOf(answer)]).toEqual([
      403,
      expect.stringMatching(
        /demo lets nobody join by signing in with NationBuilder\. Ask its owner or an admin for an invitation/,
      ),
    ]);
    expect([world.events.length, world.vault.names()]).toEqual(before);
    expect(await world.accounts.userOfPerson(ada.nation, '12')).toBeUndefined();
    expect(await auth.signIn('olu')).toMatchObject({ status: 403, body: { code: 'forbidden' } });
  });

  it('whoever belongs to the nation signs in as ever', async () => {
    expect(await (await byNation(auth, 'ada')).role()).toBe('owner');
  });

  it('another nation still gets its owner', async () => {
    expect(await (await byNation(auth, 'olu', 'other')).role()).toBe('owner');
  });
});
