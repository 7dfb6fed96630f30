import { queryId, refusal, streamOf } from '../test/fake-gateway';
import { action } from '../test/ledger';
import { type Fetch, NatClient, Unreadable } from './index';

interface Sent {
  method: string;
  path: string;
  body: unknown;
  headers: Headers;
}

/** A server that answers everything alike and remembers what it was asked. */
function answering(answer: () => Response): { fetch: Fetch; sent: Sent[] } {
  const sent: Sent[] = [];
  const fetch: Fetch = async (input, init) => {
    const body = typeof init?.body === 'string' ? (JSON.parse(init.body) as unknown) : undefined;
    sent.push({ method: init?.method ?? 'GET', path: new URL(input).pathname, body, headers: new Headers(init?.headers) });
    return answer();
  };
  return { fetch, sent };
}

const baseUrl = 'http://gateway.test';
const subscription = {
  id: 'sub_1',
  plan: 'pro',
  planVersion: 1,
  status: 'active',
  cadence: 'month',
  seats: 1,
  periodStart: '2026-06-01T00:00:00.000Z',
  periodEnd: '2026-07-01T00:00:00.000Z',
};

describe('NatClient', () => {
  it.each([
    ['breaks off', () => streamOf([new TextEncoder().encode('{"act')], 'break')],
    ['is none of Nat’s', () => new Response('<html>Sign in to the Wi-Fi</html>')],
  ])('takes an answer that %s for a server that cannot be reached', async (_, answer) => {
    const nat = new NatClient({ baseUrl, fetch: answering(answer).fetch });
    await expect(nat.actions()).rejects.toMatchObject({ name: 'NatProblem', code: 'dependency_unavailable' });
  });

  it('says that it is too old for an answer that only newer releases understand', async () => {
    const page = { items: [{ ...action, status: 'postponed' }], nextCursor: null };
    const nat = new NatClient({ baseUrl, fetch: answering(() => Response.json(page)).fetch });
    await expect(nat.actions()).rejects.toThrow(Unreadable);
    await expect(nat.actions()).rejects.toThrow('This client is too old to read the answer of GET /v1/actions.');
  });

  it('signs in and uses that session from then on', async () => {
    const session = { accessToken: 'abc', expiresIn: 900, sessionId: `ses_${'0'.repeat(32)}` };
    const { fetch, sent } = answering(() => Response.json(session, { status: 201 }));
    const nat = new NatClient({ baseUrl, fetch });
    expect(await nat.signInSandbox({ nationSlug: 'demo' as never })).toEqual(session);
    await nat.deleteConversation('cnv_1');
    expect(sent[0]).toMatchObject({ method: 'POST', path: '/v1/sessions/sandbox', body: { nationSlug: 'demo' } });
    expect(sent.map(({ headers }) => headers.get('authorization'))).toEqual([null, 'Bearer abc']);
  });

  it('asks for a fresh token before each request and names nation and client', async () => {
    let number = 0;
    const { fetch, sent } = answering(() => Response.json({ status: 'canceled' }, { status: 202 }));
    const token = (): string => `token-${++number}`;
    const nat = new NatClient({ baseUrl, fetch, token, nationSlug: 'demo', client: 'cli/1.0.0' });
    await nat.cancel(queryId);
    await nat.cancel(queryId);
    expect(sent.map(({ headers }) => headers.get('authorization'))).toEqual(['Bearer token-1', 'Bearer token-2']);
    expect(sent[0]?.headers.get('x-nat-nation-slug')).toBe('demo');
    expect(sent[0]?.headers.get('x-nat-client')).toBe('cli/1.0.0');
    expect(sent[0]).toMatchObject({ method: 'POST', path: `/v1/queries/${queryId}/cancel`, body: undefined });
  });

  it('reads, starts and changes the subscription', async () => {
    const { fetch, sent } = answering(() => Response.json({ ...subscription, aFieldOfNextYear: 1 }));
    const nat = new NatClient({ baseUrl, fetch, token: 't' });
    expect(await nat.subscription()).toEqual(subscription);
    expect(await nat.startSubscription({ plan: 'pro' })).toEqual(subscription);
    expect(await nat.changeSubscription({ plan: 'pro' })).toEqual(subscription);
    expect(sent.map(({ method, path }) => `${method} ${path}`)).toEqual([
      'GET /v1/billing/subscription',
      'POST /v1/billing/subscription',
      'PATCH /v1/billing/subscription',
    ]);
  });

  it('submits a question under a key and without waiting for its answer', async () => {
    const accepted = { queryId, conversationId: `cnv_${'1'.repeat(32)}`, status: 'running', eventsUrl: '/v1/x' };
    const { fetch, sent } = answering(() => Response.json(accepted, { status: 202 }));
    const nat = new NatClient({ baseUrl, fetch, token: 't' });
    expect(await nat.submit({ text: 'hi' }, { idempotencyKey: 'mine' })).toEqual(accepted);
    expect(sent[0]?.headers.get('idempotency-key')).toBe('mine');
    expect(sent[0]?.headers.get('accept')).toBe('application/json');
  });

  it('never leaves the path of a query, whatever the id holds', async () => {
    const { fetch, sent } = answering(() => refusal('not_found'));
    await expect(new NatClient({ baseUrl, fetch }).getQuery('../usage')).rejects.toMatchObject({ code: 'not_found' });
    expect(sent[0]?.path).toBe('/v1/queries/..%2Fusage');
  });

  it('fetches a file under the name it was given', async () => {
    const disposition = { 'content-type': 'text/csv', 'content-disposition': 'attachment; filename="people.csv"' };
    const { fetch, sent } = answering(() => new Response('id\n7\n', { headers: disposition }));
    const { name, body } = await new NatClient({ baseUrl, fetch }).fetchExport('exp_1');
    expect([name, await new Response(body).text()]).toEqual(['people.csv', 'id\n7\n']);
    expect(sent[0]).toMatchObject({ method: 'GET', path: '/v1/exports/exp_1' });
    expect(sent[0]?.headers.get('accept')).toBe('text/csv');
  });

  it.each([
    undefined,
    'attachment',
    'attachment; filename=".."',
    'attachment; filename="../../x"',
    "attachment; filename*=UTF-8''..%2Fx",
  ])('takes no name of a file from %j', async disposition => {
    const headers: Record<string, string> = disposition ? { 'content-disposition': disposition } : {};
    const { fetch } = answering(() => new Response('', { headers }));
    expect((await new NatClient({ baseUrl, fetch }).fetchExport('exp_1')).name).toBe('export.csv');
  });

  it('tells that a file is not there any more', async () => {
    const { fetch } = answering(() => refusal('not_found'));
    await expect(new NatClient({ baseUrl, fetch }).fetchExport('exp_1')).rejects.toMatchObject({ code: 'not_found' });
  });

  it('tells a refusal as the problem it is', async () => {
    const { fetch } = answering(() => refusal('rate_limited', { retryAfter: 42 }));
    await expect(new NatClient({ baseUrl, fetch }).usage()).rejects.toMatchObject({
      message: 'Because of rate_limited.',
      code: 'rate_limited',
      status: 429,
      retryable: true,
      retryAfter: 42,
    });
  });

  it('makes a problem of an answer that holds none', async () => {
    const { fetch } = answering(() => new Response('<h1>Bad gateway</h1>', { status: 502 }));
    await expect(new NatClient({ baseUrl, fetch }).me()).rejects.toMatchObject({ code: 'dependency_unavailable', status: 502 });
  });

  it('says that the server cannot be reached', async () => {
    const fetch: Fetch = async () => {
      throw new TypeError('fetch failed');
    };
    await expect(new NatClient({ baseUrl, fetch }).plans()).rejects.toMatchObject({ code: 'dependency_unavailable' });
  });

  it('refuses an address that is none', () => {
    expect(() => new NatClient({ baseUrl: 'nowhere' })).toThrow('Invalid URL');
  });
});
