import { absent, type Expression, type Key, present, type Table } from '@nat/dynamo';
import { BrowserSignIn, type Challenge, mostTries, SignIn } from './sign-in';
import { answers, type ChallengeAnswer, type ChallengeOutcome, SignInStore } from './sign-in.store';

const signInKey = (signInId: string): Key => ({ pk: `SIGNIN#${signInId}`, sk: 'SIGNIN' });
const browserKey = (hash: string): Key => ({ pk: `BROWSER#${hash}`, sk: 'BROWSER' });
const counterKey = (counter: string): Key => ({ pk: `COUNT#${counter}`, sk: 'COUNT' });

/** {@link SignInStore} in DynamoDB: every step is one conditional write. */
export class DynamoSignInStore extends SignInStore {
  constructor(private readonly table: Table) {
    super();
  }

  async begin(signIn: SignIn): Promise<void> {
    const outcome = await this.table.put({ ...signInKey(signIn.signInId), ...signIn }, absent);
    if (!outcome.written) throw new Error('a new sign-in id was taken already');
  }

  async find(signInId: string, now: number): Promise<SignIn | undefined> {
    const row = await this.table.get(signInKey(signInId));
    const signIn = row && SignIn.parse(row);
    return signIn && signIn.expiresAt > now ? signIn : undefined;
  }

  async challenge(signInId: string, challenge: Challenge): Promise<boolean> {
    const update = { expression: 'SET challenge = :challenge', values: { ':challenge': challenge } };
    return (await this.table.update(signInKey(signInId), update, present)).written;
  }

  async answer(signInId: string, answer: ChallengeAnswer, now: number): Promise<ChallengeOutcome> {
    const counted = await this.table.update(signInKey(signInId), oneMoreTry, triesLeft(now));
    const challenge = counted.written ? SignIn.parse(counted.row).challenge : undefined;
    if (!challenge) return { outcome: 'spent' };
    const { address, linkHash } = challenge;
    if (!answers(challenge, answer)) return { outcome: 'wrong', address };
    const same = { expression: 'challenge.linkHash = :same', values: { ':same': linkHash } };
    const used = await this.table.update(signInKey(signInId), { expression: 'REMOVE challenge' }, same);
    return used.written ? { outcome: 'right', address } : { outcome: 'spent' };
  }

  async complete(signInId: string): Promise<boolean> {
    return (await this.table.delete(signInKey(signInId), present)).written;
  }

  async rememberBrowser(hash: string, browser: BrowserSignIn): Promise<void> {
    await this.table.put({ ...browserKey(hash), ...browser });
  }

  async forgetBrowser(hash: string): Promise<void> {
    await this.table.delete(browserKey(hash));
  }

  async browser(hash: string, now: number): Promise<BrowserSignIn | undefined> {
    const row = await this.table.get(browserKey(hash));
    const browser = row && BrowserSignIn.parse(row);
    return browser && browser.expiresAt > now ? browser : undefined;
  }

  async count(counter: string, expiresAt: number): Promise<number> {
    const update = { expression: 'ADD counted :one SET expiresAt = :end', values: { ':one': 1, ':end': expiresAt } };
    const outcome = await this.table.update(counterKey(counter), update);
    return outcome.written ? Number(outcome.row?.counted) : 0;
  }

  async counted(counter: string, now: number): Promise<number> {
    const row = await this.table.get(counterKey(counter));
    return row && Number(row.expiresAt) > now ? Number(row.counted) : 0;
  }
}

const oneMoreTry: Expression = { expression: 'SET challenge.tries = challenge.tries + :one', values: { ':one': 1 } };

function triesLeft(now: number): Expression {
  return {
    expression: 'challenge.tries < :most AND challenge.expiresAt > :now AND expiresAt > :now',
    values: { ':most': mostTries, ':now': now },
  };
}
