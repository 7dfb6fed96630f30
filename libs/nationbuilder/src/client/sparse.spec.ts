import { resourceOf, type ResourceType, resourceTypes } from '../catalog/catalog';
import { findOperation } from '../catalog/find-operation';
import { checkRead } from '../checks/check-read';
import { failureOfWork, json, NationServer } from '../test-support/nation-server';
import { sparse, stableOrder } from './sparse';

let nation: NationServer;
beforeEach(async () => {
  nation = await NationServer.start();
  nation.handle = (_, response) => json(response, { data: [], meta: { stats: { total: { count: 0 } } } });
});
afterEach(() => nation.stop());
const asked = (name: string) => nation.seen.at(-1)!.url.searchParams.get(name);

it('asks for the default fields of every type in the answer, unless told', async () => {
  await nation.client().list('donations', { include: ['signup'], fields: { donations: ['amount_in_cents'] } });
  expect(asked('fields[donations]')).toBe('amount_in_cents');
  expect(asked('fields[signups]')).toBe(resourceOf('signups').defaultFields.join(','));
});

it('never asks for a whole record, on any operation that takes fields', () => {
  for (const type of resourceTypes)
    for (const name of ['list', 'show', 'create', 'update', 'push', 'me', 'archive', 'complete']) {
      const operation = findOperation(type, name);
      if (!operation) continue;
      const query = sparse(operation, {});
      expect(query.fields?.[type]).toEqual(operation.fields ? resourceOf(type).defaultFields : undefined);
      expect(checkRead(operation, query)).toEqual([]);
    }
});

it('reads to the end in the order of creation where a type tells it, and in the API’s own order elsewhere', async () => {
  const order = async (type: ResourceType) => {
    await nation.client().listAll(type, {});
    return asked('sort');
  };
  expect(await order('donations')).toBe('created_at');
  expect(await order('signup_tags')).toBeNull();
  expect(stableOrder('events')).toBeUndefined();
  await nation.client().listAll('donations', { sort: '-amount_in_cents' });
  expect(asked('sort')).toBe('-amount_in_cents');
});

it.each([
  ['a wrong filter', { filter: { donor: '1' } }],
  ['a sideload that lists refuse', { include: ['donations'] }],
  ['a wrong field', { fields: { donations: ['sum'] } }],
])('sends nothing for %s', async (_, query) => {
  const error = await failureOfWork(nation.client().listAll('donations', query as object));
  expect(error).toMatchObject({ kind: 'invalid', failure: { fields: [{ message: expect.any(String) as string }] } });
  expect(error!.failure.status).toBeUndefined();
  expect(nation.seen).toHaveLength(0);
});

it.each<[string, () => Promise<unknown>]>([
  [
    'an update of an unknown attribute',
    () => nation.client().update('signups', '7', { attributes: { fist_name: 'x' } as object }),
  ],
  ['a create that lacks something', () => nation.client().create('signup_tags', { attributes: {} })],
  ['a push of nothing', () => nation.client().push({ attributes: {} })],
  ['a delete that does not exist', () => nation.client().delete('path_journeys', '5')],
  [
    'a parameter of another action',
    () => nation.client().act('path_journeys', '5', 'void', { path_journey_status_change_id: '1' }),
  ],
  ['a change of state that is none', () => nation.client().act('lists', '5', 'tag' as never)],
  ['too many people at once', () => nation.client().changeMembers('3', 'add_signups', Array<string>(10_001).fill('1'))],
  ['nobody', () => nation.client().changeMembers('3', 'add_signups', [])],
  ['a tag without a name', () => nation.client().tagMembers('3', 'tag', ' ')],
  ['a megabyte of note', () => nation.client().update('signups', '7', { attributes: { note: 'x'.repeat(1024 * 1024) } })],
])('writes nothing for %s', async (_, work) => {
  expect(await failureOfWork(work())).toMatchObject({ kind: 'invalid' });
  expect(nation.seen).toHaveLength(0);
});
