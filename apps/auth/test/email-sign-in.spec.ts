import 'reflect-metadata';
import { EmailAddress, type SessionAnswer } from '@nat/contracts';
import { SeededRng } from '@nat/service-kit';
import { secretHash } from '../src/one-time/one-time-secret';
import type { AuthProcess, World } from './auth-process';
import { authorizeQuery, client, handedOver, TestBrowser } from './test-browser';
import { useAuth } from './use-auth';

let world: World;
let auth: AuthProcess;
let browser: TestBrowser;

useAuth(started => {
  ({ auth, world } = started);
  browser = new TestBrowser(auth);
});

afterEach(() => jest.restoreAllMocks());

const ada = 'ada@example.org';
const start = (code: string, changes: object = {}) => {
  const { clientId, codeVerifier, redirectUri } = client;
  return auth.call<Required<SessionAnswer>>('/internal/sessions', {
    as: 'api-gateway',
    body: { clientId, codeVerifier, redirectUri, code, ...changes },
  });
};

it('signs in by a mailed code, and hands its client a code for a session', async () => {
  const signIn = await browser.begin();
  const sent = await browser.ask('email', { form: { signIn, email: ada } });
  expect([sent.status, sent.html]).toEqual([200, expect.stringContaining(`<strong>${ada}</strong>`)]);
  const answer = await browser.ask('verify', { form: { signIn, code: browser.mailed(ada).code } });
  expect(answer.location).toMatch(/^https:\/\/app\.example\/signed-in\?code=[A-Za-z0-9_-]{43}&state=state-of-the-client$/);
  const session = await start(handedOver(answer));
  expect(session.status).toBe(201);
  const { userId } = await auth.identity(session.body.accessToken);
  expect(await world.accounts.account(userId)).toEqual({ userId, name: 'ada', email: ada, memberships: [] });
});

it('signs in by the link of the mail, and only by a click on its page', async () => {
  await browser.ask('email', { form: { signIn: await browser.begin(), email: ada } });
  const { token } = browser.mailed(ada);
  const opened = await browser.ask('link', { query: { token } });
  expect([opened.status, opened.html]).toEqual([200, expect.stringContaining(token)]);
  await browser.ask('link', { query: { token } });
  expect((await start(handedOver(await browser.ask('verify', { form: { token } })))).status).toBe(201);
});

it('makes one account of one address, whatever its letter case, and whichever way its mail is answered', async () => {
  const users = new Set<string>();
  for (const email of [ada, 'ADA@Example.ORG', ada]) {
    const answer = await new TestBrowser(auth).signInByMail(email);
    const { accessToken } = (await start(handedOver(answer))).body;
    users.add((await auth.identity(accessToken)).userId);
  }
  expect(users.size).toBe(1);
});

it('lets the code be typed with spaces', async () => {
  const signIn = await browser.begin();
  await browser.ask('email', { form: { signIn, email: ada } });
  const { code } = browser.mailed(ada);
  const typed = ` ${code.slice(0, 3)} ${code.slice(3)} `;
  expect((await browser.ask('verify', { form: { signIn, code: typed } })).status).toBe(303);
});

it('mails what it says and nothing of the account, and no second link', async () => {
  await browser.ask('email', { form: { signIn: await browser.begin(), email: ada } });
  const { text, code, token } = browser.mailed(ada);
  expect(text.match(/https?:\/\/\S+/g)).toEqual([`http://127.0.0.1:4200/v1/auth/email/link?token=${token}`]);
  expect(code).toMatch(/^\d{6}$/);
});

