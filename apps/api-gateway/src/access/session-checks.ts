import { type NationSlug, type Role, SessionCheckAnswer } from '@nat/contracts';
import { AppError, Clock, type PersonIdentity } from '@nat/service-kit';
import { Injectable } from '@nestjs/common';
import { Siblings } from '../siblings/siblings';
import { BoundedMap } from './bounded-map';

/** Milliseconds an answer of auth is taken for true without asking again. */
const freshFor = 30_000;
/** Milliseconds an answer may stand in for auth while auth is down: removal is in force within 60 s (reliability, 5.1). */
const usableFor = 60_000;
/** Milliseconds for which auth is not asked again after it did not answer, so that its outage costs callers no wait. */
const silenceFor = 1_000;
const askTimeoutMs = 2_000;
const remembered = 20_000;

/** What a token says about its bearer; the nation where one is selected, the role where the token names that nation. */
export interface Claimed extends PersonIdentity {
  nationSlug?: NationSlug;
  role?: Role;
}

interface Known {
  answer: SessionCheckAnswer;
  askedAt: number;
}

/**
 * Whether a session still lives and which role its user has in a nation now, as auth says; remembered for 30 s. While auth
 * does not answer, reading goes on by the last answer or the token's claims; writing stops once the answer is 60 s old.
 */
@Injectable()
export class SessionChecks {
  private readonly known = new BoundedMap<Known>(remembered);
  private readonly asking = new Map<string, Promise<Known>>();
  private unreachableUntil = 0;

  constructor(
    private readonly siblings: Siblings,
    private readonly clock: Clock,
  ) {}

  /**
   * The live answer for what a token claims. Throws `dependency_unavailable` where nobody can vouch for it: for a write, and
   * for a nation the token does not name.
   */
  async check(claimed: Claimed, write: boolean): Promise<SessionCheckAnswer> {
    const key = `${claimed.sessionId} ${claimed.nationSlug ?? ''}`;
    const known = this.known.get(key);
    if (known && this.age(known) < freshFor) return known.answer;
    try {
      return (await this.ask(key, claimed)).answer;
    } catch (error) {
      if (!(error instanceof AppError) || error.code !== 'dependency_unavailable') throw error;
      if (known && this.age(known) < usableFor) return known.answer;
      const vouched = claimed.nationSlug === undefined || claimed.role !== undefined;
      if (write || !(known ?? vouched)) throw error;
      return known?.answer ?? { active: true, role: claimed.role };
    }
  }

  private age(known: Known): number {
    return this.clock.monotonic() - known.askedAt;
  }

  /** One question at a time per session and nation; everybody who waits for it hears the same answer. */
  private async ask(key: string, claimed: Claimed): Promise<Known> {
    if (this.clock.monotonic() < this.unreachableUntil) throw unreachable();
    const running = this.asking.get(key);
    if (running) return running;
    const asking = this.askAuth(claimed).finally(() => this.asking.delete(key));
    this.asking.set(key, asking);
    const known = await asking;
    this.known.set(key, known);
    return known;
  }

  private async askAuth({ userId, sessionId, nationSlug }: Claimed): Promise<Known> {
    const askedAt = this.clock.monotonic();
    const identity = { userId, sessionId };
    try {
      const call = { method: 'POST', path: '/internal/sessions/check', timeoutMs: askTimeoutMs } as const;
      const body = { nationSlug };
      return { answer: await this.siblings.auth.call({ ...call, identity, body, schema: SessionCheckAnswer }), askedAt };
    } catch (error) {
      if (error instanceof AppError && error.code === 'dependency_unavailable') {
        this.unreachableUntil = this.clock.monotonic() + silenceFor;
      }
      throw error;
    }
  }
}

function unreachable(): AppError {
  return new AppError('dependency_unavailable', 'Sign-in cannot be checked at the moment; try again shortly.', { retryAfter: 1 });
}

/** Throws when the session ended. */
export function requireLive(answer: SessionCheckAnswer): void {
  if (!answer.active) throw new AppError('session_revoked', 'This session has ended; sign in again.');
}

/** The role that holds now. Throws when the session ended or its user is not, or no longer, a member. */
export function liveRole(answer: SessionCheckAnswer): Role {
  requireLive(answer);
  if (!answer.role) throw new AppError('forbidden', 'You are not a member of this nation.');
  return answer.role;
}
