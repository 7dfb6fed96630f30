import { EmailAddress } from '@nat/contracts';
import { type Rng, SystemRng } from '@nat/service-kit';
import type { Challenge, SignIn } from '../src/sign-in/sign-in';
import type { SignInStore } from '../src/sign-in/sign-in.store';

const rng: Rng = new SystemRng();

function aSignIn(more: Partial<SignIn> = {}): SignIn {
  return {
    signInId: rng.id('sgn'),
    clientId: 'cli',
    redirectUri: 'http://127.0.0.1:1/signed-in',
    state: 'state',
    codeChallenge: 'challenge',
    browserHash: rng.hex(32),
    expiresAt: 900,
    ...more,
  };
}

function aChallenge(more: Partial<Challenge> = {}): Challenge {
  const address = EmailAddress.parse('ada@example.org');
  return { address, codeHash: rng.hex(32), linkHash: rng.hex(32), tries: 0, expiresAt: 600, ...more };
}

/** What every form of {@link SignInStore} promises. */
export function describeSignInStore(form: string, make: () => SignInStore): void {
  describe(`sign-in store, ${form}`, () => {
    let store: SignInStore;
    beforeAll(() => (store = make()));

    async function challenged(more: Partial<Challenge> = {}): Promise<{ signIn: SignIn; challenge: Challenge }> {
      const [signIn, challenge] = [aSignIn(), aChallenge(more)];
      await store.begin(signIn);
      expect(await store.challenge(signIn.signInId, challenge)).toBe(true);
      return { signIn, challenge };
    }

    it('finds a sign-in until its last second', async () => {
      const signIn = aSignIn();
      await store.begin(signIn);
      expect([await store.find(signIn.signInId, 899), await store.find(signIn.signInId, 900)]).toEqual([signIn, undefined]);
      expect(await store.find(rng.id('sgn'), 1)).toBeUndefined();
    });

    it('ends a sign-in for one of many', async () => {
      const signIn = aSignIn();
      await store.begin(signIn);
      const ends = await Promise.all(Array.from({ length: 10 }, () => store.complete(signIn.signInId)));
      expect(ends.filter(Boolean)).toHaveLength(1);
      expect(await store.find(signIn.signInId, 1)).toBeUndefined();
      expect(await store.challenge(signIn.signInId, aChallenge())).toBe(false);
    });

    it('takes the right code or link, once', async () => {
      for (const answer of [
        ({ codeHash }: Challenge) => ({ codeHash: codeHash! }),
        ({ linkHash }: Challenge) => ({ linkHash }),
      ]) {
        const { signIn, challenge } = await challenged();
        const outcomes = await Promise.all(Array.from({ length: 4 }, () => store.answer(signIn.signInId, answer(challenge), 1)));
        expect(outcomes.filter(({ outcome }) => outcome === 'right')).toHaveLength(1);
        expect(outcomes.filter(({ outcome }) => outcome === 'wrong')).toEqual([]);
        expect(await store.answer(signIn.signInId, answer(challenge), 1)).toMatchObject({ outcome: 'spent' });
      }
    });

    it('judges five tries and no more, however many come at once, and then not even the right one', async () => {
      const { signIn, challenge } = await challenged();
      const wrong = await Promise.all(
        Array.from({ length: 30 }, () => store.answer(signIn.signInId, { codeHash: rng.hex(32) }, 1)),
      );
      expect(wrong.filter(({ outcome }) => outcome === 'wrong')).toHaveLength(5);
      expect(wrong.filter(({ outcome }) => outcome === 'right')).toEqual([]);
      expect(await store.answer(signIn.signInId, { codeHash: challenge.codeHash! }, 1)).toMatchObject({ outcome: 'spent' });
    });

    it('takes no answer to an expired challenge, to one that was replaced, or to one without a code', async () => {
      const { signIn, challenge } = await challenged();
      expect(await store.answer(signIn.signInId, { linkHash: challenge.linkHash }, 600)).toMatchObject({ outcome: 'spent' });
      const { codeHash: _, ...linkOnly } = aChallenge();
      await store.challenge(signIn.signInId, linkOnly);
      expect(await store.answer(signIn.signInId, { codeHash: challenge.codeHash! }, 1)).toMatchObject({ outcome: 'wrong' });
      expect(await store.answer(signIn.signInId, { linkHash: challenge.linkHash }, 1)).toMatchObject({ outcome: 'wrong' });
      expect(await store.answer(signIn.signInId, { linkHash: linkOnly.linkHash }, 1)).toMatchObject({ outcome: 'right' });
      expect(await store.answer(rng.id('sgn'), { linkHash: linkOnly.linkHash }, 1)).toMatchObject({ outcome: 'spent' });
    });

    it('tells the address of the challenge that was judged, whatever address the sign-in had before', async () => {
      const { signIn } = await challenged({ address: EmailAddress.parse('victim@example.org') });
      const mine = aChallenge({ address: EmailAddress.parse('mine@example.org') });
      await store.challenge(signIn.signInId, mine);
      expect(await store.answer(signIn.signInId, { codeHash: rng.hex(32) }, 1)).toEqual({
        outcome: 'wrong',
        address: mine.address,
      });
      const right = { outcome: 'right', address: mine.address };
      expect(await store.answer(signIn.signInId, { codeHash: mine.codeHash! }, 1)).toEqual(right);
    });

    it('knows a browser until its last second', async () => {
      const [hash, browser] = [rng.hex(32), { userId: rng.id('usr'), epoch: 3, expiresAt: 100 }];
      await store.rememberBrowser(hash, browser);
      expect(await store.browser(hash, 99)).toEqual(browser);
      expect([await store.browser(hash, 100), await store.browser(rng.hex(32), 1)]).toEqual([undefined, undefined]);
      await store.forgetBrowser(hash);
      await store.forgetBrowser(hash);
      expect(await store.browser(hash, 99)).toBeUndefined();
    });

    it('counts each of many at once, by counter, until it ends', async () => {
      const counter = `mails ${rng.hex(8)}`;
      const counts = await Promise.all(Array.from({ length: 10 }, () => store.count(counter, 100)));
      expect(counts.toSorted((a, b) => a - b)).toEqual([1, 2, 3, 4, 5, 6, 7, 8, 9, 10]);
      expect([await store.counted(counter, 99), await store.counted(counter, 100)]).toEqual([10, 0]);
      expect(await store.counted(rng.hex(8), 1)).toBe(0);
    });
  });
}
