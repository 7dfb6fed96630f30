import { apiForSpecs } from '../test-support/api';
import { unique } from '../test-support/valid-records';

const api = apiForSpecs();

describe('the control surface', () => {
  it('needs its key, and says what it offers', async () => {
    expect((await fetch(`${api.double.url}/__sandbox/requests`)).status).toBe(403);
    expect((await api.control('GET', 'nothing')).message).toContain('POST faults');
    expect((await api.callControl('POST', 'faults', { effect: 'explode' })).status).toBe(400);
    expect((await api.callControl('POST', 'limits', { perToken: 'many' })).status).toBe(400);
  });

  it('logs requests with operation, user and status', async () => {
    const token = await api.token('ada');
    await api.control('DELETE', 'requests');
    await api.ask('signups/999999');
    const body = await api.control('GET', 'requests');
    expect(body.requests).toEqual([
      expect.objectContaining({
        method: 'GET',
        nation: 'demo',
        operationId: 'showSignup',
        user: 'ada',
        status: 404,
        fault: null,
      }),
    ]);
    expect(JSON.stringify(body)).not.toContain(token);
  });

  it('moves the clock, revokes tokens and changes permissions', async () => {
    await api.control('POST', 'users/finn', { hidden: ['donations'] });
    expect((await api.ask('donations', 'finn')).status).toBe(401);
    await api.control('POST', 'users/finn', { panel: 'lost' });
    expect((await api.ask('signups', 'finn')).status).toBe(403);
    await api.control('POST', 'users/finn', { panel: 'full', hidden: [] });
    await api.control('POST', 'clock', { advance: 1 });
    await api.control('POST', 'tokens/revoke', { user: 'finn' });
    expect((await api.ask('signups', 'finn')).body.code).toBe('unauthorized');
    expect((await api.ask('sites')).status).toBe(200);
    await api.control('POST', 'clock', { advance: 86_400_000 });
    expect((await api.ask('sites')).body.code).toBe('token_expired');
    await api.control('POST', 'clock', { advance: -86_400_000 });
  });

  it('tells what differs from the seed: created, updated and deleted records', async () => {
    await api.control('POST', 'reset', {});
    expect(await api.control('GET', 'diff')).toEqual({ changes: [] });
    const tag = await api.made('signup_tags', { name: 'Diff' });
    await api.update('signups', '110', { attributes: { employer: 'Diff' } });
    const [list] = await api.list('lists?filter[name]=Empty list');
    await api.delete('lists', list?.id ?? '');
    const gone = await api.made('signup_tags', { name: 'Made and gone' });
    await api.delete('signup_tags', gone.id);
    const { changes } = (await api.control('GET', 'diff')) as { changes: object[] };
    expect(changes).toEqual([
      {
        nation: 'demo',
        type: 'signup_tags',
        id: tag.id,
        change: 'created',
        before: null,
        after: expect.objectContaining({ name: 'Diff' }) as object,
      },
      {
        nation: 'demo',
        type: 'signups',
        id: '110',
        change: 'updated',
        before: { employer: null, updated_at: expect.any(String) as string },
        after: { employer: 'Diff', updated_at: '2026-06-15T07:00:00-05:00' },
      },
      {
        nation: 'demo',
        type: 'lists',
        id: list?.id,
        change: 'deleted',
        before: expect.objectContaining({ name: 'Empty list' }) as object,
        after: null,
      },
    ]);
  });

  it('logs bodies of the API, and none of the token endpoint', async () => {
    await api.control('DELETE', 'requests');
    const name = unique();
    await api.made('signup_tags', { name });
    await api.call('POST', 'signup_tags', 'no json');
    await fetch(`${api.origin}/oauth/token`, { method: 'POST', body: 'client_secret=hush' });
    const { requests } = (await api.control('GET', 'requests')) as { requests: Record<string, unknown>[] };
    expect(requests.map(({ operationId, status, body }) => ({ operationId, status, body }))).toEqual([
      { operationId: 'createSignupTag', status: 201, body: { data: { type: 'signup_tags', attributes: { name } } } },
      { operationId: 'createSignupTag', status: 400, body: 'no json' },
      { operationId: 'oauthToken', status: 400, body: null },
    ]);
  });

  it('sets switches of their kind only', async () => {
    expect(await api.control('POST', 'switches', { asyncDelay: 10 })).toMatchObject({ asyncDelay: 10 });
    expect((await api.control('POST', 'switches', { asyncDelay: true })).message).toContain('asyncDelay');
    expect((await api.control('POST', 'switches', { nope: true })).message).toContain('anySideposting');
  });

  it('sets switches that the reading of a query minds', async () => {
    const five = async (): Promise<number> => (await api.ask('relationships?page[size]=5')).body.data.length;
    const byId = async (): Promise<number> => (await api.ask('signups?filter[id]=110')).status;
    expect([(await five()) > 5, await byId()]).toEqual([true, 200]);
    await api.control('POST', 'switches', { pageEverything: true, refuseIdFilter: true });
    expect([await five(), await byId()]).toEqual([5, 400]);
  });
});
