import { SystemRng } from '@nat/service-kit';
import type { OidcIdentitiesStore } from '../src/oidc/oidc-identities.store';

const rng = new SystemRng();
const at = '2026-06-15T12:00:00.000Z';

/** What every form of {@link OidcIdentitiesStore} promises. */
export function describeOidcIdentitiesStore(
  form: string,
  make: () => { store: OidcIdentitiesStore; nameOf: (userId: string) => Promise<string | undefined> },
): void {
  describe(`OIDC identities store, ${form}`, () => {
    let store: OidcIdentitiesStore;
    let nameOf: (userId: string) => Promise<string | undefined>;
    beforeAll(() => {
      ({ store, nameOf } = make());
    });

    const person = () => ({ issuer: 'https://issuer.example', subject: rng.hex(8) });

    it('makes a user of a person who was not known, and knows them again', async () => {
      const ada = person();
      expect(await store.userOf(ada)).toBeUndefined();
      const userId = await store.enter({ ...ada, userId: rng.id('usr'), name: 'Ada', at });
      expect([await store.userOf(ada), await nameOf(userId)]).toEqual([userId, 'Ada']);
    });

    it('makes one user when 20 sign in as the same person at once, and leaves none behind', async () => {
      const ada = person();
      const proposed = Array.from({ length: 20 }, () => rng.id('usr'));
      const users = await Promise.all(proposed.map(userId => store.enter({ ...ada, userId, name: 'Ada', at })));
      expect(new Set(users).size).toBe(1);
      const named = await Promise.all(proposed.map(nameOf));
      expect(named.filter(name => name !== undefined)).toEqual(['Ada']);
    });

    it('makes a person known as a user who exists, once', async () => {
      const ada = person();
      expect(await store.link({ ...ada, userId: 'usr_1' })).toBe('usr_1');
      expect(await store.link({ ...ada, userId: 'usr_2' })).toBe('usr_1');
      expect(await store.enter({ ...ada, userId: rng.id('usr'), name: 'Ada', at })).toBe('usr_1');
      expect(await store.userOf(ada)).toBe('usr_1');
    });

    it('takes the same subject of another issuer, and what only reads alike, for somebody else', async () => {
      const subject = rng.hex(8);
      const first = { issuer: 'https://issuer.example', subject };
      await store.link({ ...first, userId: 'usr_1' });
      for (const other of [
        { issuer: 'https://other.example', subject },
        { issuer: 'https://issuer.example/', subject },
        { issuer: `https://issuer.example${subject[0]}`, subject: subject.slice(1) },
        { issuer: 'https://issuer.example', subject: `${subject} ` },
      ]) {
        expect(await store.userOf(other)).toBeUndefined();
      }
    });

    it('uses a token up once, also for 20 at once', async () => {
      const [one, other] = [rng.hex(32), rng.hex(32)];
      const told = await Promise.all(Array.from({ length: 20 }, () => store.useUp(one, 4_000_000_000)));
      expect(told.filter(first => first)).toHaveLength(1);
      expect(await store.useUp(other, 4_000_000_000)).toBe(true);
    });
  });
}
