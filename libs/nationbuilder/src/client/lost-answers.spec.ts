import { InstantClock, failureOfWork, type Handler, json, NationServer } from '../test-support/nation-server';

let nation: NationServer;
let clock: InstantClock;
beforeEach(async () => {
  nation = await NationServer.start();
  clock = new InstantClock();
});
afterEach(() => nation.stop());

const client = () => nation.client({ clock });
const gift = (id: string, more = {}) => ({
  id,
  type: 'donations',
  attributes: { signup_id: '7', amount_in_cents: 500, created_at: new Date(clock.now()).toISOString(), ...more },
});
const write = { attributes: { signup_id: '7', amount_in_cents: 500 } };

/** Ways in which the answer of a write that was made gets lost. */
const losses: [string, (response: Parameters<Handler>[1]) => void][] = [
  ['503', response => json(response, {}, 503)],
  ['a connection that breaks', response => response.destroy()],
  ['the page of a proxy', response => response.writeHead(200).end('<html>')],
  [
    'an answer that breaks off',
    response => response.writeHead(201, { 'content-length': '100' }).write('{"data', () => response.destroy()),
  ],
];

describe('a create whose answer is lost', () => {
  it.each(losses)('to %s is found by its natural key and never sent twice', async (_, lose) => {
    nation.handle = ({ method, url }, response) => {
      if (method === 'POST') return lose(response);
      json(response, { data: url.pathname.endsWith('/donations') ? [gift('12')] : gift('12') });
    };
    const { record, verified } = await client().create('donations', write);
    expect([record.id, verified]).toEqual(['12', true]);
    expect(nation.calls()).toEqual(['POST donations', 'GET donations', 'GET donations/12']);
    const asked = nation.seen[1]!.url.searchParams;
    expect(asked.get('filter[signup_id][eq]')).toBe('7');
    expect(asked.get('filter[amount_in_cents][eq]')).toBe('500');
    const since = Date.parse(asked.get('filter[created_at][gte]')!);
    expect(clock.now() - since).toBeLessThan(10_000);
  });

  it.each([0, 2])('is unknown, and said so plainly, when %i records could be it', async count => {
    nation.handle = ({ method, url }, response) => {
      if (method === 'POST') return json(response, {}, 502);
      json(response, { data: url.pathname.endsWith('/donations') ? [gift('12'), gift('13')].slice(0, count) : gift('12') });
    };
    const error = await failureOfWork(client().create('donations', write));
    expect(error).toMatchObject({ kind: 'unknown', failure: { status: 502, operation: 'createDonation' } });
    expect(error!.detail).toContain('It may have been made all the same');
    expect(nation.calls().filter(call => call.startsWith('POST'))).toHaveLength(1);
    expect(clock.waits.filter(wait => wait > 0)).toEqual([1_000, 3_000]); // it may still be under way
  });

  it('is sent all the same when no filter can hold its natural key, and is unknown when lost', async () => {
    const name = 'Parents {years 1, 2}';
    nation.handle = (_, response) => json(response, { data: { id: '4', type: 'signup_tags', attributes: { name } } }, 201);
    expect((await client().create('signup_tags', { attributes: { name } })).record.id).toBe('4');
    nation.handle = (_, response) => json(response, {}, 502);
    expect(await failureOfWork(client().create('signup_tags', { attributes: { name } }))).toMatchObject({ kind: 'unknown' });
    expect(nation.calls()).toEqual(['POST signup_tags', 'POST signup_tags']);
  });

  it('is found when it shows only a moment later', async () => {
    nation.handle = ({ method, url }, response) => {
      if (method === 'POST') return response.destroy();
      const late = nation.calls().filter(call => call === 'GET donations').length > 1;
      json(response, { data: url.pathname.endsWith('/donations') ? (late ? [gift('12')] : []) : gift('12') });
    };
    expect(await client().create('donations', write)).toMatchObject({ record: { id: '12' }, verified: true });
  });

  it('is unknown when nothing can be read either', async () => {
    nation.handle = (_, response) => json(response, {}, 503);
    expect(await failureOfWork(client().create('donations', write))).toMatchObject({ kind: 'unknown' });
  });

  it('is found by a related record where the type has no key of its own', async () => {
    const page = (id: string, name: string) => ({ id, type: 'pages', attributes: { name } });
    const event = (id: string) => ({
      id,
      type: 'events',
      attributes: {},
      relationships: { page: { data: { type: 'pages', id } } },
    });
    let events = [event('1')];
    nation.handle = ({ method, url }, response) => {
      if (method === 'POST') {
        events = [event('1'), event('2')];
        return response.destroy();
      }
      const included = [page('1', 'Other'), page('2', 'Rally')];
      json(response, url.pathname.endsWith('/events') ? { data: events, included } : { data: event('2') });
    };
    const related = { page: { create: { site_id: '1', name: 'Rally', status: 'unlisted' } } };
    const made = await client().create('events', { attributes: { start_at: '2026-07-01T18:00:00Z' }, related });
    expect([made.record.id, made.verified]).toEqual(['2', true]);
    expect(nation.seen[1]!.body.included).toMatchObject([{ type: 'pages', attributes: { page_type_name: 'Event' } }]);
  });

  it('is not taken for an equal record that stood there before, where the type does not tell when one was made', async () => {
    const tag = { id: '5', type: 'signup_tags', attributes: { name: 'Host' } };
    nation.handle = ({ method, url }, response) => {
      if (method === 'POST') return response.destroy();
      json(response, { data: url.pathname.endsWith('/signup_tags') ? [tag] : tag });
    };
    const made = failureOfWork(client().create('signup_tags', { attributes: { name: 'Host' } }));
    expect(await made).toMatchObject({ kind: 'unknown' });
    expect(nation.calls().slice(0, 2)).toEqual(['GET signup_tags', 'POST signup_tags']);
  });

  it('is not looked for when it was certainly not made', async () => {
    nation.handle = (_, response) => json(response, { errors: [{ detail: 'no' }] }, 422);
    expect(await failureOfWork(client().create('donations', write))).toMatchObject({ kind: 'invalid' });
    expect(nation.calls()).toEqual(['POST donations']);
    const nobody = await NationServer.start();
    const away = nobody.client({ clock });
    await nobody.stop();
    expect(await failureOfWork(away.create('donations', write))).toMatchObject({ kind: 'unavailable' });
  });
});

