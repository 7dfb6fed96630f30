import { GivenRole, type Role, roleAtLeast, roles } from '@nat/contracts';
import fc from 'fast-check';
import { type MemberChange, mayChange } from './may-change';

const change: fc.Arbitrary<MemberChange> = fc.oneof(
  fc.constantFrom(...GivenRole.options).map(role => ({ kind: 'role' as const, role })),
  fc.constant({ kind: 'removal' as const }),
  fc.constant({ kind: 'hand_over' as const }),
);
const role = fc.constantFrom(...roles);
const anybody = fc.record({ userId: fc.constantFrom('a', 'b', 'c'), role });
/** Two people, of whom at most one is the owner, or one with themselves. */
const asked = fc
  .record({
    actor: anybody,
    target: fc.oneof(anybody, fc.record({ userId: fc.constant('d'), role: fc.constant(undefined) })),
    change,
  })
  .map(({ actor, target, ...rest }) => ({ actor, target: target.userId === actor.userId ? actor : target, ...rest }));

const verdict = (actor: Role, target: Role | undefined, wanted: MemberChange, self = false) => {
  const permission = mayChange({ userId: 'a', role: actor }, { userId: self ? 'a' : 'b', role: target }, wanted);
  return permission.allowed ? 'allowed' : permission.code;
};
const as = (given: GivenRole): MemberChange => ({ kind: 'role', role: given });
const removal: MemberChange = { kind: 'removal' };
const handOver: MemberChange = { kind: 'hand_over' };

it.each<[Role, Role | undefined, MemberChange, string]>([
  ['owner', 'admin', as('read_only'), 'allowed'],
  ['admin', 'admin', as('member'), 'allowed'],
  ['admin', 'read_only', as('admin'), 'allowed'],
  ['admin', 'owner', as('admin'), 'owner_required'],
  ['member', 'read_only', as('member'), 'role_required'],
  ['admin', undefined, as('member'), 'not_found'],
  ['member', undefined, as('member'), 'role_required'],
  ['owner', 'admin', removal, 'allowed'],
  ['admin', 'admin', removal, 'allowed'],
  ['admin', 'owner', removal, 'owner_required'],
  ['member', 'read_only', removal, 'role_required'],
  ['read_only', undefined, removal, 'role_required'],
  ['owner', 'read_only', handOver, 'allowed'],
  ['owner', undefined, handOver, 'not_found'],
  ['admin', 'member', handOver, 'role_required'],
])('for %s about %s, %j is %s', (actor, target, wanted, expected) => {
  expect(verdict(actor, target, wanted)).toBe(expected);
});

it.each<[Role, MemberChange, string]>([
  ['owner', as('admin'), 'owner_required'],
  ['owner', removal, 'owner_required'],
  ['owner', handOver, 'conflict'],
  ['admin', as('member'), 'allowed'],
  ['admin', removal, 'allowed'],
  ['member', removal, 'allowed'],
  ['read_only', removal, 'allowed'],
  ['member', as('admin'), 'role_required'],
])('for %s about themselves, %j is %s', (actor, wanted, expected) => {
  expect(verdict(actor, actor, wanted, true)).toBe(expected);
});

it('lets nobody raise themselves', () => {
  fc.assert(
    fc.property(role, change, (own, wanted) => {
      const permission = mayChange({ userId: 'a', role: own }, { userId: 'a', role: own }, wanted);
      if (permission.allowed && wanted.kind === 'role') expect(roleAtLeast(own, wanted.role)).toBe(true);
      if (wanted.kind === 'hand_over') expect(permission.allowed).toBe(false);
    }),
  );
});

it('touches the owner only when the owner hands over', () => {
  fc.assert(
    fc.property(asked, ({ actor, target, change: wanted }) => {
      const permission = mayChange(actor, target, wanted);
      if (permission.allowed && target.role === 'owner') expect(wanted.kind).toBe('hand_over');
      if (permission.allowed && wanted.kind === 'hand_over') expect([actor.role, actor === target]).toEqual(['owner', false]);
    }),
  );
});

it('lets those below admin do nothing but leave', () => {
  fc.assert(
    fc.property(asked, ({ actor, target, change: wanted }) => {
      if (roleAtLeast(actor.role, 'admin') || !mayChange(actor, target, wanted).allowed) return;
      expect([wanted.kind, target.userId]).toEqual(['removal', actor.userId]);
    }),
  );
});

it('tells whether somebody is a member only to whoever may act on them', () => {
  fc.assert(
    fc.property(anybody, role, change, (actor, ofMember, wanted) => {
      const [stranger, member] = [
        { userId: 'd', role: undefined },
        { userId: 'd', role: ofMember },
      ];
      const [ofStranger, ofOther] = [mayChange(actor, stranger, wanted), mayChange(actor, member, wanted)];
      const mayLook = roleAtLeast(actor.role, wanted.kind === 'hand_over' ? 'owner' : 'admin');
      expect(ofStranger.allowed).toBe(false);
      if (!mayLook) expect(ofStranger).toEqual(ofOther);
    }),
  );
});
