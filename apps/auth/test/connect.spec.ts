import 'reflect-metadata';
import { NationSlug, type SessionAnswer, type StartConnection } from '@nat/contracts';
import type { ServiceIdentity } from '@nat/service-kit';
import type { AuthProcess, World } from './auth-process';
import type { OAuthDouble } from './oauth-double';
import { client, consented, handedOver, TestBrowser } from './test-browser';
import { useAuth } from './use-auth';

const demo = NationSlug.parse('demo');
let double: OAuthDouble;
let world: World;
let auth: AuthProcess;

useAuth(started => void ({ auth, world, double } = started), {
  WEB_CONNECT_RETURN_URI: 'https://app.example/connections?tab=nation',
});

interface SignedIn {
  browser: TestBrowser;
  identity: ServiceIdentity;
}

/** Somebody who signed in with the nation in a browser of their own; the first is its owner. */
async function signedIn(user: string): Promise<SignedIn> {
  const browser = new TestBrowser(auth);
  const away = await browser.ask('nationbuilder', { form: { signIn: await browser.begin(), nation: 'demo' } });
  let answer = await browser.consent(away.location!, user);
  if (answer.location?.includes('/oauth/authorize')) answer = await browser.consent(answer.location, user);
  const { clientId, codeVerifier, redirectUri } = client;
  const body = { clientId, codeVerifier, redirectUri, code: handedOver(answer) };
  const { accessToken } = (await auth.call<SessionAnswer>('/internal/sessions', { as: 'api-gateway', body })).body;
  return { browser, identity: await auth.identity(accessToken) };
}

const asked = ({ identity }: SignedIn, request: Partial<StartConnection> = {}) =>
  auth.call<{ startUrl: string }>('/internal/connections/start', {
    as: 'api-gateway',
    identity,
    body: { kind: 'personal', nationSlug: 'demo', ...request },
  });
async function ticketOf(person: SignedIn, request: Partial<StartConnection> = {}): Promise<Record<string, string>> {
  const { body } = await asked(person, request);
  return Object.fromEntries(new URL(body.startUrl).searchParams);
}
const personal = ({ identity }: SignedIn) => world.connections.find({ nationSlug: demo, userId: identity.userId });

it('leads the one who asked to the nation’s consent page and back to a page that says it', async () => {
  const ada = await signedIn('ada');
  const before = (await personal(ada))!.generation;
  const away = await ada.browser.ask('connect', { query: await ticketOf(ada) });
  expect([away.status, new URL(away.location!).pathname]).toEqual([303, '/n/demo/oauth/authorize']);
  const back = await ada.browser.consent(away.location!, 'ada');
  expect([back.status, back.html]).toEqual([200, expect.stringContaining('Nat can work in demo now')]);
  expect((await personal(ada))!.generation).toBe(before + 1);
  const entries = world.audit.entries(demo).filter(({ type }) => type.startsWith('connection.'));
  expect(entries.slice(-2)).toMatchObject([
    { type: 'connection.started', actor: ada.identity.userId, data: { kind: 'personal' } },
    { type: 'connection.completed', actor: ada.identity.userId },
  ]);
});

it('tells the web app at its registered address how it went', async () => {
  const ada = await signedIn('ada');
  for (const [user, result] of [
    ['ada', 'result=connected'],
    ['olu', 'error=other_person'],
    ['sam', 'error=not_control_panel_user'],
    ['nils', 'error=no_api_access'],
  ]) {
    const away = await ada.browser.ask('connect', { query: await ticketOf(ada, { returnTo: 'web' }) });
    const back = await ada.browser.consent(away.location!, user!);
    expect([back.status, back.location]).toEqual([303, `https://app.example/connections?tab=nation&${result}`]);
  }
});

it('restores a nation’s connection that was lost', async () => {
  const ada = await signedIn('ada');
  const row = (await world.connections.find({ nationSlug: demo }))!;
  const away = await ada.browser.ask('connect', { query: await ticketOf(ada, { kind: 'nation' }) });
  await ada.browser.consent(away.location!, 'ada');
  expect(await world.connections.find({ nationSlug: demo })).toMatchObject({
    status: 'connected',
    connectionId: row.connectionId,
    generation: row.generation + 1,
  });
});

