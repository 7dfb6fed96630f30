import 'reflect-metadata';
import type { BrowserAnswer } from '@nat/contracts';
import { secretHash } from '../../src/one-time/one-time-secret';
import type { AuthProcess, World } from '../auth-process';
import { byMail, byNation, mailedToken, type Somebody, textOf } from '../somebody';
import { TestBrowser } from '../test-browser';
import { useAuth } from '../use-auth';

const mail = 'mo@example.org';
let world: World;
let auth: AuthProcess;
let ada: Somebody;
let browser: TestBrowser;
let token: string;

useAuth(async started => {
  ({ auth, world } = started);
  ada = await byNation(auth, 'ada');
  await ada.invite(mail);
  token = mailedToken(auth, mail);
  browser = new TestBrowser(auth);
});

/** Opens the link of the mail, and follows where it leads. */
async function openLink(by = browser, link = token): Promise<BrowserAnswer> {
  const answer = await by.ask('invite', { query: { token: link } });
  expect([answer.status, answer.location]).toEqual([303, '/v1/auth/invite']);
  return by.ask('invite');
}
/** Signs in on the page that asked for it, and follows where it leads. */
async function signInFirst(page: BrowserAnswer, email = mail, by = browser): Promise<BrowserAnswer> {
  const signIn = /name="signIn" value="(sgn_[0-9a-z]+)"/.exec(page.html ?? '')![1]!;
  await by.ask('email', { form: { signIn, email } });
  const answer = await by.ask('verify', { form: { signIn, code: by.mailed(email).code } });
  expect(answer.location).toBe('http://127.0.0.1:4200/v1/auth/invite');
  return by.ask('invite');
}
const proofIn = ({ html = '' }: BrowserAnswer): string => /name="proof" value="([^"]+)"/.exec(html)?.[1] ?? '';
const join = (page: BrowserAnswer, by = browser) => by.ask('join', { form: { proof: proofIn(page) } });
const invited = async () =>
  (await world.members.list(ada.nation, { limit: 9 })).filter(({ via }) => via === 'invite').map(({ userId }) => userId);

it('asks whoever opens the link to sign in, shows the invitation, and makes them a member by one click', async () => {
  const first = await openLink();
  expect(textOf(first)).toContain('Sign in');
  const page = await signInFirst(first);
  expect(textOf(page)).toContain('Ada Admin invites you to demo , as a member.');
  expect(textOf(page)).toContain('You are signed in as mo.');
  expect(page.html).toContain('<button>Join demo as a member</button>');
  expect(await invited()).toEqual([]);
  const joined = await join(page);
  expect([joined.status, textOf(joined)]).toEqual([200, expect.stringContaining('You belong to demo now, as a member.')]);
  expect(await invited()).toHaveLength(1);
  expect(browser.cookies.invite).toBeUndefined();
});

it('takes the token out of the address at once, and keeps it out of pages and of what a sign-in remembers', async () => {
  const first = await openLink();
  const page = await signInFirst(first);
  const secret = token.split('.')[2]!;
  expect(JSON.stringify([first.html, page.html, page.policy])).not.toContain(secret);
  expect(
    JSON.stringify([world.signIns, world.oneTime], (_, value: unknown) => (value instanceof Map ? [...value] : value)),
  ).not.toContain(secret);
  expect(browser.cookies.invite).toBe(token);
});

it('goes on at once in a browser that is signed in, as whoever is', async () => {
  await byMail(auth, 'eve@example.org', browser);
  const page = await openLink();
  expect(textOf(page)).toContain('You are signed in as eve.');
  await join(page);
  expect(await world.accounts.account((await invited())[0]!)).toMatchObject({ email: 'eve@example.org' });
});

it('signs nobody in: holding the link is no proof of its address', async () => {
  await openLink();
  expect(browser.cookies.browser).toBeUndefined();
  expect((await browser.ask('join', { form: { proof: secretHash(`join  ${token}`) } })).html).toContain('Sign in');
  expect(await invited()).toEqual([]);
});

