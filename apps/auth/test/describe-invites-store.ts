import { EmailAddress, type NationSlug } from '@nat/contracts';
import { ManualClock, type Rng, SystemRng } from '@nat/service-kit';
import { joining } from '../src/members/membership';
import type { MembersStore, Told } from '../src/members/members.store';
import { type InviteRecord, inviteSeconds } from '../src/members/invites/invite';
import type { InvitesStore, MailLimit } from '../src/members/invites/invites.store';
import { freshAddress, freshNation } from './people';

const rng: Rng = new SystemRng();
const clock = new ManualClock();
const now = Math.floor(clock.now() / 1_000);
const nothing: Told = { audits: [], events: [] };

function anInvite(nationSlug: NationSlug, more: Partial<InviteRecord> = {}): InviteRecord {
  return {
    nationSlug,
    inviteId: rng.timedId('inv', clock.now()),
    address: freshAddress(),
    role: 'member',
    secretHash: rng.hex(32),
    invitedBy: rng.id('usr'),
    createdAt: clock.iso(),
    expiresAt: now + inviteSeconds,
    ...more,
  };
}

const memberOf = ({ nationSlug, role }: InviteRecord, userId = rng.id('usr')) =>
  joining({ nationSlug, userId, role, via: 'invite', joinedAt: clock.iso() }, undefined);

