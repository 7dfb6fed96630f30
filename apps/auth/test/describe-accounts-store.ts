import { EmailAddress, NationSlug } from '@nat/contracts';
import { ManualClock, type Rng, SystemRng } from '@nat/service-kit';
import type { AccountsStore, JoiningPerson } from '../src/accounts/accounts.store';

const rng: Rng = new SystemRng();
const clock = new ManualClock();

/** A nation nobody has used, so that runs may share one endpoint. */
export function freshNation(): NationSlug {
  return NationSlug.parse(`n${rng.hex(8)}`);
}

function person(nationSlug: NationSlug, signupId: string, more: Partial<JoiningPerson> = {}): JoiningPerson {
  return { nationSlug, signupId, name: 'Ada Admin', userId: rng.id('usr'), memberRole: 'member', at: clock.iso(), ...more };
}

/** What every form of {@link AccountsStore} promises. */
export function describeAccountsStore(form: string, make: () => AccountsStore): void {
  describe(`accounts store, ${form}`, () => {
    let store: AccountsStore;
    beforeAll(() => {
      store = make();
    });

    it('makes the first person of a nation its owner and everybody else what the caller says', async () => {
      const nation = freshNation();
      const first = person(nation, '1');
      expect(await store.join(first)).toEqual({ userId: first.userId, role: 'owner' });
      const second = person(nation, '2', { memberRole: 'read_only' });
      expect(await store.join(second)).toEqual({ userId: second.userId, role: 'read_only' });
      expect(await store.role(nation, second.userId)).toBe('read_only');
    });

    it('knows a person again, whatever id the caller proposes, and changes nothing', async () => {
      const nation = freshNation();
      const first = person(nation, '1');
      await store.join(first);
      expect(await store.join(person(nation, '1', { memberRole: 'read_only' }))).toEqual({ userId: first.userId, role: 'owner' });
    });

    it('takes the same signup id in another nation for another person', async () => {
      const [one, other] = [freshNation(), freshNation()];
      const here = await store.join(person(one, '1'));
      const there = await store.join(person(other, '1'));
      expect(there.userId).not.toBe(here.userId);
      expect(await store.role(one, there.userId)).toBeUndefined();
    });

    it('makes one user and one owner when 20 sign in as the same person at once', async () => {
      const nation = freshNation();
      const joined = await Promise.all(Array.from({ length: 20 }, () => store.join(person(nation, '1'))));
      expect(new Set(joined.map(({ userId }) => userId)).size).toBe(1);
      expect(new Set(joined.map(({ role }) => role))).toEqual(new Set(['owner']));
    });

    it('makes one owner when 20 different people are first at once', async () => {
      const nation = freshNation();
      const joined = await Promise.all(Array.from({ length: 20 }, (_, id) => store.join(person(nation, `${id}`))));
      expect(joined.filter(({ role }) => role === 'owner')).toHaveLength(1);
      expect(joined.filter(({ role }) => role === 'member')).toHaveLength(19);
      expect(new Set(joined.map(({ userId }) => userId)).size).toBe(20);
    });

    it('shows an account with its name and memberships, and nothing for an unknown user', async () => {
      const nation = freshNation();
      const { userId } = await store.join(person(nation, '1'));
      expect(await store.account(userId)).toEqual({
        userId,
        name: 'Ada Admin',
        memberships: [{ nationSlug: nation, role: 'owner' }],
      });
      expect(await store.account(rng.id('usr'))).toBeUndefined();
    });

    it('makes one user of an address, whatever its letter case and however many come at once', async () => {
      const [name, at] = [rng.hex(8), clock.iso()];
      const spellings = [`${name}@Example.org`, `${name.toUpperCase()}@example.org`, `${name}@example.org`];
      const joined = await Promise.all(
        spellings.map(spelling => store.joinByEmail({ address: EmailAddress.parse(spelling), userId: rng.id('usr'), at })),
      );
      expect(new Set(joined).size).toBe(1);
      expect(await store.userOfEmail(EmailAddress.parse(spellings[1]!))).toBe(joined[0]);
      const account = await store.account(joined[0]!);
      expect(account).toMatchObject({ memberships: [] });
      expect([account!.email!.toLowerCase(), account!.name.toLowerCase()]).toEqual([`${name}@example.org`, name]);
    });

    it('links a person to a user who exists, once, and to nobody else afterwards', async () => {
      const nationSlug = freshNation();
      const users = [rng.id('usr'), rng.id('usr'), rng.id('usr')];
      const linked = await Promise.all(users.map(userId => store.linkPerson({ nationSlug, signupId: '7', userId })));
      expect(new Set(linked).size).toBe(1);
      expect(users).toContain(linked[0]);
      expect(await store.linkPerson({ nationSlug, signupId: '7', userId: users[0]! })).toBe(linked[0]);
      expect(await store.linkPerson({ nationSlug, signupId: '8', userId: users[1]! })).toBe(users[1]);
      expect(await store.role(nationSlug, linked[0]!)).toBeUndefined();
    });

    it('makes another user of another address, and knows none of an address nobody proved', async () => {
      const address = (local: string) => EmailAddress.parse(`${local}@example.org`);
      const name = rng.hex(8);
      const join = (local: string) => store.joinByEmail({ address: address(local), userId: rng.id('usr'), at: clock.iso() });
      expect(await join(name)).not.toBe(await join(`${name}+1`));
      expect(await store.userOfEmail(address(`${name}.x`))).toBeUndefined();
    });
  });
}
