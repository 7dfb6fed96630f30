import { BrowserSession } from '../../console/protocol/browser-session.js';
import { NatProblem } from '../../console/protocol/problem.js';

const start = { clientId: 'web', code: 'c', codeVerifier: 'v', redirectUri: 'http://127.0.0.1:1/signed-in' } as const;

/** A browser with one cookie, in front of a gateway where refresh tokens are good once. */
class Browser {
  now = 0;
  cookie = 0;
  renewals = 0;
  /** What the next renewals answer instead. */
  refusals: { status: number; code: string }[] = [];
  sessionId = 's1';
  readonly signedOut: string[] = [];
  readonly bodies: unknown[] = [];
  private last: Promise<void> = Promise.resolve();

  readonly send = (async (path: string, { body }: RequestInit = {}) => {
    if (body !== undefined) this.bodies.push(JSON.parse(body as string));
    const shown = this.cookie;
    await new Promise(resolve => setImmediate(resolve));
    if (path === '/v1/sessions/refresh') {
      this.renewals += 1;
      const refused = this.refusals.shift();
      if (refused) return Response.json({ ...refused, detail: 'No.' }, { status: refused.status });
      if (shown !== this.cookie) return Response.json({ code: 'refresh_token_reused', detail: 'No.' }, { status: 401 });
    }
    const answer = { accessToken: `token-${++this.cookie}`, expiresIn: 900, sessionId: this.sessionId };
    return Response.json(answer, { status: 201 });
  }) as typeof fetch;

  /** One after the other, as the browser's own locks let them. */
  readonly lock = (work: () => Promise<void>): Promise<void> => {
    const result = this.last.then(work);
    this.last = result.catch(() => undefined);
    return result;
  };

  tab(): BrowserSession {
    return new BrowserSession(
      this.send,
      () => this.now,
      this.lock,
      ({ code }) => void this.signedOut.push(code),
    );
  }
}

let browser: Browser;
beforeEach(() => (browser = new Browser()));

it('begins with the code of a sign-in, and sends the cookie alone from then on', async () => {
  const tab = browser.tab();
  await tab.start(start);
  expect(await tab.token()).toBe('token-1');
  browser.now = 840_000;
  expect(await tab.token()).toBe('token-2');
  expect(browser.bodies).toEqual([start]);
});

it('renews once for all who wait, and tabs one after the other', async () => {
  const tabs = [browser.tab(), browser.tab()];
  await tabs[0]!.start(start);
  await tabs[1]!.resume();
  browser.now = 900_000;
  await Promise.all(Array.from({ length: 20 }, (_, index) => tabs[index % 2]!.token()));
  expect([browser.renewals, browser.signedOut]).toEqual([3, []]);
});

it('renews a token that was refused, and no newer one', async () => {
  const tab = browser.tab();
  await tab.start(start);
  tab.refused('token-1');
  expect(await tab.token()).toBe('token-2');
  tab.refused('token-1');
  expect(await tab.token()).toBe('token-2');
});

it.each(['unauthenticated', 'session_revoked', 'refresh_token_reused'])('is over after %s', async code => {
  const tab = browser.tab();
  await tab.start(start);
  browser.now = 900_000;
  browser.refusals = [{ status: 401, code }];
  await expect(tab.token()).rejects.toMatchObject({ problem: { code } });
  expect(browser.signedOut).toEqual([code]);
});

it('goes on after a renewal that did not come through', async () => {
  const tab = browser.tab();
  await tab.start(start);
  browser.now = 900_000;
  browser.refusals = [{ status: 503, code: 'dependency_unavailable' }];
  await expect(tab.token()).rejects.toBeInstanceOf(NatProblem);
  expect(await tab.token()).toBe('token-2');
  expect(browser.signedOut).toEqual([]);
});

it('does not go on as somebody else who signed in with the browser', async () => {
  const tab = browser.tab();
  await tab.start(start);
  browser.sessionId = 's2';
  browser.now = 900_000;
  await expect(tab.token()).rejects.toMatchObject({ problem: { code: 'session_revoked' } });
  tab.refused('token-1');
  await expect(tab.token()).rejects.toMatchObject({ problem: { code: 'session_revoked' } });
  expect([browser.signedOut, browser.renewals]).toEqual([['session_revoked'], 1]);
});

it('finds no next token after its person signed out, and says nothing of it', async () => {
  const tab = browser.tab();
  await tab.start(start);
  tab.end();
  tab.refused('token-1');
  await expect(tab.token()).rejects.toMatchObject({ problem: { detail: 'You have signed out.' } });
  expect([browser.renewals, browser.signedOut]).toEqual([0, []]);
});

it('is none where the browser has no cookie, which is no end of anything', async () => {
  browser.refusals = [{ status: 401, code: 'unauthenticated' }];
  await expect(browser.tab().resume()).rejects.toMatchObject({ problem: { code: 'unauthenticated' } });
  expect(browser.signedOut).toEqual([]);
});
