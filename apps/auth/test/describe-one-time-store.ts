import { type Rng, SystemRng } from '@nat/service-kit';
import type { OneTimeStore, OneTimeValue } from '../src/one-time/one-time.store';

const rng: Rng = new SystemRng();

function aHandOver(): OneTimeValue<'hand_over'> {
  const about = { clientId: 'cli', redirectUri: 'http://127.0.0.1:1/signed-in', codeChallenge: 'c', userId: rng.id('usr') };
  return { ...about, epoch: 0, way: 'email', newBrowser: true };
}

/** What every form of {@link OneTimeStore} promises. */
export function describeOneTimeStore(form: string, make: () => OneTimeStore): void {
  describe(`one-time store, ${form}`, () => {
    let store: OneTimeStore;
    beforeAll(() => (store = make()));

    it('hands a value to one of 20 that ask at once, and to nobody afterwards', async () => {
      const [hash, value] = [rng.hex(32), aHandOver()];
      await store.keep('hand_over', hash, value, 100);
      const taken = await Promise.all(Array.from({ length: 20 }, () => store.take('hand_over', hash, 99)));
      expect(taken.filter(each => each !== undefined)).toEqual([value]);
      expect(await store.take('hand_over', hash, 99)).toBeUndefined();
    });

    it('hands out nothing from its last second on, and has used it up', async () => {
      const hash = rng.hex(32);
      await store.keep('hand_over', hash, aHandOver(), 100);
      expect([await store.take('hand_over', hash, 100), await store.take('hand_over', hash, 1)]).toEqual([undefined, undefined]);
    });

    it('keeps kinds and secrets apart', async () => {
      const hash = rng.hex(32);
      await store.keep('hand_over', hash, aHandOver(), 100);
      expect(await store.take('oauth_state', hash, 1)).toBeUndefined();
      expect(await store.take('hand_over', rng.hex(32), 1)).toBeUndefined();
      expect(await store.take('hand_over', hash, 1)).toBeDefined();
    });
  });
}
