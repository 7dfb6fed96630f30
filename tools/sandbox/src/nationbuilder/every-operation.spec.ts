import { type Operation, operations, resourceOf } from '@nat/nationbuilder';
import { type ApiAnswer, apiForSpecs, documentOf } from './test-support/api';
import type { Resource } from './test-support/sign-in';
import { minimalRecord, newPerson, recordFor, someChange, unique, writableName } from './test-support/valid-records';

// All 190 operations of the catalog over HTTP: success, no such record, a body that is wrong, a user who may not.

const JSON_API = 'application/vnd.api+json';
const NOWHERE = '999999999';
const all = [...operations.values()];
const withId = all.filter(({ path }) => path.includes('{id}'));
const withBody = all.filter(({ body }) => body !== undefined);
const writing = all.filter(({ method }) => method !== 'GET');
const cases = (of: readonly Operation[]): [string, Operation][] => of.map(operation => [operation.id, operation]);

const api = apiForSpecs();
const succeeded = new Set<string>();
const refusedFor = { notFound: new Set<string>(), body: new Set<string>(), permission: new Set<string>() };

const pathOf = ({ path }: Operation, id: string): string => path.replace('/api/v2/', '').replace('{id}', id);
const send = (operation: Operation, id: string, body?: unknown, user?: string): Promise<ApiAnswer> =>
  api.call(operation.method, pathOf(operation, id), body, user);

/** A body that an operation accepts for the record of that id. */
async function goodBody({ type, body }: Operation, id: string): Promise<unknown> {
  if (body === 'create') return documentOf(type, await minimalRecord(api, type));
  if (body === 'signup_ids') return { data: { type, id, signup_ids: [await newPerson(api)] } };
  if (body === 'tag') return { data: { type, id, tag: unique() } };
  if (body === undefined) return undefined;
  const { name, value } = someChange(type);
  return documentOf(type, { attributes: { [name]: value } }, id);
}

/** Every readable attribute and every relationship of the type, each with its address. */
function expectResource(record: Resource | undefined, type: string): void {
  const { attributes, relationships } = resourceOf(type);
  const readable = Object.keys(attributes).filter(name => attributes[name]?.access !== 'w');
  expect(record).toMatchObject({ id: expect.stringMatching(/^\d+$/) as string, type });
  expect(Object.keys(record?.attributes ?? {}).toSorted()).toEqual(readable.toSorted());
  expect(Object.keys(record?.relationships ?? {}).toSorted()).toEqual(Object.keys(relationships).toSorted());
  for (const relationship of Object.values(record?.relationships ?? {})) expect(relationship.links).toHaveProperty('related');
}

/** The envelope of a success by the kind of the operation. */
function expectSuccess(operation: Operation, { status, mediaType, body }: ApiAnswer): void {
  expect({ status, body: status < 300 ? 'fine' : body }).toEqual({ status: expect.any(Number) as number, body: 'fine' });
  expect(operation.success).toContain(status);
  expect(mediaType).toBe(operation.kind === 'memberList' ? 'application/json' : JSON_API);
  const type = operation.answers ?? operation.type;
  switch (operation.kind) {
    case 'list':
    case 'memberList':
      expect(Object.keys(body.links as object)).toEqual(['self', 'prev', 'next']);
      expectResource((body.data as unknown as Resource[])[0], type);
      return;
    case 'delete':
      return expect(body).toEqual({ meta: {} });
    case 'bulk':
      return expect(body).toEqual({ token: expect.stringMatching(/^[0-9a-f]{32}$/) as string });
    case 'process':
      return expect(Object.keys(body)).toEqual(['id', 'status', 'message']);
    default:
      return expectResource(body.data, type);
  }
}

/** The flat form of most refusals. */
function expectFlat({ status, mediaType, body }: ApiAnswer, expected: number, code: string): void {
  expect([status, mediaType, body.code]).toEqual([expected, 'application/json', code]);
  expect(typeof body.message).toBe('string');
}

/** What refused writes must leave as it was. */
const changes = async (): Promise<string> => JSON.stringify(await api.control('GET', 'diff'));

