import type { NationSlug } from '@nat/contracts';
import { selectNation } from './select-nation';

const demo = 'demo' as NationSlug;

it('takes the named membership, or the only one', () => {
  expect(selectNation({ demo: 'owner', other: 'member' }, demo, false)).toEqual({ nationSlug: 'demo', role: 'owner' });
  expect(selectNation({ demo: 'owner' }, undefined, false)).toEqual({ nationSlug: 'demo', role: 'owner' });
});

it('takes any membership where only the session matters, the same one each time', () => {
  expect(selectNation({ other: 'member', demo: 'owner' }, undefined, true).nationSlug).toBe('demo');
});

it.each([
  ['several and none named', { demo: 'owner', other: 'member' }, undefined, 'nation_required'],
  ['none at all', {}, undefined, 'forbidden'],
  ['another one', { demo: 'owner' }, 'other', 'forbidden'],
  ['an inherited name', { demo: 'owner' }, 'constructor', 'forbidden'],
] as const)('refuses with %s', (_, memberships, named, code) => {
  expect(() => selectNation(memberships, named as NationSlug | undefined, false)).toThrow(code);
});
