import { type DomainEvent, eventOf, MemberRoleChanged, type NationSlug, type Role } from '@nat/contracts';
import { ManualClock, type Rng, SystemRng } from '@nat/service-kit';
import type { AccountsStore } from '../src/accounts/accounts.store';
import { auditEntry } from '../src/audit/audit-entry';
import { ended, joining, type Member, type MembershipRecord, type Nation, withRole } from '../src/members/membership';
import { type MembersStore, positionForm, positionOf, type Told } from '../src/members/members.store';
import { freshNation } from './people';

const rng: Rng = new SystemRng();
const clock = new ManualClock();
const nothing: Told = { audits: [], events: [] };

function aMember(nationSlug: NationSlug, more: Partial<Member> = {}): Member {
  const about = { nationSlug, userId: rng.id('usr'), role: 'member' as Role, via: 'invite' as const, joinedAt: clock.iso() };
  return { ...joining(about, undefined), ...more };
}

function aNation(nationSlug: NationSlug, ownerId: string): Nation {
  return { nationSlug, ownerId, joinByConnection: true, createdAt: clock.iso(), revision: 1 };
}

/** What is told of a change, once: a second event of that id is refused with everything beside it. */
function told({ nationSlug, userId, revision }: MembershipRecord): Told {
  const facts = { id: `${nationSlug}.${userId}.${revision}.told`, nationSlug, time: clock.iso(), correlationId: 'none' };
  const event = eventOf(MemberRoleChanged, { ...facts, data: { ...MemberRoleChanged.example, revision } }) as DomainEvent;
  return { audits: [auditEntry({ type: 'member.role_changed', subject: userId }, { clock, rng })], events: [event] };
}

