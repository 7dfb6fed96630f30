import { Injectable } from '@nestjs/common';
import { type EmailAddress, normalizedEmail } from '@nat/contracts';
import { Mailer, MailRefused } from '@nat/mailer';
import { Clock, Rng } from '@nat/service-kit';
import { AccountsStore } from '../accounts/accounts.store';
import { oneTimeSecret, secretHash } from '../one-time/one-time-secret';
import { mailFor } from './mail-policy';
import { challengeSeconds, type SignIn } from './sign-in';
import { signInMail } from './sign-in-mail';
import { SignInService } from './sign-in.service';
import { type ChallengeAnswer, SignInStore } from './sign-in.store';

const hourSeconds = 3_600;
const daySeconds = 86_400;
const digits = 6;

/** Address of the gateway as people see it, such as `https://nat.example`, without a slash at its end. */
export class PublicOrigin {
  constructor(readonly origin: string) {}
}

/** Signing in by a code or link that is mailed. Nothing it answers tells whether an address has an account. */
@Injectable()
export class EmailSignIn {
  constructor(
    private readonly store: SignInStore,
    private readonly signIns: SignInService,
    private readonly accounts: AccountsStore,
    private readonly mailer: Mailer,
    private readonly publicOrigin: PublicOrigin,
    private readonly clock: Clock,
    private readonly rng: Rng,
  ) {}

  /**
   * Mails what ends the sign-in, as far as the policy allows; every address is treated alike, whether it has an account or not.
   * Throws `dependency_unavailable` while no mail goes out to anybody.
   *
   * @param browserCookie of the browser that asks.
   */
  async send(signIn: SignIn, address: EmailAddress, browserCookie: string | undefined): Promise<void> {
    const now = this.now();
    const key = secretHash(normalizedEmail(address));
    const userId = await this.accounts.userOfEmail(address);
    const knownBrowser = await this.signIns.knows(browserCookie, userId);
    const mails = knownBrowser ? 0 : (await this.store.count(mailsOf(key, now), now + hourSeconds)) - 1;
    const wrongCodes = await this.store.counted(wrongCodesOf(key, now), now);
    const what = mailFor({ mails, wrongCodes, knownBrowser });
    const [code, secret] = [this.code(), oneTimeSecret(this.rng)];
    // A code that nobody was mailed could only be guessed: it is set for nobody.
    const codeHash = what === 'code_and_link' ? this.codeHash(signIn, code) : undefined;
    const challenge = { address, linkHash: secretHash(secret), tries: 0, expiresAt: now + challengeSeconds };
    await this.store.challenge(signIn.signInId, { ...challenge, ...(codeHash && { codeHash }) });
    if (what === 'nothing') return;
    const link = `${this.publicOrigin.origin}/v1/auth/email/link?token=${signIn.signInId}.${secret}`;
    const mail = signInMail({ link, ...(what === 'code_and_link' && { code }) });
    await this.mailer.send({ ...mail, to: address, messageKey: `${signIn.signInId}.${secretHash(secret)}` }).catch(unlessRefused);
  }

  /** The user whose mail held this code, made now where the address has none; else what to say instead. */
  async byCode(signIn: SignIn, typed: string): Promise<{ userId: string } | 'wrong' | 'spent'> {
    return this.answered(signIn, { codeHash: this.codeHash(signIn, typed.replace(/\s/g, '')) });
  }

  /** The same by the secret of the link. */
  async byLink(signIn: SignIn, secret: string): Promise<{ userId: string } | 'wrong' | 'spent'> {
    return this.answered(signIn, { linkHash: secretHash(secret) });
  }

  private async answered(signIn: SignIn, answer: ChallengeAnswer): Promise<{ userId: string } | 'wrong' | 'spent'> {
    const now = this.now();
    const judged = await this.store.answer(signIn.signInId, answer, now);
    if (judged.outcome === 'spent') return 'spent';
    const { address } = judged;
    if (judged.outcome === 'right') {
      return { userId: await this.accounts.joinByEmail({ address, userId: this.rng.id('usr'), at: this.clock.iso() }) };
    }
    await this.store.count(wrongCodesOf(secretHash(normalizedEmail(address)), now), now + 2 * daySeconds);
    return 'wrong';
  }

  /** Six digits, each as likely as any other. */
  private code(): string {
    return String(Math.floor(this.rng.next() * 10 ** digits)).padStart(digits, '0');
  }

  /** Bound to its sign-in, so that the same digits of two sign-ins have nothing in common. */
  private codeHash({ signInId }: SignIn, code: string): string {
    return secretHash(`${signInId} ${code}`);
  }

  private now(): number {
    return Math.floor(this.clock.now() / 1_000);
  }
}

const mailsOf = (key: string, now: number): string => `mails ${key} ${Math.floor(now / hourSeconds)}`;
const wrongCodesOf = (key: string, now: number): string => `wrong ${key} ${Math.floor(now / daySeconds)}`;

/** An address that takes no mail is nobody's business but its owner's: the page says the same as ever. */
function unlessRefused(error: unknown): void {
  if (!(error instanceof MailRefused)) throw error;
}
