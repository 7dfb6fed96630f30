import type { EmailAddress } from '@nat/contracts';
import type { BrowserSignIn, Challenge, SignIn } from './sign-in';

/** How a mail is answered: by what was typed or by the link that was opened, each as its hash. */
export type ChallengeAnswer = { codeHash: string } | { linkHash: string };

/**
 * What came of an answer, with the address of the very challenge that was judged: a sign-in may be given another challenge at
 * any moment, also between two steps of ours. `spent`: there is no challenge, or no try left in it.
 */
export type ChallengeOutcome = { outcome: 'right' | 'wrong'; address: EmailAddress } | { outcome: 'spent' };

/** Sign-ins under way, browsers that were signed in with, and how much mail an address gets. Times are epoch seconds. */
export abstract class SignInStore {
  abstract begin(signIn: SignIn): Promise<void>;

  /** Nothing when it is over or never was. */
  abstract find(signInId: string, now: number): Promise<SignIn | undefined>;

  /** Sets the challenge of a sign-in, in place of an earlier one. False when the sign-in is over. */
  abstract challenge(signInId: string, challenge: Challenge): Promise<boolean>;

  /**
   * Answers the challenge of a sign-in. Each call counts as a try before it is judged, so that any number at once is judged
   * five times at most; the right answer uses the challenge up, and of any number of right ones one is told so.
   */
  abstract answer(signInId: string, answer: ChallengeAnswer, now: number): Promise<ChallengeOutcome>;

  /** Ends a sign-in; of any number of calls one is told that it did. */
  abstract complete(signInId: string): Promise<boolean>;

  /** @param hash of the browser's cookie. */
  abstract rememberBrowser(hash: string, browser: BrowserSignIn): Promise<void>;
  /** Makes a cookie worth nothing. Harmless when it is already. */
  abstract forgetBrowser(hash: string): Promise<void>;
  abstract browser(hash: string, now: number): Promise<BrowserSignIn | undefined>;

  /**
   * Counts one more of something within a window, and answers how many that makes.
   * @param counter names what is counted and the window, such as `mails <address hash> <hour>`.
   */
  abstract count(counter: string, expiresAt: number): Promise<number>;
  /** How many were counted. */
  abstract counted(counter: string, now: number): Promise<number>;
}

/** Whether an answer is that of a challenge. One without a code takes none. */
export function answers(challenge: Challenge, answer: ChallengeAnswer): boolean {
  return 'codeHash' in answer ? challenge.codeHash === answer.codeHash : challenge.linkHash === answer.linkHash;
}