/** What every form of {@link MembersStore} promises, beside the form of {@link AccountsStore} that shares its rows. */
export function describeMembersStore(form: string, make: () => { accounts: AccountsStore; members: MembersStore }): void {
  describe(`members store, ${form}`, () => {
    let store: MembersStore;
    let accounts: AccountsStore;
    beforeAll(() => ({ members: store, accounts } = make()));

    async function kept(member: Member): Promise<Member> {
      expect(await store.change({ nationSlug: member.nationSlug, memberships: [member] }, nothing)).toBe(true);
      return member;
    }

    it('keeps a membership, for its own nation and user alone', async () => {
      const member = await kept(aMember(freshNation()));
      expect(await store.find(member.nationSlug, member.userId)).toEqual(member);
      expect(await store.find(freshNation(), member.userId)).toBeUndefined();
      expect(await store.find(member.nationSlug, rng.id('usr'))).toBeUndefined();
      expect(await accounts.role(member.nationSlug, member.userId)).toBe('member');
    });

    it('keeps what is left of a membership that has ended, which is no role and no place in the list', async () => {
      const member = await kept(aMember(freshNation()));
      const over = ended(member);
      expect(await store.change({ nationSlug: member.nationSlug, memberships: [over] }, nothing)).toBe(true);
      expect(await store.find(member.nationSlug, member.userId)).toEqual(over);
      expect(await accounts.role(member.nationSlug, member.userId)).toBeUndefined();
      expect(await store.list(member.nationSlug, { limit: 10 })).toEqual([]);
      const back = joining({ ...member, role: 'read_only', joinedAt: '2026-07-01T00:00:00.000Z' }, over);
      expect(await store.change({ nationSlug: member.nationSlug, memberships: [back] }, nothing)).toBe(true);
      expect(await store.list(member.nationSlug, { limit: 10 })).toEqual([back]);
      expect(back.revision).toBe(3);
    });

    it('lists a nation from who joined last, page by page, and nobody of another one', async () => {
      const nationSlug = freshNation();
      const at = (day: number) => `2026-06-${String(day).padStart(2, '0')}T12:00:00.000Z`;
      const members = [3, 1, 2, 2, 4].map(day => aMember(nationSlug, { joinedAt: at(day) }));
      for (const member of members) await kept(member);
      await kept(aMember(freshNation(), { joinedAt: at(5) }));
      const wanted = members.toSorted((a, b) => (positionOf(a) > positionOf(b) ? -1 : 1));
      const found: Member[] = [];
      for (let before: string | undefined; ; before = positionOf(found.at(-1)!)) {
        const page = await store.list(nationSlug, { limit: 2, ...(before && { before }) });
        if (page.length === 0) break;
        found.push(...page);
      }
      expect(found).toEqual(wanted);
      for (const member of found) expect(positionOf(member)).toMatch(positionForm);
    });

    it('makes a change once, whatever number follows the same revision at once', async () => {
      const member = await kept(aMember(freshNation()));
      const changes = (['admin', 'read_only'] as const).flatMap(role => Array.from({ length: 10 }, () => withRole(member, role)));
      const outcomes = await Promise.all(
        changes.map(changed => store.change({ nationSlug: member.nationSlug, memberships: [changed] }, told(changed))),
      );
      expect(outcomes.filter(Boolean)).toHaveLength(1);
      expect(await store.find(member.nationSlug, member.userId)).toEqual(changes[outcomes.indexOf(true)]);
    });

    it('makes no change that rests on what is not so any more, not even in part', async () => {
      const nationSlug = freshNation();
      const [actor, target] = [await kept(aMember(nationSlug, { role: 'admin' })), await kept(aMember(nationSlug))];
      const demoted = withRole(actor, 'member');
      expect(await store.change({ nationSlug, memberships: [demoted] }, nothing)).toBe(true);
      const change = { nationSlug, memberships: [withRole(target, 'admin')], rests: [actor] };
      expect(await store.change(change, told(target))).toBe(false);
      expect(await store.find(nationSlug, target.userId)).toEqual(target);
      expect(await store.change({ ...change, rests: [demoted] }, told(target))).toBe(true);
    });

    it('makes no change that rests on a nation that is not so any more', async () => {
      const nationSlug = freshNation();
      const member = aMember(nationSlug);
      const nation = aNation(nationSlug, rng.id('usr'));
      const closed = { ...nation, joinByConnection: false, revision: 2 };
      await store.change({ nationSlug, memberships: [], nation }, nothing);
      await store.change({ nationSlug, memberships: [], nation: closed }, nothing);
      const change = { nationSlug, memberships: [member] };
      expect(await store.change({ ...change, restsOnNation: nation }, told(member))).toBe(false);
      expect(await store.find(nationSlug, member.userId)).toBeUndefined();
      expect(await store.change({ ...change, restsOnNation: closed }, told(member))).toBe(true);
      expect(await store.nation(nationSlug)).toEqual(closed);
    });

    it('does not let two admins end each other at once', async () => {
      const nationSlug = freshNation();
      const [one, other] = [
        await kept(aMember(nationSlug, { role: 'admin' })),
        await kept(aMember(nationSlug, { role: 'admin' })),
      ];
      const outcomes = await Promise.all([
        store.change({ nationSlug, memberships: [ended(other)], rests: [one] }, nothing),
        store.change({ nationSlug, memberships: [ended(one)], rests: [other] }, nothing),
      ]);
      expect(outcomes.filter(Boolean)).toHaveLength(1);
    });

    it('has one owner when 20 hand the same nation over at once, and none of them twice', async () => {
      const nationSlug = freshNation();
      const owner = aMember(nationSlug, { role: 'owner' });
      const nation = aNation(nationSlug, owner.userId);
      expect(await store.change({ nationSlug, memberships: [owner], nation }, nothing)).toBe(true);
      const heirs = await Promise.all(Array.from({ length: 20 }, () => kept(aMember(nationSlug))));
      const outcomes = await Promise.all(
        heirs.map(heir => {
          const memberships = [withRole(heir, 'owner'), withRole(owner, 'admin')];
          return store.change({ nationSlug, memberships, nation: { ...nation, ownerId: heir.userId, revision: 2 } }, nothing);
        }),
      );
      expect(outcomes.filter(Boolean)).toHaveLength(1);
      const owners = (await store.list(nationSlug, { limit: 50 })).filter(({ role }) => role === 'owner');
      expect(owners.map(({ userId }) => userId)).toEqual([heirs[outcomes.indexOf(true)]!.userId]);
      expect((await store.nation(nationSlug))?.ownerId).toBe(owners[0]!.userId);
    });

    it('keeps a nation with what it decided, and knows none that nobody has proven', async () => {
      const nationSlug = freshNation();
      expect(await store.nation(nationSlug)).toBeUndefined();
      const nation = aNation(nationSlug, rng.id('usr'));
      await store.change({ nationSlug, memberships: [], nation }, nothing);
      const changed = { ...nation, joinByConnection: false, revision: 2 };
      const outcomes = await Promise.all(
        Array.from({ length: 5 }, () => store.change({ nationSlug, memberships: [], nation: changed }, nothing)),
      );
      expect(outcomes.filter(Boolean)).toHaveLength(1);
      expect(await store.nation(nationSlug)).toEqual(changed);
    });
  });
}
