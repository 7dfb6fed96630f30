import { EmailAddress } from '@nat/contracts';
import { ManualClock, type Rng, SystemRng } from '@nat/service-kit';
import type { AccountsStore } from '../src/accounts/accounts.store';
import type { MembersStore } from '../src/members/members.store';
import { admit, freshAddress, freshNation } from './people';

const rng: Rng = new SystemRng();
const clock = new ManualClock();

/** What every form of {@link AccountsStore} promises, beside the form of {@link MembersStore} that shares its rows. */
export function describeAccountsStore(form: string, make: () => { accounts: AccountsStore; members: MembersStore }): void {
  describe(`accounts store, ${form}`, () => {
    let stores: { accounts: AccountsStore; members: MembersStore };
    beforeAll(() => {
      stores = make();
    });

    it('makes the first person of a nation its owner and everybody else what the caller says', async () => {
      const nationSlug = freshNation();
      const first = await admit(stores, { nationSlug, signupId: '1' });
      expect(first.role).toBe('owner');
      const second = await admit(stores, { nationSlug, signupId: '2', memberRole: 'read_only' });
      expect(second.role).toBe('read_only');
      expect(await stores.accounts.role(nationSlug, second.userId)).toBe('read_only');
      expect(await stores.members.nation(nationSlug)).toMatchObject({ ownerId: first.userId, joinByConnection: true });
    });

    it('knows a person again, whatever role the caller proposes, and changes nothing', async () => {
      const nationSlug = freshNation();
      const first = await admit(stores, { nationSlug, signupId: '1' });
      expect(await admit(stores, { nationSlug, signupId: '1', memberRole: 'read_only' })).toEqual(first);
      expect(await stores.accounts.userOfPerson(nationSlug, '1')).toBe(first.userId);
    });

    it('takes the same signup id in another nation for another person', async () => {
      const [one, other] = [freshNation(), freshNation()];
      const here = await admit(stores, { nationSlug: one, signupId: '1' });
      const there = await admit(stores, { nationSlug: other, signupId: '1' });
      expect(there.userId).not.toBe(here.userId);
      expect(await stores.accounts.role(one, there.userId)).toBeUndefined();
    });

    it('makes one user and one owner when 20 sign in as the same person at once', async () => {
      const nationSlug = freshNation();
      const joined = await Promise.all(Array.from({ length: 20 }, () => admit(stores, { nationSlug, signupId: '1' })));
      expect(new Set(joined.map(({ userId }) => userId)).size).toBe(1);
      expect(new Set(joined.map(({ role }) => role))).toEqual(new Set(['owner']));
    });

    it('makes one owner when 20 different people are first at once', async () => {
      const nationSlug = freshNation();
      const joined = await Promise.all(Array.from({ length: 20 }, (_, id) => admit(stores, { nationSlug, signupId: `${id}` })));
      expect(joined.filter(({ role }) => role === 'owner')).toHaveLength(1);
      expect(joined.filter(({ role }) => role === 'member')).toHaveLength(19);
      expect(new Set(joined.map(({ userId }) => userId)).size).toBe(20);
    });

    it('shows an account with its name and memberships, and nothing for an unknown user', async () => {
      const nationSlug = freshNation();
      const { userId } = await admit(stores, { nationSlug, signupId: '1' });
      expect(await stores.accounts.account(userId)).toEqual({
        userId,
        name: 'Ada Admin',
        memberships: [{ nationSlug, role: 'owner' }],
      });
      expect(await stores.accounts.account(rng.id('usr'))).toBeUndefined();
    });

    it('calls a user something else, and makes none by it', async () => {
      const { userId } = await admit(stores, { nationSlug: freshNation(), signupId: '1' });
      const nobody = rng.id('usr');
      expect([await stores.accounts.rename(userId, 'Ada'), await stores.accounts.rename(nobody, 'Ada')]).toEqual([true, false]);
      expect((await stores.accounts.account(userId))?.name).toBe('Ada');
      expect(await stores.accounts.account(nobody)).toBeUndefined();
    });

    it('makes one user of an address, whatever its letter case and however many come at once', async () => {
      const [name, at] = [rng.hex(8), clock.iso()];
      const spellings = [`${name}@Example.org`, `${name.toUpperCase()}@example.org`, `${name}@example.org`];
      const joined = await Promise.all(
        spellings.map(spelling =>
          stores.accounts.joinByEmail({ address: EmailAddress.parse(spelling), userId: rng.id('usr'), at }),
        ),
      );
      expect(new Set(joined).size).toBe(1);
      expect(await stores.accounts.userOfEmail(EmailAddress.parse(spellings[1]!))).toBe(joined[0]);
      const account = await stores.accounts.account(joined[0]!);
      expect(account).toMatchObject({ memberships: [] });
      expect([account!.email!.toLowerCase(), account!.name.toLowerCase()]).toEqual([`${name}@example.org`, name]);
    });

    it('calls a new user of an address as told, and one who is known as before', async () => {
      const [address, at] = [freshAddress(), clock.iso()];
      const userId = await stores.accounts.joinByEmail({ address, userId: rng.id('usr'), name: 'Ada', at });
      expect(await stores.accounts.joinByEmail({ address, userId: rng.id('usr'), name: 'Eve', at })).toBe(userId);
      expect((await stores.accounts.account(userId))?.name).toBe('Ada');
    });

    it('links a person to a user who exists, each to one of the other, and says so again when asked again', async () => {
      const nationSlug = freshNation();
      const users = [rng.id('usr'), rng.id('usr'), rng.id('usr')];
      const linked = await Promise.all(users.map(userId => stores.accounts.linkPerson({ nationSlug, signupId: '7', userId })));
      expect(linked.filter(Boolean)).toHaveLength(1);
      const userId = users[linked.indexOf(true)]!;
      expect(await stores.accounts.linkPerson({ nationSlug, signupId: '7', userId })).toBe(true);
      expect(await stores.accounts.linkPerson({ nationSlug, signupId: '8', userId })).toBe(false);
      expect(
        await stores.accounts.linkPerson({ nationSlug, signupId: '8', userId: users[(linked.indexOf(true) + 1) % 3]! }),
      ).toBe(true);
      expect(await stores.accounts.linkPerson({ nationSlug: freshNation(), signupId: '8', userId })).toBe(true);
      expect(await stores.accounts.role(nationSlug, userId)).toBeUndefined();
    });

    it('links nobody to a person who joined as somebody else, and nobody who joined to another person', async () => {
      const nationSlug = freshNation();
      const { userId } = await admit(stores, { nationSlug, signupId: '1' });
      expect(await stores.accounts.linkPerson({ nationSlug, signupId: '1', userId: rng.id('usr') })).toBe(false);
      expect(await stores.accounts.linkPerson({ nationSlug, signupId: '2', userId })).toBe(false);
      expect(await stores.accounts.linkPerson({ nationSlug, signupId: '1', userId })).toBe(true);
    });

    it('makes another user of another address, and knows none of an address nobody proved', async () => {
      const address = (local: string) => EmailAddress.parse(`${local}@example.org`);
      const name = rng.hex(8);
      const join = (local: string) =>
        stores.accounts.joinByEmail({ address: address(local), userId: rng.id('usr'), at: clock.iso() });
      expect(await join(name)).not.toBe(await join(`${name}+1`));
      expect(await stores.accounts.userOfEmail(address(`${name}.x`))).toBeUndefined();
    });
  });
}
