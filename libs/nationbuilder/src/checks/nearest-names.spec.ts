import fc from 'fast-check';
import { resourceOf } from '../catalog/catalog';
import { nearestNames } from './nearest-names';

const names = (type: string): string[] => Object.keys(resourceOf(type).attributes);

it.each([
  ['signups', 'fist_name', 'first_name'],
  ['signups', 'firstName', 'first_name'],
  ['signups', 'e-mail', 'email'],
  ['lists', 'naem', 'name'],
  ['donations', 'amount_cents', 'amount_in_cents'],
  ['donations', 'succeded_at', 'succeeded_at'],
  ['signup_taggings', 'signup_tag_id', 'tag_id'],
  ['memberships', 'expires_at', 'expires_on'],
])('of %s, %j is like %s', (type, wrong, right) => {
  expect(nearestNames(wrong, names(type))).toContain(right);
});

it('names the nearest first, three at most', () => {
  expect(nearestNames('last_nam', names('signups'))[0]).toBe('last_name');
  expect(nearestNames('email1', names('signups'))).toHaveLength(3);
});

it('names nothing when nothing is near', () => {
  expect(nearestNames('zodiac', names('signup_taggings'))).toEqual([]);
  expect(nearestNames('x', [])).toEqual([]);
});

it('finds a known name again by itself, and bears any text', () => {
  fc.assert(fc.property(fc.constantFrom(...names('signups')), name => nearestNames(name, names('signups'))[0] === name));
  fc.assert(fc.property(fc.string({ maxLength: 5_000 }), text => nearestNames(text, names('events')).length <= 3));
});
