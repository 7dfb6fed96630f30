import { Injectable } from '@nestjs/common';
import { type Claim, NationSlug } from '@nat/contracts';
import { AppError, Clock, Rng } from '@nat/service-kit';
import { auditEntry } from '../../audit/audit-entry';
import { secretHash } from '../../one-time/one-time-secret';
import { MembersStore } from '../members.store';
import { ClaimsStore, type StoredClaim } from './claims.store';

/** Seconds somebody has to prove a claim. */
const claimSeconds = 7 * 86_400;
/** Claims one user can make within that time. */
const mostClaims = 10;
/** Rounds of a lost race; each is lost to another claim of the same user, or to the proof of the nation. */
const rounds = mostClaims + 2;

/** Claims on nations: they grant nothing, and lapse by themselves when somebody proves the nation or nobody does in time. */
@Injectable()
export class ClaimsService {
  constructor(
    private readonly store: ClaimsStore,
    private readonly members: MembersStore,
    private readonly clock: Clock,
    private readonly rng: Rng,
  ) {}

  /**
   * Claims a nation. Whoever claims it again while the claim is open gets the one they have. Throws `slug_invalid`, `conflict` for
   * a nation that was proven, `rate_limited` after 10 claims, and `idempotency_mismatch` when the key was used for another nation.
   */
  async claim(userId: string, slug: string, idempotencyKey: string): Promise<Claim> {
    const nationSlug = NationSlug.safeParse(slug).data;
    if (!nationSlug) throw new AppError('slug_invalid', 'This names no nation. For demo.nationbuilder.com it is demo.');
    const keyHash = secretHash(idempotencyKey);
    for (let round = 1; round <= rounds; round++) {
      const now = this.now();
      const { claims: kept, revision } = await this.store.of(userId);
      const claims = kept.filter(({ expiresAt }) => expiresAt > now);
      const same = known(claims, nationSlug, keyHash);
      const isProven = (await this.members.nation(nationSlug)) !== undefined;
      if (same && (!isProven || same.keyHash === keyHash)) return shown(same, isProven ? 'lapsed' : 'pending');
      // Before it shows whether the nation was proven: so each nation that is not costs a claim, and nobody looks through a list.
      requireRoom(claims, now);
      if (isProven) throw proven();
      const claim = { nationSlug, claimedAt: this.clock.iso(), expiresAt: now + claimSeconds, keyHash };
      const next = { claims: [...claims, claim], revision: revision + 1 };
      const audit = auditEntry(
        { type: 'nation.claimed', subject: nationSlug, actor: userId },
        { clock: this.clock, rng: this.rng },
      );
      if (await this.store.claim(userId, next, nationSlug, audit)) return shown(claim, 'pending');
    }
    throw new AppError('conflict', 'Your claims are being changed at this moment. Try again.');
  }

  /** Claims of a user that have not expired, the newest first. */
  async of(userId: string): Promise<Claim[]> {
    const now = this.now();
    const { claims } = await this.store.of(userId);
    const open = claims.filter(({ expiresAt }) => expiresAt > now);
    const states = await Promise.all(open.map(async claim => shown(claim, await this.stateOf(claim))));
    return states.toReversed();
  }

  /** Whether a user has a claim on a nation that has not expired. That somebody else has proven it shows only when they try. */
  async isOpen(userId: string, nationSlug: NationSlug): Promise<boolean> {
    const { claims } = await this.store.of(userId);
    return claims.some(claim => claim.nationSlug === nationSlug && claim.expiresAt > this.now());
  }

  private async stateOf({ nationSlug }: StoredClaim): Promise<Claim['state']> {
    return (await this.members.nation(nationSlug)) ? 'lapsed' : 'pending';
  }

  private now(): number {
    return Math.floor(this.clock.now() / 1_000);
  }
}

/** The open claim on the same nation. */
function known(claims: readonly StoredClaim[], nationSlug: NationSlug, keyHash: string): StoredClaim | undefined {
  const sameKey = claims.find(claim => claim.keyHash === keyHash);
  if (sameKey && sameKey.nationSlug !== nationSlug) {
    throw new AppError('idempotency_mismatch', 'This idempotency key was used for another nation. Use a new one.');
  }
  return claims.find(claim => claim.nationSlug === nationSlug);
}

function requireRoom(claims: readonly StoredClaim[], now: number): void {
  if (claims.length < mostClaims) return;
  const retryAfter = Math.min(...claims.map(({ expiresAt }) => expiresAt)) - now;
  throw new AppError('rate_limited', `You have claimed ${mostClaims} nations within 7 days. Prove one, or wait.`, { retryAfter });
}

function proven(): AppError {
  return new AppError(
    'conflict',
    'This nation uses Nat already. Sign in with NationBuilder to join it, or ask somebody there for an invitation.',
  );
}

function shown({ nationSlug, claimedAt, expiresAt }: StoredClaim, state: Claim['state']): Claim {
  return { nationSlug, state, claimedAt, expiresAt: new Date(expiresAt * 1_000).toISOString() };
}