describe('a code', () => {
  it('is taken five times wrong, and then not even right', async () => {
    const signIn = await browser.begin();
    await browser.ask('email', { form: { signIn, email: ada } });
    const { code } = browser.mailed(ada);
    const wrong = String((Number(code) + 1) % 1_000_000).padStart(6, '0');
    for (let tries = 0; tries < 5; tries++) {
      const answer = await browser.ask('verify', { form: { signIn, code: wrong } });
      expect([answer.status, answer.html]).toEqual([422, expect.stringContaining('That is not the code')]);
    }
    const answer = await browser.ask('verify', { form: { signIn, code } });
    expect([answer.status, answer.html]).toEqual([422, expect.stringContaining('not good any more')]);
  });

  it('is good once, for 10 minutes, and until another one is asked for', async () => {
    const signIn = await browser.begin();
    await browser.ask('email', { form: { signIn, email: ada } });
    const first = browser.mailed(ada).code;
    await browser.ask('email', { form: { signIn, email: ada } });
    const second = browser.mailed(ada).code;
    expect((await browser.ask('verify', { form: { signIn, code: first } })).status).toBe(422);
    await world.clock.advance(600_000);
    expect((await browser.ask('verify', { form: { signIn, code: second } })).status).toBe(422);
  });

  it('of one sign-in ends no other', async () => {
    const other = new TestBrowser(auth);
    const [mine, others] = [await browser.begin(), await other.begin()];
    await browser.ask('email', { form: { signIn: mine, email: ada } });
    await other.ask('email', { form: { signIn: others, email: 'eve@example.org' } });
    const { code } = other.mailed('eve@example.org');
    expect((await browser.ask('verify', { form: { signIn: mine, code } })).status).toBe(422);
  });

  it('that was judged for another address, because mail was asked for meanwhile, signs in as that one', async () => {
    const signIn = await browser.begin();
    await browser.ask('email', { form: { signIn, email: 'victim@example.org' } });
    const answer = world.signIns.answer.bind(world.signIns);
    jest.spyOn(world.signIns, 'answer').mockImplementationOnce(async (id, _, now) => {
      await browser.ask('email', { form: { signIn, email: 'eve@example.org' } });
      return answer(id, { codeHash: secretHash(`${signIn} ${browser.mailed('eve@example.org').code}`) }, now);
    });
    expect((await browser.ask('verify', { form: { signIn, code: '000000' } })).status).toBe(303);
    const users = ['victim@example.org', 'eve@example.org'].map(each => world.accounts.userOfEmail(EmailAddress.parse(each)));
    expect(await Promise.all(users)).toEqual([undefined, expect.stringMatching(/^usr_/)]);
  });
});

describe('another browser', () => {
  it('cannot finish a sign-in it did not begin, by code or by link', async () => {
    const signIn = await browser.begin();
    await browser.ask('email', { form: { signIn, email: ada } });
    const { code, token } = browser.mailed(ada);
    const other = new TestBrowser(auth);
    await other.begin();
    for (const form of [{ signIn, code }, { token }] as Record<string, string>[]) {
      const answer = await other.ask('verify', { form });
      expect([answer.status, answer.html]).toEqual([403, expect.stringContaining('begun in another browser')]);
    }
    expect((await other.ask('link', { query: { token } })).status).toBe(403);
    expect((await browser.ask('verify', { form: { signIn, code } })).status).toBe(303);
  });

  it('cannot have mail sent for it', async () => {
    const signIn = await browser.begin();
    expect((await new TestBrowser(auth).ask('email', { form: { signIn, email: ada } })).status).toBe(403);
    expect(world.mailer.sent).toEqual([]);
  });
});

describe('whether an address is known', () => {
  it('is told by no page', async () => {
    await browser.signInByMail(ada);
    const pages: string[] = [];
    for (const email of [ada, 'bob@example.org']) {
      const signIn = await browser.begin({ prompt: 'login' });
      const { status, html = '' } = await browser.ask('email', { form: { signIn, email } });
      pages.push(`${status} ${html.replaceAll(email, '').replaceAll(signIn, '')}`);
    }
    expect(pages[0]).toBe(pages[1]);
  });

  it('is told by no page when mail to it is refused for good', async () => {
    const signIn = await browser.begin();
    world.mailer.refuse(EmailAddress.parse(ada));
    expect((await browser.ask('email', { form: { signIn, email: ada } })).status).toBe(200);
  });

  it('is no secret worth a wait: when no mail goes out, everybody is told', async () => {
    const signIn = await browser.begin();
    world.mailer.fail('unavailable');
    const answer = await browser.ask('email', { form: { signIn, email: ada } });
    expect([answer.status, answer.html]).toEqual([503, expect.stringContaining('That did not work')]);
  });
});