describe('an operation of the catalog succeeds', () => {
  it.each(cases(all))('%s', async (_, operation) => {
    const onMembers = operation.kind === 'memberList';
    const id = onMembers
      ? ((await api.list('lists?filter[name]=Spring appeal'))[0]?.id ?? '')
      : operation.path.includes('{id}')
        ? await recordFor(api, operation)
        : '';
    const body = await goodBody(operation, id);
    const answer = await send(operation, id, body);
    expectSuccess(operation, answer);
    if (operation.body === 'update') {
      const sent = (body as { data: { attributes: object } }).data.attributes;
      expect((await api.attributes(operation.type, id)) as object).toMatchObject(sent);
    }
    if (operation.kind === 'delete') expect((await api.call('GET', pathOf(operation, id))).status).toBe(404);
    succeeded.add(operation.id);
  });
});

describe('an operation on a record that is not there answers 404', () => {
  it.each(cases(withId))('%s', async (_, operation) => {
    const body = operation.body ? documentOf(operation.type, {}, NOWHERE) : undefined;
    expectFlat(await send(operation, NOWHERE, body), 404, 'not_found');
    refusedFor.notFound.add(operation.id);
  });
});

describe('an operation refuses a body that is wrong, and does nothing', () => {
  it.each(cases(withBody))('%s', async (_, operation) => {
    const id = operation.path.includes('{id}') ? await recordFor(api, operation) : '';
    const given = id === '' ? {} : { id };
    const { type } = operation;
    const bad = (attributes: object): object => ({ data: { type, ...given, attributes } });
    const before = await changes();
    for (const body of ['{', '[]', {}, { data: [] }, { data: { type: 'nonsense', ...given } }, { data: { type, id: '7' } }]) {
      expectFlat(await send(operation, id, body), 400, 'bad_request');
    }
    if (operation.body === 'signup_ids' || operation.body === 'tag') {
      for (const data of [{}, { signup_ids: 'all', tag: 5 }, { signup_ids: Array.from({ length: 10_001 }, String), tag: ' ' }])
        expectFlat(await send(operation, id, { data: { type, ...given, ...data } }), 400, 'bad_request');
    } else {
      expectFlat(await send(operation, id, bad({ no_such_attribute: 1 })), 400, 'bad_request');
      const { status, mediaType, body } = await send(operation, id, bad({ [writableName(type)]: { wrong: true } }));
      const isFlat = operation.kind === 'create' && type.startsWith('suggestion');
      expect([status, mediaType]).toEqual(isFlat ? [400, 'application/json'] : [422, JSON_API]);
      if (!isFlat) {
        const [error] = body.errors ?? [];
        expect(error).toMatchObject({
          code: 'unprocessable_entity',
          status: '422',
          source: { pointer: expect.any(String) as string },
        });
      }
    }
    expect(await changes()).toBe(before);
    refusedFor.body.add(operation.id);
  });
});

describe('an operation refuses a user without permission, and does nothing', () => {
  const seenByVera = ['signups', 'contacts', 'path_journeys'];
  const userWithout = ({ method, type, answers = type }: Operation): string => {
    if (method !== 'GET') return 'rita';
    return seenByVera.includes(answers) ? 'nils' : 'vera';
  };

  it.each(cases(all))('%s', async (_, operation) => {
    const id = operation.path.includes('{id}') ? await recordFor(api, operation) : '';
    const body = await goodBody(operation, id);
    const before = operation.method === 'GET' ? undefined : await changes();
    expectFlat(await send(operation, id, body, userWithout(operation)), 401, 'unauthorized');
    if (before !== undefined) expect(await changes()).toBe(before);
    refusedFor.permission.add(operation.id);
  });
});

describe('the suite', () => {
  it('has exercised all 190 operations', () => {
    expect(all).toHaveLength(190);
    expect([withId, withBody, writing].map(group => group.length)).toEqual([114, 71, 108]);
    expect(succeeded).toEqual(new Set(operations.keys()));
    expect(refusedFor.notFound).toEqual(new Set(withId.map(({ id }) => id)));
    expect(refusedFor.body).toEqual(new Set(withBody.map(({ id }) => id)));
    expect(refusedFor.permission).toEqual(new Set(operations.keys()));
  });
});