describe('a ticket', () => {
  it('is for members, and for the nation’s connection for its admins', async () => {
    await signedIn('ada');
    const olu = await signedIn('olu');
    expect(await asked(olu, { kind: 'nation' })).toMatchObject({ status: 403, body: { code: 'role_required' } });
    expect(await asked(olu, { nationSlug: NationSlug.parse('other') })).toMatchObject({
      status: 403,
      body: { code: 'forbidden' },
    });
    expect((await asked(olu)).status).toBe(200);
  });

  it.each<[string, object]>([
    ['another kind', { kind: 'both' }],
    ['a hostile nation', { nationSlug: 'evil.example/' }],
    ['an address to return to', { returnTo: 'https://evil.example' }],
    ['somebody else’s id', { userId: 'usr_00000000000000000000000000' }],
  ])('is not made for %s', async (_, request) => {
    expect((await asked(await signedIn('ada'), request)).status).toBe(422);
  });

  it('is good once and for a minute', async () => {
    const ada = await signedIn('ada');
    const used = await ticketOf(ada);
    await ada.browser.ask('connect', { query: used });
    const late = await ticketOf(ada);
    await world.clock.advance(60_000);
    for (const query of [used, late, { ticket: 'T'.repeat(43) }, {}]) {
      const answer = await ada.browser.ask('connect', { query });
      expect([answer.status, answer.location]).toEqual([410, undefined]);
    }
  });

  it('is worth nothing once its person has signed out everywhere', async () => {
    const ada = await signedIn('ada');
    const query = await ticketOf(ada);
    await auth.call('/internal/sessions', { as: 'api-gateway', identity: ada.identity, method: 'DELETE' });
    expect((await ada.browser.ask('connect', { query })).status).toBe(410);
  });

  it('leads nobody else away: what they grant would become the property of who asked', async () => {
    const [ada, olu] = [await signedIn('ada'), await signedIn('olu')];
    const answer = await ada.browser.ask('connect', { query: await ticketOf(olu) });
    expect([answer.status, answer.location, answer.html]).toEqual([
      403,
      undefined,
      expect.stringContaining('signed in here as Ada'),
    ]);
  });

  it('asks a browser in which nobody is signed in to sign in first, and then goes on', async () => {
    const ada = await signedIn('ada');
    const fresh = new TestBrowser(auth);
    const page = await fresh.ask('connect', { query: await ticketOf(ada) });
    const signIn = /value="(sgn_[0-9a-z]+)"/.exec(page.html!)![1]!;
    const away = await fresh.ask('nationbuilder', { form: { signIn, nation: 'demo' } });
    const signedInNow = await fresh.consent(away.location!, 'ada');
    expect(signedInNow.location).toMatch(/^http:\/\/127\.0\.0\.1:4200\/v1\/auth\/nationbuilder\/start\?ticket=/);
    const onward = await fresh.ask('connect', { query: Object.fromEntries(new URL(signedInNow.location!).searchParams) });
    expect(new URL(onward.location!).pathname).toBe('/n/demo/oauth/authorize');
  });
});

describe('what comes back', () => {
  it('is not taken from another person, and changes nothing', async () => {
    const [ada, olu] = [await signedIn('ada'), await signedIn('olu')];
    const before = await personal(olu);
    const away = await olu.browser.ask('connect', { query: await ticketOf(olu) });
    const back = await olu.browser.consent(away.location!, 'ada');
    expect([back.status, back.html]).toEqual([403, expect.stringContaining('That was somebody else')]);
    expect([await personal(olu), (await personal(ada))!.signupId]).toEqual([before, '11']);
    expect(world.audit.entries(demo).at(-1)).toMatchObject({
      type: 'connection.failed',
      actor: olu.identity.userId,
      outcome: 'refused',
      data: { kind: 'personal', cause: 'other_person' },
    });
  });

  it('is not taken by another browser, though somebody is signed in there', async () => {
    const [ada, olu] = [await signedIn('ada'), await signedIn('olu')];
    const away = await olu.browser.ask('connect', { query: await ticketOf(olu) });
    const query = await consented(away.location!, 'olu');
    const calls = double.tokenCalls;
    expect((await ada.browser.ask('callback', { query })).status).toBe(403);
    expect(double.tokenCalls).toBe(calls);
  });

  it('is worth nothing once its person has signed out, everywhere or in this browser, and NationBuilder is not asked', async () => {
    const ada = await signedIn('ada');
    const before = await personal(ada);
    const { browser: kept } = ada.browser.cookies;
    const signOutEverywhere = () =>
      auth.call('/internal/sessions', { as: 'api-gateway', identity: ada.identity, method: 'DELETE' });
    for (const signOut of [() => delete ada.browser.cookies.browser, signOutEverywhere]) {
      const away = await ada.browser.ask('connect', { query: await ticketOf(ada) });
      const query = await consented(away.location!, 'ada');
      const calls = double.tokenCalls;
      await signOut();
      const back = await ada.browser.ask('callback', { query });
      expect([back.status, back.html]).toEqual([410, expect.stringContaining('You were signed out in the meantime')]);
      expect([double.tokenCalls, await personal(ada)]).toEqual([calls, before]);
      ada.browser.cookies.browser = kept;
    }
  });

  it('is not taken once somebody else has signed in with the browser', async () => {
    const [ada, olu] = [await signedIn('ada'), await signedIn('olu')];
    const away = await ada.browser.ask('connect', { query: await ticketOf(ada) });
    const query = await consented(away.location!, 'ada');
    ada.browser.cookies.browser = olu.browser.cookies.browser;
    const back = await ada.browser.ask('callback', { query });
    expect([back.status, back.html]).toEqual([403, expect.stringContaining('signed in here as Olu')]);
  });

  it('of somebody Nat has never seen makes them nobody else: who shares a computer stays apart', async () => {
    const ada = await signedIn('ada');
    const away = await ada.browser.ask('connect', { query: await ticketOf(ada) });
    expect((await ada.browser.consent(away.location!, 'olu')).status).toBe(403);
    expect((await signedIn('olu')).identity.userId).not.toBe(ada.identity.userId);
  });
});
