import { apiForSpecs } from '../test-support/api';
import { CALLBACK, HEADERS } from '../test-support/sign-in';
import { newPerson, unique } from '../test-support/valid-records';

const api = apiForSpecs();

const nested = (depth: number): string => '['.repeat(depth) + ']'.repeat(depth);

describe('a request that nobody means well', () => {
  it.each(['constructor', '__proto__', 'toString', 'hasOwnProperty'])(
    'filters by %s no more than by any unknown name',
    async name => {
      for (const type of ['signups', 'signup_tags']) {
        const { status, body } = await api.call('GET', `${type}?filter[${name}]=1`);
        expect([status, body.message]).toEqual([400, expect.stringContaining(`"${name}"`)]);
      }
    },
  );

  it('nests deeper than a message could say, and is refused like any other', async () => {
    const person = (more: string): string => `{"data":{"type":"signups","attributes":{"first_name":"A"}${more}`;
    const deep = nested(100_000);
    const bodies = [
      person(`},"included":[{"type":"signups","id":${deep}}]}`),
      person(`},"included":[{"type":${deep},"id":"1"}]}`),
      person(`,"relationships":{"author":{"data":{"type":"signups","id":"1","method":${deep}}}}}}`),
    ];
    for (const body of bodies) expect(await api.call('POST', 'signups', body)).toMatchObject({ status: 400 });
  });

  it('is longer than the double takes: 413, and the connection is good for the next one', async () => {
    const body = 'x'.repeat(9 * 1024 * 1024);
    const address = `${api.origin}/api/v2/signups`;
    const statuses = [];
    for (const one of [body, 'short']) {
      statuses.push((await fetch(address, { method: 'POST', headers: HEADERS, body: one })).status);
    }
    expect(statuses).toEqual([413, 401]);
  });

  it.each([
    ['application/jsonx', 406],
    ['text/html;q=application/json', 406],
    ['*/*', 406],
    ['text/html, application/vnd.api+json; q=0.5', 200],
    ['Application/JSON', 200],
  ])('accepts %s: %s', async (accept, status) => {
    const token = await fetch(`${api.origin}/api/v2/signups/me`, { headers: { ...HEADERS, accept } });
    // Without a token 401 tells that the headers were good.
    expect(token.status).toBe(status === 200 ? 401 : status);
  });

  it.each([
    CALLBACK.replace('//', '//:secret@'),
    CALLBACK.replace('/v1/', '/x/../v1/'),
    CALLBACK.replace('http:', 'HTTP:'),
    `${CALLBACK}#`,
    `${CALLBACK}?`,
  ])('asks to be sent to %s, which only a parser takes for the callback', async redirect_uri => {
    const query = new URLSearchParams({ response_type: 'code', client_id: 'nat-sandbox', redirect_uri });
    const answer = await fetch(`${api.origin}/oauth/authorize?${query.toString()}`, { redirect: 'manual' });
    expect([answer.status, answer.headers.get('location')]).toEqual([400, null]);
  });
});

it('a list gives up above 2,000 included records of all its sideloads together', async () => {
  const include = 'survey_question_responses,survey_question_possible_responses';
  const asked = () => api.call('GET', `survey_questions?include=${include}&page[size]=15`);
  // given as many as just fit
  const { body } = await asked();
  const room = 2000 - (body.included?.length ?? 0);
  const [question] = await api.list('survey_questions?filter[question_format]=multiple_choice');
  const add = () => api.made('survey_question_possible_responses', { survey_question_id: question?.id, name: unique() });
  for (let made = 0; made < room; made += 1) await add();
  expect((await asked()).body.included).toHaveLength(2000);
  // when
  await add();
  // then
  expect((await asked()).status).toBe(503);
});

it('a time whose year the zone of the nation cannot write is no time, and may be compared with all the same', async () => {
  const id = await newPerson(api);
  const write = async (banned_at: string): Promise<number> =>
    (await api.update('signups', id, { attributes: { banned_at } })).status;
  expect(await Promise.all(['9999-12-31T23:59:59-12:00', '0000-01-01T00:00:00Z', '9999-12-31T00:00:00Z'].map(write))).toEqual([
    422, 422, 200,
  ]);
  expect(await api.list('signups?filter[banned_at][gt]=9999-12-31T23:59:59-12:00')).toEqual([]);
});

it('a custom field of the kind date takes a day and no other text', async () => {
  const id = await newPerson(api);
  const write = async (first_vote_on: unknown): Promise<number> =>
    (await api.update('signups', id, { attributes: { custom_values: { first_vote_on } } })).status;
  expect(await Promise.all(['2026-02-28', null, '2026-02-30', 'soon', '2026-02-28T00:00:00Z'].map(write))).toEqual([
    200, 200, 422, 422, 422,
  ]);
});
