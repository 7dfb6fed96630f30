import { failureOfWork, json, NationServer } from '../test-support/nation-server';

let nation: NationServer;
beforeEach(async () => {
  nation = await NationServer.start();
});
afterEach(() => nation.stop());

const record = (id: number, more = {}) => ({ id: String(id), type: 'lists', attributes: { name: `L${id}` }, ...more });

it('reads with the token in the header, the right media type, and only below its own nation', async () => {
  nation.handle = (_, response) => json(response, { data: [] });
  await nation.client().list('lists', { filter: { name: { match: 'x' } } });
  expect(nation.seen[0]!.url.pathname).toBe('/n/acme/api/v2/lists');
  expect(nation.seen[0]).toMatchObject({
    method: 'GET',
    headers: { authorization: 'Bearer token-1', accept: 'application/vnd.api+json' },
  });
  expect(nation.seen[0]!.url.href).not.toContain('token-1');
});

it.each(['.', '..', '', '../../other/api/v2/lists/1', '1?x=2', 'a b'])('asks nothing when the id is %j', async id => {
  expect(await failureOfWork(nation.client().show('lists', id))).toMatchObject({ kind: 'invalid' });
  expect(await failureOfWork(nation.client().delete('lists', id))).toMatchObject({ kind: 'invalid' });
  expect(await failureOfWork(nation.client().list('../../other' as 'lists', {}))).toMatchObject({ kind: 'invalid' });
  expect(() => nation.client().members(id, {})).toThrow('invalid');
  expect(nation.seen).toHaveLength(0);
});

it('finds sideloaded records through relationships', async () => {
  const relationships = {
    author: { data: { type: 'signups', id: '7' } },
    tags: {
      data: [
        { type: 'tags', id: '1' },
        { type: 'tags', id: '2' },
      ],
    },
    none: { meta: { included: false } },
  };
  const included = [
    { id: '7', type: 'signups', attributes: { first_name: 'Ana' } },
    { id: '2', type: 'tags' },
  ];
  nation.handle = (_, response) => json(response, { data: record(1, { relationships }), included });
  const { record: list, included: all } = await nation.client().show('lists', '1', { include: ['author'] });
  expect(all.one(list, 'author')?.attributes).toEqual({ first_name: 'Ana' });
  expect(all.many(list, 'tags').map(({ id }) => id)).toEqual(['2']);
  expect(all.one(list, 'none')).toBeUndefined();
});
