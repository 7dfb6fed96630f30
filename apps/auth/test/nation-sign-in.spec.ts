import 'reflect-metadata';
import { type BrowserAnswer, NationSlug, type SessionAnswer } from '@nat/contracts';
import type { AuthProcess, World } from './auth-process';
import type { OAuthDouble } from './oauth-double';
import { Somebody } from './somebody';
import { client, consented, handedOver, TestBrowser } from './test-browser';
import { useAuth } from './use-auth';

let double: OAuthDouble;
let world: World;
let auth: AuthProcess;
let browser: TestBrowser;
let template: string;

useAuth(started => {
  ({ auth, world, double, template } = started);
  browser = new TestBrowser(auth);
});

const without = (name: string, query: Record<string, string>): Record<string, string> =>
  Object.fromEntries(Object.entries(query).filter(([each]) => each !== name));

const demo = NationSlug.parse('demo');

/** Sends a browser away to a nation's consent page. */
async function away(nation = 'demo', by = browser): Promise<string> {
  const answer = await by.ask('nationbuilder', { form: { signIn: await by.begin({ prompt: 'login' }), nation } });
  return answer.location!;
}

/** The whole way of a person who signs in with a nation. */
async function signIn(user: string, nation = 'demo', by = browser): Promise<BrowserAnswer> {
  const answer = await by.consent(await away(nation, by), user);
  return answer.location?.includes('/oauth/authorize') ? by.consent(answer.location, user) : answer;
}

async function session(ended: BrowserAnswer, nation = 'demo') {
  const { clientId, codeVerifier, redirectUri } = client;
  const body = { clientId, codeVerifier, redirectUri, code: handedOver(ended) };
  const answer = await auth.call<Required<SessionAnswer>>('/internal/sessions', { as: 'api-gateway', body });
  return auth.identity(answer.body.accessToken, nation);
}

it('sends the browser to the nation’s own consent page, with a fresh state and challenge', async () => {
  const locations = [new URL(await away()), new URL(await away())];
  for (const { href, searchParams } of locations) {
    expect(href.split('?')[0]).toBe(template.replace('{slug}', 'demo') + '/oauth/authorize');
    expect(Object.fromEntries(searchParams)).toEqual({
      response_type: 'code',
      client_id: 'client',
      redirect_uri: 'http://127.0.0.1:4200/v1/auth/nationbuilder/callback',
      state: expect.stringMatching(/^[A-Za-z0-9_-]{43}$/) as string,
      code_challenge: expect.stringMatching(/^[A-Za-z0-9_-]{43}$/) as string,
      code_challenge_method: 'S256',
    });
  }
  for (const name of ['state', 'code_challenge']) {
    expect(new Set(locations.map(({ searchParams }) => searchParams.get(name))).size).toBe(2);
  }
});

it('makes the first person owner of the nation, with a grant of their own and one of the nation', async () => {
  const { userId, role } = await session(await signIn('ada'));
  expect(role).toBe('owner');
  expect(await world.connections.find({ nationSlug: demo })).toMatchObject({ status: 'connected', signupId: '11' });
  expect(await world.connections.find({ nationSlug: demo, userId })).toMatchObject({ status: 'connected', signupId: '11' });
  expect(double.tokenCalls).toBe(2);
});

it('makes later people members with a grant of their own, and knows them again', async () => {
  await signIn('ada');
  const first = await session(await signIn('olu', 'demo', new TestBrowser(auth)));
  const again = await session(await signIn('olu', 'demo', new TestBrowser(auth)));
  expect([first.role, again.userId]).toEqual(['member', first.userId]);
});

it('signs the owner in also where the second grant is refused, and leaves the nation to be connected', async () => {
  const second = await browser.consent(await away(), 'ada');
  const { state = '' } = Object.fromEntries(new URL(second.location!).searchParams);
  const ended = await browser.ask('callback', { query: { state, error: 'access_denied' } });
  expect((await session(ended)).role).toBe('owner');
  expect(await world.connections.find({ nationSlug: demo })).toBeUndefined();
});

it('does not take somebody else’s grant for that of the nation', async () => {
  const second = await browser.consent(await away(), 'ada');
  expect((await session(await browser.consent(second.location!, 'olu'))).role).toBe('owner');
  expect(await world.connections.find({ nationSlug: demo })).toBeUndefined();
});

it('does not take the grant of the nation from whoever was its owner when they were sent for it', async () => {
  const deny = ({ location }: BrowserAnswer) => {
    const state = new URL(location!).searchParams.get('state')!;
    return browser.ask('callback', { query: { state, error: 'access_denied' } });
  };
  const ada = new Somebody(auth, await session(await deny(await browser.consent(await away(), 'ada'))), demo);
  const olu = await session(await signIn('olu', 'demo', new TestBrowser(auth)));
  const sentForNation = await browser.consent(await away(), 'ada');
  await ada.handOver(olu.userId);
  await ada.remove(ada.userId);
  expect(await ada.role()).toBeUndefined();
  expect((await browser.consent(sentForNation.location!, 'ada')).status).toBe(303);
  expect(await world.connections.find({ nationSlug: demo })).toBeUndefined();
});

it('understands an address of the nation that was pasted', async () => {
  expect(await away('https://Demo.nationbuilder.com/admin')).toContain('/n/demo/oauth/authorize');
});