describe('an update whose answer is lost', () => {
  const person = (first_name: string | null) => ({ id: '7', type: 'signups', attributes: { first_name, last_name: null } });

  it('is repeated, since its values are absolute, and then compared', async () => {
    nation.handle = ({ method }, response) =>
      method === 'PATCH' ? json(response, {}, 503) : json(response, { data: person('Zoë') });
    const { record, verified } = await client().update('signups', '7', { attributes: { first_name: 'Zoë', last_name: null } });
    expect([record.id, verified]).toEqual(['7', true]);
    expect(nation.calls()).toEqual([...Array<string>(3).fill('PATCH signups/7'), 'GET signups/7']);
  });

  it('is unknown while the record shows other values', async () => {
    nation.handle = ({ method }, response) =>
      method === 'PATCH' ? json(response, {}, 503) : json(response, { data: person('Zoe') });
    const error = await failureOfWork(client().update('signups', '7', { attributes: { first_name: 'Zoë' } }));
    expect(error).toMatchObject({ kind: 'unknown' });
  });

  it('is not repeated when that would make a related record, or send mail, twice', async () => {
    nation.handle = (_, response) => json(response, {}, 503);
    const related = { signup_tags: [{ create: { name: 'Host' } }] };
    await failureOfWork(client().update('signups', '7', { related }));
    await failureOfWork(
      client().update('petition_signatures', '8', { attributes: { comment: 'x', trigger_autoresponses: true } }),
    );
    expect(nation.calls().filter(call => call.startsWith('PATCH'))).toEqual(['PATCH signups/7', 'PATCH petition_signatures/8']);
  });

  it('stays unknown when its repeat is only told to slow down', async () => {
    nation.handle = (_, response, call) => (call === 1 ? response.destroy() : json(response, {}, 429, { 'retry-after': '0' }));
    const error = await failureOfWork(client().update('signups', '7', { attributes: { first_name: 'Zoë' } }));
    expect(error).toMatchObject({ kind: 'unknown' });
  });
});

describe('a delete', () => {
  it('whose answer is lost is done when the repeat finds nothing', async () => {
    nation.handle = (_, response, call) => (call === 1 ? response.destroy() : json(response, { code: 'not_found' }, 404));
    await client().delete('contacts', '9');
    expect(nation.calls()).toEqual(['DELETE contacts/9', 'DELETE contacts/9']);
  });

  it('whose answers are all lost is done when the record is gone, and unknown while it is there', async () => {
    const contact = { id: '9', type: 'contacts', attributes: {} };
    nation.handle = ({ method }, response) => json(response, {}, method === 'DELETE' ? 503 : 404);
    await client().delete('contacts', '9');
    nation.handle = ({ method }, response) => (method === 'DELETE' ? json(response, {}, 503) : json(response, { data: contact }));
    expect(await failureOfWork(client().delete('contacts', '9'))).toMatchObject({ kind: 'unknown' });
  });

  it('that only a proxy answers is not taken for done: the record is looked for', async () => {
    const contact = { id: '9', type: 'contacts', attributes: {} };
    const proxy: Handler = ({ method }, response) =>
      method === 'DELETE' ? response.writeHead(200).end('<html>') : json(response, { data: contact });
    nation.handle = proxy;
    expect(await failureOfWork(client().delete('contacts', '9'))).toMatchObject({ kind: 'unknown' });
    nation.handle = (request, response, call) =>
      request.method === 'DELETE' ? proxy(request, response, call) : json(response, { code: 'not_found' }, 404);
    await client().delete('contacts', '9');
  });

  it('of what was not there is no success', async () => {
    nation.handle = (_, response) => json(response, { code: 'not_found' }, 404);
    expect(await failureOfWork(client().delete('contacts', '9'))).toMatchObject({ kind: 'not_found' });
  });
});