/** What every form of {@link InvitesStore} promises, beside the form of {@link MembersStore} that shares its rows. */
export function describeInvitesStore(form: string, make: () => { invites: InvitesStore; members: MembersStore }): void {
  describe(`invites store, ${form}`, () => {
    let store: InvitesStore;
    let members: MembersStore;
    beforeAll(() => ({ invites: store, members } = make()));

    async function kept(invite: InviteRecord, limits: MailLimit[] = []): Promise<InviteRecord> {
      expect(await store.create(invite, limits, nothing)).toEqual({ created: true });
      return invite;
    }
    const open = ({ nationSlug, inviteId }: InviteRecord, at = now) => store.find(nationSlug, inviteId, at);

    it('keeps an invitation until its end, for its own nation alone', async () => {
      const invite = await kept(anInvite(freshNation()));
      expect(await open(invite)).toEqual(invite);
      expect(await open({ ...invite, nationSlug: freshNation() })).toBeUndefined();
      expect(await open({ ...invite, inviteId: rng.id('inv') })).toBeUndefined();
      expect([await open(invite, invite.expiresAt - 1), await open(invite, invite.expiresAt)]).toEqual([invite, undefined]);
    });

    it('replaces an open invitation to the same address, whatever its letter case, and none of another nation', async () => {
      const address = freshAddress();
      const elsewhere = await kept(anInvite(freshNation(), { address }));
      const first = await kept(anInvite(freshNation(), { address }));
      const second = await kept(
        anInvite(first.nationSlug, { address: EmailAddress.parse(address.toUpperCase()), role: 'admin' }),
      );
      expect([await open(first), await open(second), await open(elsewhere)]).toEqual([undefined, second, elsewhere]);
      expect(await store.accept(first, { nationSlug: first.nationSlug, memberships: [memberOf(first)] }, nothing, now)).toBe(
        false,
      );
    });

    it('keeps one invitation of 20 to the same address at once', async () => {
      const [nationSlug, address] = [freshNation(), freshAddress()];
      const invites = Array.from({ length: 20 }, () => anInvite(nationSlug, { address }));
      await Promise.all(invites.map(invite => kept(invite)));
      expect(await store.list(nationSlug, { limit: 50, now })).toHaveLength(1);
    });

    it('can be asked for anew after it was used, taken back or has expired', async () => {
      const nationSlug = freshNation();
      const [used, revoked, expired] = [
        await kept(anInvite(nationSlug)),
        await kept(anInvite(nationSlug)),
        await kept(anInvite(nationSlug, { expiresAt: now })),
      ];
      expect(await store.accept(used, { nationSlug, memberships: [memberOf(used)] }, nothing, now)).toBe(true);
      expect(await store.revoke(revoked, nothing)).toBe(true);
      const again = [used, revoked, expired].map(({ address }) => anInvite(nationSlug, { address }));
      for (const invite of again) expect(await open(await kept(invite))).toEqual(invite);
    });

    it('is used once, however many accept it at once, and makes one membership', async () => {
      const invite = await kept(anInvite(freshNation(), { role: 'admin' }));
      const { nationSlug } = invite;
      const joined = Array.from({ length: 20 }, () => memberOf(invite));
      const outcomes = await Promise.all(
        joined.map(member => store.accept(invite, { nationSlug, memberships: [member] }, nothing, now)),
      );
      expect(outcomes.filter(Boolean)).toHaveLength(1);
      expect(await members.list(nationSlug, { limit: 50 })).toEqual([joined[outcomes.indexOf(true)]]);
      expect(await open(invite)).toBeUndefined();
    });

    it('is either accepted or taken back when both happen at once', async () => {
      const invite = await kept(anInvite(freshNation()));
      const { nationSlug } = invite;
      const outcomes = await Promise.all([
        store.accept(invite, { nationSlug, memberships: [memberOf(invite)] }, nothing, now),
        store.revoke(invite, nothing),
      ]);
      expect(outcomes.filter(Boolean)).toHaveLength(1);
      expect(await members.list(nationSlug, { limit: 50 })).toHaveLength(outcomes[0] ? 1 : 0);
    });

    it('stays open when a membership was not as it was seen, and is not accepted past its end', async () => {
      const invite = await kept(anInvite(freshNation()));
      const { nationSlug } = invite;
      const unseen = { ...memberOf(invite), revision: 2 };
      expect(await store.accept(invite, { nationSlug, memberships: [unseen] }, nothing, now)).toBe(false);
      const resting = { nationSlug, memberships: [memberOf(invite)], rests: [memberOf(invite)] };
      expect(await store.accept(invite, resting, nothing, now)).toBe(false);
      expect(await open(invite)).toEqual(invite);
      const change = { nationSlug, memberships: [memberOf(invite)] };
      expect(await store.accept(invite, change, nothing, invite.expiresAt)).toBe(false);
      expect(await members.list(nationSlug, { limit: 50 })).toEqual([]);
    });

    it('lists a nation from the newest on, page by page, without those past their end', async () => {
      const nationSlug = freshNation();
      const invites: InviteRecord[] = [];
      for (let minute = 0; minute < 5; minute++) {
        const inviteId = rng.timedId('inv', clock.now() + minute * 60_000);
        invites.push(await kept(anInvite(nationSlug, { inviteId, ...(minute === 2 && { expiresAt: now }) })));
      }
      await kept(anInvite(freshNation()));
      const wanted = [4, 3, 1, 0].map(index => invites[index]!);
      const first = await store.list(nationSlug, { limit: 3, now });
      const rest = await store.list(nationSlug, { limit: 3, now, before: first[2]!.inviteId });
      expect([...first, ...rest]).toEqual(wanted);
    });

    it('counts mail to the last one a limit allows, also when all come at once, and tells which limit it was', async () => {
      const nationSlug = freshNation();
      const limits = (counter: string): MailLimit[] => [
        { counter: 'HOUR#1', most: 8, endsAt: now + 60 },
        { counter, most: 3, endsAt: now + 60 },
      ];
      const create = (slug: NationSlug, counter: string) => store.create(anInvite(slug), limits(counter), nothing);
      const toOne = await Promise.all(Array.from({ length: 10 }, () => create(nationSlug, 'DAY#1#a')));
      expect(toOne.filter(({ created }) => created)).toHaveLength(3);
      expect(toOne.find(({ created }) => !created)).toEqual({ created: false, limit: 1 });
      const toOthers = await Promise.all(Array.from({ length: 10 }, (_, index) => create(nationSlug, `DAY#1#${index}`)));
      expect(toOthers.filter(({ created }) => created)).toHaveLength(5);
      expect(toOthers.find(({ created }) => !created)).toEqual({ created: false, limit: 0 });
      expect(await store.list(nationSlug, { limit: 50, now })).toHaveLength(8);
      expect(await create(freshNation(), 'DAY#1#a')).toEqual({ created: true });
    });
  });
}