describe('a stranger', () => {
  const flood = async (email: string, times: number) => {
    for (let mail = 0; mail < times; mail++) {
      const stranger = new TestBrowser(auth);
      await stranger.ask('email', { form: { signIn: await stranger.begin(), email } });
    }
  };

  it('can have no more than a few mails an hour sent to somebody, and sees no difference', async () => {
    await flood(ada, 8);
    expect(world.mailer.sent).toHaveLength(6);
    const stranger = new TestBrowser(auth);
    expect((await stranger.ask('email', { form: { signIn: await stranger.begin(), email: ada } })).status).toBe(200);
    await world.clock.advance(3_600_000);
    await flood(ada, 1);
    expect(world.mailer.sent).toHaveLength(7);
  });

  it('cannot keep somebody out of a browser they were signed in with', async () => {
    await browser.signInByMail(ada);
    await flood(ada, 10);
    expect((await browser.signInByMail(ada, { prompt: 'login' })).status).toBe(303);
  });

  it('has no code to guess once no more mail is sent, and sees no difference', async () => {
    jest.spyOn(SeededRng.prototype, 'next').mockReturnValue(0.5); // Every code is 500000.
    await flood(ada, 5);
    const signIn = await browser.begin();
    const guessed = async (code: string) => {
      await browser.ask('email', { form: { signIn, email: ada } });
      return browser.ask('verify', { form: { signIn, code } });
    };
    const wrong = await guessed('000000');
    expect([wrong.status, browser.mailed(ada).code, world.mailer.sent.length]).toEqual([422, '500000', 6]);
    expect(await guessed('500000')).toEqual(wrong);
    expect(world.mailer.sent).toHaveLength(6);
  });

  it('who guesses codes leaves the owner the link, which cannot be guessed', async () => {
    for (let round = 0; round < 4; round++) {
      const stranger = new TestBrowser(auth);
      const signIn = await stranger.begin();
      await stranger.ask('email', { form: { signIn, email: ada } });
      const wrong = stranger.mailed(ada).code === '000000' ? '000001' : '000000';
      for (let tries = 0; tries < 5; tries++) await stranger.ask('verify', { form: { signIn, code: wrong } });
    }
    const signIn = await browser.begin();
    await browser.ask('email', { form: { signIn, email: ada } });
    const { code, token, text } = browser.mailed(ada);
    expect([code, text]).toEqual(['', expect.stringContaining('It is good for 10 minutes and for one use')]);
    expect((await browser.ask('verify', { form: { signIn, code: '' } })).status).toBe(422);
    expect((await browser.ask('verify', { form: { token } })).status).toBe(303);
  });
});

it.each([
  '',
  'ada',
  'ada@',
  'a b@example.org',
  'ada@example.org\r\nbcc: eve@example.org',
  '<script>@example.org',
  'ada@localhost',
])('asks again for %j, which is no address, and shows it as text', async email => {
  const answer = await browser.ask('email', { form: { signIn: await browser.begin(), email } });
  expect([answer.status, answer.html]).toEqual([422, expect.stringContaining('This is no e-mail address')]);
  expect(answer.html).not.toContain('<script>');
  expect(world.mailer.sent).toEqual([]);
});

it('is over after a quarter of an hour, and says so', async () => {
  const signIn = await browser.begin();
  await world.clock.advance(900_000);
  const answer = await browser.ask('email', { form: { signIn, email: ada } });
  expect([answer.status, answer.html]).toEqual([410, expect.stringContaining('taken too long')]);
});

it('ends once, also for two right answers at the same moment', async () => {
  const signIn = await browser.begin();
  await browser.ask('email', { form: { signIn, email: ada } });
  const { code, token } = browser.mailed(ada);
  const answers = await Promise.all(
    ([{ signIn, code }, { token }, { signIn, code }] as Record<string, string>[]).map(form => browser.ask('verify', { form })),
  );
  expect(answers.filter(({ status }) => status === 303)).toHaveLength(1);
});

it('asks nobody but the client of its own about anything else: other parameters are not read', async () => {
  const answer = await browser.ask('start', { query: { ...authorizeQuery(), returnTo: 'https://evil.example', next: '//evil' } });
  expect([answer.status, JSON.stringify(answer)]).toEqual([200, expect.not.stringContaining('evil')]);
});
