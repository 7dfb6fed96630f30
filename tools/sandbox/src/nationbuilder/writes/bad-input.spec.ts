import { type Operation, operations, resourceOf } from '@nat/nationbuilder';
import fc from 'fast-check';
import { Users } from '../access/viewers';
import { defaultSwitches } from '../control/switches';
import { ApiError } from '../engine/api-error';
import { seedDemoNation } from '../seed/demo-nation';
import { NOW } from '../test-support/sign-in';
import { bulkWork } from './bulk';
import { write } from './write';

const { nation } = seedDemoNation(1, Date.parse(NOW));
const viewer = new Users().viewer(nation, 'ada');
const writing = [...operations.values()].filter(({ method }) => method !== 'GET');

/** Values that somebody might send for anything: right for some attribute, wrong for most. */
const value = fc.oneof(
  fc.constantFrom('110', '61', 'active', 'Event', 'published', NOW, '2026-06-15', 'a@example.org', '', ' ', '12.50', 'null'),
  fc.constantFrom<unknown>(null, true, false, 0, 1, -1, 5, 1.5, 1e308, [], {}, { city: 'Austin' }, { delete: true }),
  fc.string({ unit: 'binary' }),
  fc.jsonValue(),
);

const namesOf = ({ type }: Operation): string[] => [
  ...Object.keys(resourceOf(type).attributes),
  'constructor',
  '__proto__',
  'id',
];

/** A body that looks right from afar. */
function plausible(operation: Operation, id: string): fc.Arbitrary<unknown> {
  const { type } = operation;
  const relationships = resourceOf(type).relationships;
  const link = fc.record(
    {
      type: fc.constantFrom('signups', 'pages', 'signup_tags', 'voters', type),
      id: fc.constantFrom('110', '61', '999999999', id),
      'temp-id': fc.constantFrom('a', 'b'),
      method: fc.constantFrom('create', 'update', 'disassociate', 'destroy', 'merge'),
    },
    { requiredKeys: ['type'] },
  );
  const data = fc.record(
    {
      type: fc.constant(type),
      ...(operation.path.includes('{id}') && { id: fc.constant(id) }),
      attributes: fc.dictionary(fc.constantFrom(...namesOf(operation)), value, { maxKeys: 6 }),
      relationships: fc.dictionary(
        fc.constantFrom('constructor', ...Object.keys(relationships)),
        fc.record({ data: fc.oneof(link, fc.array(link, { maxLength: 2 }), value) }),
        { maxKeys: 2 },
      ),
      signup_ids: fc.oneof(fc.array(value, { maxLength: 3 }), value),
      tag: value,
    },
    { requiredKeys: ['type', ...(operation.path.includes('{id}') ? (['id'] as const) : [])] },
  );
  const entry = fc.record({ type: fc.constantFrom('pages', 'voters', 'signup_tags'), 'temp-id': fc.constantFrom('a', 'b') });
  return fc.record({ data, included: fc.array(entry, { maxLength: 2 }) }, { requiredKeys: ['data'] });
}

const attempt = fc.constantFrom(...writing).chain(operation => {
  const ids = nation
    .table(operation.type)
    .rows.slice(0, 50)
    .map(row => row.id);
  return fc
    .constantFrom(...(ids.length > 0 ? ids : ['1']))
    .chain(id =>
      fc.record({ operation: fc.constant(operation), id: fc.constant(id), body: fc.oneof(plausible(operation, id), value) }),
    );
});

/** Status of an answer. What is no answer of the API is a defect of the double, and throws. */
function statusOf({ operation, id, body }: { operation: Operation; id: string; body: unknown }): number {
  const request = {
    nation,
    viewer,
    prefix: '',
    path: '',
    parameters: new URLSearchParams(),
    switches: defaultSwitches(),
    shift: 0,
    body: JSON.stringify(body) ?? '',
    at: '2026-06-15T07:00:00-05:00',
    anySideposting: true,
  };
  const route = { operation, ...(operation.path.includes('{id}') && { id }) };
  try {
    if (operation.kind !== 'bulk') return write(request, route).status;
    nation.atomically(bulkWork(request, route));
    return 202;
  } catch (error) {
    if (error instanceof ApiError) return error.status;
    throw error;
  }
}

describe('a write of anything to anywhere', () => {
  it('is answered as the API answers', () => {
    const seen = new Set<number>();
    fc.assert(
      fc.property(attempt, one => {
        const status = statusOf(one);
        seen.add(status);
        expect([200, 201, 202, 400, 404, 422]).toContain(status);
      }),
      { numRuns: 1000 },
    );
    expect([...seen]).toEqual(expect.arrayContaining([200, 400, 422]));
  });
});
