import { type BrowserSignIn, type Challenge, mostTries, type SignIn } from './sign-in';
import { answers, type ChallengeAnswer, type ChallengeOutcome, SignInStore } from './sign-in.store';

/** The twin for tests: no await between reading and writing, so every call is one conditional write. */
export class InMemorySignInStore extends SignInStore {
  private readonly signIns = new Map<string, SignIn>();
  private readonly browsers = new Map<string, BrowserSignIn>();
  private readonly counters = new Map<string, { counted: number; expiresAt: number }>();

  begin(signIn: SignIn): Promise<void> {
    this.signIns.set(signIn.signInId, signIn);
    return Promise.resolve();
  }

  find(signInId: string, now: number): Promise<SignIn | undefined> {
    const signIn = this.signIns.get(signInId);
    return Promise.resolve(signIn && signIn.expiresAt > now ? signIn : undefined);
  }

  challenge(signInId: string, challenge: Challenge): Promise<boolean> {
    const signIn = this.signIns.get(signInId);
    if (signIn) this.signIns.set(signInId, { ...signIn, challenge });
    return Promise.resolve(signIn !== undefined);
  }

  answer(signInId: string, answer: ChallengeAnswer, now: number): Promise<ChallengeOutcome> {
    const known = this.signIns.get(signInId);
    if (!known?.challenge) return Promise.resolve({ outcome: 'spent' });
    const { challenge, ...signIn } = known;
    const open = challenge.tries < mostTries && challenge.expiresAt > now && signIn.expiresAt > now;
    if (!open) return Promise.resolve({ outcome: 'spent' });
    const right = answers(challenge, answer);
    const tried = { ...challenge, tries: challenge.tries + 1 };
    this.signIns.set(signInId, { ...signIn, ...(!right && { challenge: tried }) });
    return Promise.resolve({ outcome: right ? 'right' : 'wrong', address: challenge.address });
  }

  complete(signInId: string): Promise<boolean> {
    return Promise.resolve(this.signIns.delete(signInId));
  }

  rememberBrowser(hash: string, browser: BrowserSignIn): Promise<void> {
    this.browsers.set(hash, browser);
    return Promise.resolve();
  }

  forgetBrowser(hash: string): Promise<void> {
    this.browsers.delete(hash);
    return Promise.resolve();
  }

  browser(hash: string, now: number): Promise<BrowserSignIn | undefined> {
    const browser = this.browsers.get(hash);
    return Promise.resolve(browser && browser.expiresAt > now ? browser : undefined);
  }

  count(counter: string, expiresAt: number): Promise<number> {
    const counted = (this.counters.get(counter)?.counted ?? 0) + 1;
    this.counters.set(counter, { counted, expiresAt });
    return Promise.resolve(counted);
  }

  counted(counter: string, now: number): Promise<number> {
    const row = this.counters.get(counter);
    return Promise.resolve(row && row.expiresAt > now ? row.counted : 0);
  }
}