describe('a change of state whose answer is lost', () => {
  const journey = (journey_status: string) => ({ id: '5', type: 'path_journeys', attributes: { journey_status } });

  it.each([
    ['complete', 'completed', true],
    ['abandon', 'abandoned', true],
    ['void', 'deleted', true],
    ['complete', 'active', false],
  ] as const)('%s is sent once; a journey that is %s answers whether it was made: %p', async (action, status, made) => {
    nation.handle = ({ method }, response) =>
      method === 'PATCH' ? response.destroy() : json(response, { data: journey(status) });
    const outcome = client().act('path_journeys', '5', action);
    if (made) expect(await outcome).toMatchObject({ record: { id: '5' }, verified: true });
    else expect(await failureOfWork(outcome)).toMatchObject({ kind: 'unknown' });
    expect(nation.calls().filter(call => call.startsWith('PATCH'))).toHaveLength(1);
  });
});

describe('a push', () => {
  const person = (more = {}) => ({
    id: '7',
    type: 'signups',
    attributes: { email: 'ana@example.org', first_name: 'Ana', created_at: '2020-01-01T00:00:00Z', ...more },
  });
  const pushed = { attributes: { email: 'ana@example.org', first_name: 'Ana' } };

  it('tells whether the person is new by the status', async () => {
    nation.handle = (_, response, call) => json(response, { data: person() }, call === 1 ? 201 : 200);
    expect((await client().push(pushed)).created).toBe(true);
    expect((await client().push(pushed)).created).toBe(false);
  });

  it('tells it by the time of creation when the first answer was lost', async () => {
    const created_at = new Date(clock.now()).toISOString();
    nation.handle = (_, response, call) =>
      call % 2 ? response.destroy() : json(response, { data: person(call === 2 ? { created_at } : {}) });
    expect((await client().push(pushed)).created).toBe(true);
    expect((await client().push(pushed)).created).toBe(false);
  });

  it('whose answers are all lost is found by the key it matches on', async () => {
    nation.handle = ({ method, url }, response) => {
      if (method === 'PATCH') return json(response, {}, 503);
      json(response, { data: url.pathname.endsWith('/signups') ? [person()] : person() });
    };
    expect(await client().push(pushed)).toMatchObject({ record: { id: '7' }, created: false, verified: true });
    expect(nation.seen.at(-2)!.url.searchParams.get('filter[email][eq]')).toBe('ana@example.org');
  });

  it('that writes related records along is not proved by the attributes of the person', async () => {
    nation.handle = ({ method, url }, response) => {
      if (method === 'PATCH') return json(response, {}, 503);
      json(response, { data: url.pathname.endsWith('/signups') ? [person()] : person() });
    };
    const tagged = { ...pushed, related: { signup_tags: [{ create: { name: 'Host' } }] } };
    expect(await failureOfWork(client().push(tagged))).toMatchObject({ kind: 'unknown' });
  });
});

describe('an outcome that stays open', () => {
  it('keeps why the answer was lost', async () => {
    nation.handle = ({ method }, response) => (method === 'POST' ? response.destroy() : json(response, { data: [] }));
    const error = await failureOfWork(client().create('donations', write));
    expect(error).toMatchObject({ kind: 'unknown', cause: { kind: 'unknown', cause: { code: 'ECONNRESET' } } });
  });

  it('keeps why the last try did nothing', async () => {
    nation.handle = (_, response, call) => (call === 1 ? response.destroy() : json(response, {}, 429));
    const error = await failureOfWork(client().tagMembers('3', 'tag', 'Host'));
    expect(error).toMatchObject({ kind: 'unknown', cause: { kind: 'rate_limited' } });
  });
});

it('leaves the verification of bulk work to its caller', async () => {
  nation.handle = (_, response) => json(response, {}, 503);
  expect(await failureOfWork(client().tagMembers('3', 'tag', 'Host'))).toMatchObject({ kind: 'unknown' });
  expect(await failureOfWork(client().changeMembers('3', 'add_signups', ['1']))).toMatchObject({ kind: 'unknown' });
  expect(nation.calls().filter(call => call.startsWith('GET'))).toEqual([]);
});

it('stops looking when its caller gives up', async () => {
  const abort = new AbortController();
  nation.handle = ({ method }, response) => {
    if (method === 'POST') return response.destroy();
    abort.abort(new Error('canceled'));
    json(response, { data: [] });
  };
  await expect(client().create('donations', write, {}, abort.signal)).rejects.toThrow('canceled');
});