it('lets somebody be somebody else before they join', async () => {
  await byMail(auth, 'eve@example.org', browser);
  await openLink();
  const again = await browser.ask('invite', { query: { as: 'somebody-else' } });
  const page = await signInFirst(again);
  expect(textOf(page)).toContain('You are signed in as mo.');
});

describe('joins nobody', () => {
  let page: BrowserAnswer;
  beforeEach(async () => {
    page = await signInFirst(await openLink());
  });

  it.each<[string, () => Record<string, string>]>([
    ['without a proof', () => ({})],
    ['with a proof of its own making', () => ({ proof: secretHash(`join  ${token}`) })],
    ['with the token', () => ({ proof: token })],
  ])('by a form of another site, %s', async (_, form) => {
    const answer = await browser.ask('join', { form: form() });
    expect([answer.status, textOf(answer)]).toEqual([403, expect.stringContaining('Open the link of your mail again')]);
    expect(await invited()).toEqual([]);
  });

  it('by the form of somebody else’s browser', async () => {
    const eve = new TestBrowser(auth);
    await byMail(auth, 'eve@example.org', eve);
    const hers = await openLink(eve);
    expect((await browser.ask('join', { form: { proof: proofIn(hers) } })).status).toBe(403);
    expect(await invited()).toEqual([]);
  });

  it('to a nation that another page put under their click', async () => {
    const olu = await byNation(auth, 'olu', 'other');
    await olu.invite('eve@example.org');
    await browser.ask('invite', { query: { token: mailedToken(auth, 'eve@example.org') } });
    expect((await join(page)).status).toBe(403);
    expect(await invited()).toEqual([]);
    expect(await world.members.list(olu.nation, { limit: 9 })).toHaveLength(1);
  });

  it('by a page of a sign-in that has changed since', async () => {
    await browser.signInByMail('eve@example.org', { prompt: 'login' });
    expect((await join(page)).status).toBe(403);
    expect(await invited()).toEqual([]);
  });

  it('after they signed out everywhere', async () => {
    const [userId] = [(await world.accounts.userOfEmail(mail as never))!];
    await world.sessions.endAll(userId, 0, []);
    expect((await join(page)).html).toContain('Sign in');
    expect(await invited()).toEqual([]);
  });
});

describe('says what is wrong, and how to go on', () => {
  it.each([
    ['empty', ''],
    ['cut off', 'demo.inv_x.y'],
    ['markup', '<script>alert(1)</script>'],
    ['endless', 'x'.repeat(5_000)],
  ])('with a link that is %s', async (_, broken) => {
    const answer = await browser.ask('invite', { query: { token: broken } });
    expect([answer.status, textOf(answer), answer.cookies]).toEqual([
      410,
      expect.stringContaining('Open the link of your mail again, as a whole.'),
      [],
    ]);
    expect(answer.html).not.toContain('<script>');
  });

  it('with no invitation in this browser', async () => {
    for (const answer of [await browser.ask('invite'), await browser.ask('join', { form: {} })]) {
      expect([answer.status, textOf(answer)]).toEqual([410, expect.stringContaining('This browser holds no invitation.')]);
    }
  });

  it('with an invitation that is over', async () => {
    const page = await signInFirst(await openLink());
    await world.clock.advance(7 * 86_400_000);
    for (const answer of [await openLink(), await join(page)]) {
      expect([answer.status, textOf(answer)]).toEqual([410, expect.stringContaining('This invitation is not good any more')]);
    }
  });

  it('to somebody who is a member already, also when they click twice', async () => {
    const page = await signInFirst(await openLink());
    const cookies = { ...browser.cookies };
    await join(page);
    browser.cookies = cookies;
    for (const answer of [await join(page), await openLink()]) {
      expect([answer.status, textOf(answer)]).toEqual([409, expect.stringContaining('You are a member of demo already.')]);
    }
    expect(await invited()).toHaveLength(1);
  });
});
