import 'reflect-metadata';
import { type BrowserAnswer, browserPages, type BrowserPage } from '@nat/contracts';
import { page, useGateway } from './gateway-stack';

const gateway = useGateway({ PUBLIC_ORIGIN: 'https://api.nat.example', SIGN_INS_PER_MINUTE: '20' });
const secret = 'S'.repeat(43);
const anonymous = { authorization: '' };

const asked = () => gateway.stack.auth.received.filter(({ path }) => path.startsWith('/internal/pages/'));
const open = (path: string, headers: Record<string, string> = {}) =>
  fetch(`${gateway.stack.url}${path}`, { headers, redirect: 'manual' });
const post = (path: string, form: string, headers: Record<string, string> = {}) =>
  fetch(`${gateway.stack.url}${path}`, {
    method: 'POST',
    headers: { 'content-type': 'application/x-www-form-urlencoded', ...headers },
    body: form,
    redirect: 'manual',
  });
function answerWith(answer: Partial<BrowserAnswer>): void {
  gateway.stack.auth.answer('POST /internal/pages/*', 200, { ...page, ...answer });
}

it.each(Object.entries(browserPages))(
  'hands the page %s to auth and its answer to the browser',
  async (name, { method, path }) => {
    const cookie = `__Host-nat_sign_in=${secret}; other=x`;
    const answer =
      method === 'GET' ? await open(`${path}?a=1&b=%20`, { cookie }) : await post(`${path}?a=1&b=%20`, 'signIn=s', { cookie });
    expect([answer.status, await answer.text()]).toEqual([200, page.html]);
    expect(asked().map(call => [call.path, call.body])).toEqual([
      [
        `/internal/pages/${name}`,
        { query: { a: '1', b: ' ' }, cookies: { sign_in: secret }, ...(method === 'POST' && { form: { signIn: 's' } }) },
      ],
    ]);
    expect(asked()[0]?.claims).toMatchObject({ iss: 'service:api-gateway', aud: 'service:auth' });
  },
);

it('bounds what a page may do to its own style and the ends of its forms', async () => {
  answerWith({ policy: { styles: ["'sha256-abc'"], formActions: ['https://*.nationbuilder.com'] } });
  const { headers } = await open('/v1/auth/start');
  expect(headers.get('content-security-policy')).toBe(
    "default-src 'none'; style-src 'sha256-abc'; form-action 'self' https://*.nationbuilder.com; base-uri 'none'; frame-ancestors 'none'",
  );
  expect([headers.get('referrer-policy'), headers.get('cache-control'), headers.get('content-type')]).toEqual([
    'no-referrer',
    'no-store',
    'text/html; charset=utf-8',
  ]);
});

it('keeps its cookies to itself: this host, https, no script, no form of another site', async () => {
  answerWith({
    cookies: [
      { cookie: 'browser', value: secret, seconds: 60 },
      { cookie: 'oauth', value: '', seconds: 0 },
    ],
  });
  const { headers } = await open('/v1/auth/start');
  expect(headers.getSetCookie()).toEqual([
    `__Host-nat_browser=${secret}; Max-Age=60; Path=/; HttpOnly; Secure; SameSite=Lax`,
    '__Host-nat_oauth=; Max-Age=0; Path=/; HttpOnly; Secure; SameSite=Lax',
  ]);
});

it('sends the browser where auth says, without a body', async () => {
  answerWith({ status: 303, html: undefined, location: 'https://demo.nationbuilder.com/oauth/authorize?x=1' });
  const answer = await post('/v1/auth/nationbuilder', 'nation=demo');
  expect([answer.status, answer.headers.get('location'), await answer.text()]).toEqual([
    303,
    'https://demo.nationbuilder.com/oauth/authorize?x=1',
    '',
  ]);
});

it('passes the network of a browser on, never its address', async () => {
  await open('/v1/auth/start');
  const { headers } = asked()[0]!;
  expect(headers['x-nat-client-network']).toBe('127.0.0.0/24');
  expect(JSON.stringify(headers)).not.toContain('127.0.0.1"');
});

it.each<[string, () => Promise<Response>, number]>([
  ['a parameter that stands there twice', () => open('/v1/auth/nationbuilder/callback?state=a&state=b'), 400],
  ['a field that stands there twice', () => post('/v1/auth/email/verify', 'code=1&code=2'), 400],
  ['a form of another site', () => post('/v1/auth/email', 'email=a', { 'sec-fetch-site': 'cross-site' }), 403],
  ['a form of a sibling site', () => post('/v1/auth/email', 'email=a', { 'sec-fetch-site': 'same-site' }), 403],
  ['JSON in place of a form', () => post('/v1/auth/email', '{}', { 'content-type': 'application/json' }), 403],
  ['no form at all', () => gateway.stack.request('POST', '/v1/auth/email', { headers: anonymous }), 403],
  ['a form that is no UTF-8', () => post('/v1/auth/email', Buffer.from([0x65, 0x3d, 0xff]) as unknown as string), 400],
  ['a form of 9 KB', () => post('/v1/auth/email', `email=${'a'.repeat(9_000)}`), 413],
])('refuses %s before auth is asked', async (_, send, status) => {
  const answer = await send();
  expect([answer.status, asked()]).toEqual([status, []]);
});

it('takes forms for pages alone', async () => {
  expect((await post('/v1/sessions', 'code=1')).status).toBe(415);
  expect((await post('/v1/queries', 'text=hi', { authorization: `Bearer ${await gateway.stack.token()}` })).status).toBe(415);
});

it.each<[BrowserPage, number]>([
  ['start', 20],
  ['callback', 120],
])('opens the page %s at most so often from one address, and says so in a page', async (name, most) => {
  const { path } = browserPages[name];
  const statuses: number[] = [];
  for (let call = 0; call <= most; call++) statuses.push((await open(path)).status);
  expect([...new Set(statuses.slice(0, -1)), statuses.at(-1)]).toEqual([200, 429]);
  expect(await (await open(path)).text()).toMatch(/<h1>Wait a moment<\/h1>[^]*Wait \d+ seconds, then load this page again/);
});

it('has a page of its own while auth does not answer', async () => {
  await gateway.stack.auth.stop();
  const answer = await open('/v1/auth/start');
  const text = await answer.text();
  expect([answer.status, answer.headers.get('content-type')]).toEqual([503, 'text/html; charset=utf-8']);
  expect(text).toContain(answer.headers.get('x-request-id'));
  expect(text).not.toMatch(/127\.0\.0\.1|internal/);
});
