import type { Attribute, AttributeKind } from '@nat/nationbuilder';
import { addressParts, operations, resourceOf, resourceTypes } from '@nat/nationbuilder';
import { type Nation, type NationRecord, textOf } from '../engine/records';
import { servedTypes } from '../engine/served-types';
import { NOW } from '../test-support/sign-in';
import { seedDemoNation } from './demo-nation';
import { seedLargeNation } from './large-nation';
import { seedEmptyNation, seedOtherNation } from './small-nations';

const now = Date.parse(NOW);
const nations: readonly Nation[] = [
  seedDemoNation(1, now).nation,
  seedOtherNation(1, now),
  seedEmptyNation(1, now),
  seedLargeNation(1, now, 500),
];
const demo = nations[0] as Nation;

const isText = (pattern: RegExp) => (value: unknown) => typeof value === 'string' && pattern.test(value);
const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
const FITS: Record<AttributeKind, (value: unknown) => boolean> = {
  text: value => typeof value === 'string',
  choice: value => typeof value === 'string',
  id: isText(/^\d+$/),
  integer: Number.isInteger,
  decimal: isText(/^-?\d+(\.\d+)?$/),
  time: isText(/^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}[+-]\d{2}:\d{2}$/),
  date: isText(/^\d{4}-\d{2}-\d{2}$/),
  flag: value => typeof value === 'boolean',
  object: isObject,
  address: value => isObject(value) && Object.keys(value).every(part => part in addressParts),
};

/** Why the value of a record is not one that the API could answer; undefined when it is. */
function misfit(attribute: Attribute & { readonly isOpen?: boolean }, value: unknown): string | undefined {
  const { kind, nullable, choices, isOpen } = attribute;
  const shown = value === undefined ? attribute.default : value;
  if (shown === undefined || shown === null) return nullable ? undefined : 'is missing';
  if (!FITS[kind](shown)) return `is no ${kind}: ${JSON.stringify(shown)}`;
  return !choices || isOpen || choices.includes(shown as string) ? undefined : `is no choice: ${JSON.stringify(shown)}`;
}

describe.each(nations.map(nation => [nation.slug, nation] as const))('the records of the nation %s', (_, nation) => {
  it.each(resourceTypes)('%s have only values that the catalog allows', type => {
    const { readable } = servedTypes.get(type) ?? { readable: [] };
    const extra = Object.entries(resourceOf(type).extraFields).map(([name, attribute]) => ({ name, ...attribute }));
    const wrong = nation.table(type).rows.flatMap(row =>
      [...readable, ...extra].flatMap(attribute => {
        const problem = misfit(attribute, row[attribute.name]);
        return problem === undefined ? [] : [`${type} ${row.id}: ${attribute.name} ${problem}`];
      }),
    );
    expect(wrong).toEqual([]);
  });

  it.each(resourceTypes)('%s name records that exist, shown or hidden', type => {
    const dangling = [...(servedTypes.get(type)?.relationships ?? [])].flatMap(([name, relationship]) => {
      if (relationship.kind !== 'one' || !servedTypes.has(relationship.type)) return [];
      const targets = nation.table(relationship.type);
      const hasNone = ({ [relationship.key]: key }: NationRecord) =>
        key !== undefined && key !== null && !targets.find(textOf(key));
      return nation
        .table(type)
        .rows.filter(hasNone)
        .map(row => `${name} of ${row.id}`);
    });
    expect(dangling).toEqual([]);
  });
});

it('finds a value that does not fit, so that the specs above mean something', () => {
  const { attributes } = resourceOf('donations');
  expect(misfit(attributes.status as Attribute, 'refunded')).toBe('is no choice: "refunded"');
  expect(misfit(attributes.amount_in_cents as Attribute, 1.5)).toBe('is no integer: 1.5');
  expect(misfit(attributes.succeeded_at as Attribute, '2026-06-15T12:00:00Z')).toContain('is no time');
  expect(misfit(resourceOf('voters').attributes.signup_id as Attribute, null)).toBe('is missing');
});

it('has records of every type that the API lists, and a value of every attribute kind', () => {
  const listed = [...operations.values()].filter(({ kind }) => kind === 'list').map(({ type }) => type);
  expect(listed).toHaveLength(40);
  expect(listed.filter(type => demo.table(type).rows.length === 0)).toEqual([]);
});
