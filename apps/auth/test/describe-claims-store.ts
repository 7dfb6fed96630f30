import { ManualClock, type Rng, SystemRng } from '@nat/service-kit';
import { auditEntry } from '../src/audit/audit-entry';
import type { ClaimsStore, StoredClaim } from '../src/members/claims/claims.store';
import type { MembersStore } from '../src/members/members.store';
import { freshNation } from './people';

const rng: Rng = new SystemRng();
const clock = new ManualClock();

function aClaim(): StoredClaim {
  return { nationSlug: freshNation(), claimedAt: clock.iso(), expiresAt: 2_000_000_000, keyHash: rng.hex(32) };
}

/** What every form of {@link ClaimsStore} promises, beside the form of {@link MembersStore} that shares its rows. */
export function describeClaimsStore(form: string, make: () => { claims: ClaimsStore; members: MembersStore }): void {
  describe(`claims store, ${form}`, () => {
    let store: ClaimsStore;
    let members: MembersStore;
    beforeAll(() => ({ claims: store, members } = make()));

    const claim = (userId: string, revision: number, ...claims: StoredClaim[]) => {
      const { nationSlug } = claims.at(-1)!;
      const entry = auditEntry({ type: 'nation.claimed', subject: nationSlug, actor: userId }, { clock, rng });
      return store.claim(userId, { claims, revision }, nationSlug, entry);
    };

    it('keeps the claims of a user, and knows none of another', async () => {
      const [userId, one, other] = [rng.id('usr'), aClaim(), aClaim()];
      expect(await store.of(userId)).toEqual({ claims: [], revision: 0 });
      expect([await claim(userId, 1, one), await claim(userId, 2, one, other)]).toEqual([true, true]);
      expect(await store.of(userId)).toEqual({ claims: [one, other], revision: 2 });
      expect(await store.of(rng.id('usr'))).toEqual({ claims: [], revision: 0 });
    });

    it('keeps one of 20 that saw the same claims', async () => {
      const [userId, all] = [rng.id('usr'), Array.from({ length: 20 }, aClaim)];
      const outcomes = await Promise.all(all.map(each => claim(userId, 1, each)));
      expect(outcomes.filter(Boolean)).toHaveLength(1);
      expect((await store.of(userId)).claims).toEqual([all[outcomes.indexOf(true)]]);
    });

    it('keeps no claim on a nation that was proven', async () => {
      const [userId, late] = [rng.id('usr'), aClaim()];
      const { nationSlug } = late;
      const nation = { nationSlug, ownerId: rng.id('usr'), joinByConnection: true, createdAt: clock.iso(), revision: 1 };
      await members.change({ nationSlug, memberships: [], nation }, { audits: [], events: [] });
      expect([await claim(userId, 1, late), await store.of(userId)]).toEqual([false, { claims: [], revision: 0 }]);
    });
  });
}
