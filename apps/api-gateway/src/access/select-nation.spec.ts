import type { NationSlug } from '@nat/contracts';
import { selectNation } from './select-nation';

const demo = 'demo' as NationSlug;

it('takes the named membership, or the only one', () => {
  expect(selectNation({ demo: 'owner', other: 'member' }, demo)).toEqual({ nationSlug: 'demo', role: 'owner' });
  expect(selectNation({ demo: 'owner' }, undefined)).toEqual({ nationSlug: 'demo', role: 'owner' });
});

it.each(['other', 'constructor'])('knows no role in a nation that the token does not name: %s', named => {
  expect(selectNation({ demo: 'owner' }, named as NationSlug)).toEqual({ nationSlug: named });
});

it.each([
  ['several and none named', { demo: 'owner', other: 'member' }, 'nation_required'],
  ['none at all', {}, 'forbidden'],
] as const)('refuses with %s', (_, memberships, code) => {
  expect(() => selectNation(memberships, undefined)).toThrow(code);
});