it('notes in the nation how and with what somebody signed in, and whether the browser is new', async () => {
  const entries = async () => {
    await session(await signIn('ada'));
    return world.audit.entries(demo).findLast(({ type }) => type === 'session.started')!;
  };
  expect((await entries()).data).toEqual({ client: 'web', way: 'nationbuilder', newBrowser: true });
  expect((await entries()).data).toEqual({ client: 'web', way: 'nationbuilder', newBrowser: false });
});

describe('an answer of NationBuilder', () => {
  it('is taken once: of 20 at the same moment one is exchanged', async () => {
    const query = await consented(await away(), 'olu');
    const answers = await Promise.all(Array.from({ length: 20 }, () => browser.ask('callback', { query })));
    expect(answers.filter(({ status }) => status === 400)).toHaveLength(19);
    expect(double.tokenCalls).toBe(1);
  });

  it.each<[string, (query: Record<string, string>) => Record<string, string>]>([
    ['an unknown state', query => ({ ...query, state: 'S'.repeat(43) })],
    ['an altered state', query => ({ ...query, state: `${query.state}x` })],
    ['an empty state', query => ({ ...query, state: '' })],
    ['no state', query => without('state', query)],
    ['a state with a path', query => ({ ...query, state: `../${query.state}` })],
    ['the hash of a state', query => ({ ...query, state: 'f'.repeat(64) })],
    ['a foreign issuer', query => ({ ...query, iss: 'https://evil.example' })],
  ])('with %s is refused before any token call', async (_, change) => {
    const query = change(await consented(await away(), 'ada'));
    const answer = await browser.ask('callback', { query });
    expect([answer.status, answer.location, double.tokenCalls]).toEqual([400, undefined, 0]);
  });

  it('that comes too late is refused before any token call', async () => {
    const query = await consented(await away(), 'ada');
    await world.clock.advance(600_000);
    expect([(await browser.ask('callback', { query })).status, double.tokenCalls]).toEqual([400, 0]);
  });

  it('in another browser is refused before any token call, and burned', async () => {
    const query = await consented(await away(), 'ada');
    const other = new TestBrowser(auth);
    await away('demo', other);
    expect([(await other.ask('callback', { query })).status, (await browser.ask('callback', { query })).status]).toEqual([
      403, 400,
    ]);
    expect(double.tokenCalls).toBe(0);
  });

  it('for a sign-in of another browser signs nobody in, though the browser came back itself', async () => {
    const query = await consented(await away(), 'olu');
    browser.cookies = { ...browser.cookies, sign_in: 'X'.repeat(43) };
    expect([(await browser.ask('callback', { query })).status, double.tokenCalls]).toEqual([403, 0]);
    expect(world.vault.names()).toEqual(['nat/auth/signing-keys']);
  });

  it('for a sign-in that took too long is refused before any token call', async () => {
    const form = { signIn: await browser.begin(), nation: 'demo' };
    await world.clock.advance(500_000);
    const query = await consented((await browser.ask('nationbuilder', { form })).location!, 'ada');
    await world.clock.advance(500_000);
    expect([(await browser.ask('callback', { query })).status, double.tokenCalls]).toEqual([410, 0]);
  });

  it.each<[string, (query: Record<string, string>) => Record<string, string>, number]>([
    ['no code', query => without('code', query), 503],
    ['a code that is not its own', query => ({ ...query, code: 'stolen' }), 503],
    ['a code of 3,000 characters', query => ({ ...query, code: 'c'.repeat(3_000) }), 503],
    ['a denial', ({ state }) => ({ state: state!, error: 'access_denied' }), 403],
    ['another error', ({ state }) => ({ state: state!, error: '<script>alert(1)</script>' }), 503],
  ])('with %s ends in a page with a way on, and stores nothing', async (_, change, status) => {
    const answer = await browser.ask('callback', { query: change(await consented(await away(), 'ada')) });
    expect([answer.status, answer.html]).toEqual([status, expect.stringContaining('href="/v1/auth/start?client_id=web')]);
    expect(world.audit.entries()).toEqual([]);
    expect(answer.html).not.toContain('<script>');
    expect(world.vault.names()).toEqual(['nat/auth/signing-keys']);
  });

  it.each([
    ['sam', 'You have no access to the control panel'],
    ['nils', 'NationBuilder does not let you use apps'],
  ])('for %s, who may not, says why and how else', async (user, title) => {
    const answer = await signIn(user);
    expect([answer.status, answer.html]).toEqual([403, expect.stringContaining(`<h1>${title}</h1>`)]);
    expect(answer.html).toContain('Sign in by e-mail');
    expect([world.events, world.vault.names()]).toEqual([[], ['nat/auth/signing-keys']]);
    const [entry, ...others] = world.audit.entries(demo);
    expect([entry, others]).toMatchObject([{ type: 'sign_in.refused', outcome: 'refused', data: { client: 'web' } }, []]);
  });
});

it.each(['', 'www', 'evil.example/', 'demo.evil.example', 'xn--dmo-mta', 'https://demo.nationbuilder.com@evil.example'])(
  'asks again for %j, which is no nation, and calls nobody',
  async nation => {
    const answer = await browser.ask('nationbuilder', { form: { signIn: await browser.begin(), nation } });
    expect([answer.status, answer.location, answer.html]).toEqual([422, undefined, expect.stringContaining('This is no nation')]);
  },
);

it('lets no token, state, code or cookie into events or the audit log', async () => {
  await session(await signIn('ada'));
  const said = JSON.stringify([world.events, world.audit.entries()]);
  for (const secret of ['canary', 'Ada', ...Object.values(browser.cookies)]) expect(said).not.toContain(secret);
});
