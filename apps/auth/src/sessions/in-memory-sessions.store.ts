import type { SessionRevoked } from '@nat/contracts';
import type { InMemoryOutbox } from '@nat/event-bus';
import type { PersonIdentity } from '@nat/service-kit';
import { InMemoryAudit } from '../audit/in-memory-audit';
import type { Session } from './session';
import { type KnownRefreshToken, type NationAudit, type Rotation, SessionsStore } from './sessions.store';

/** The twin for tests: no await between reading and writing, so every call is one transaction. */
export class InMemorySessionsStore extends SessionsStore {
  private readonly epochs = new Map<string, number>();
  private readonly sessions = new Map<string, Session>();
  private readonly tokens = new Map<string, KnownRefreshToken>();

  constructor(
    private readonly outbox: InMemoryOutbox,
    private readonly audit = new InMemoryAudit(),
  ) {
    super();
  }

  epoch(userId: string): Promise<number> {
    return Promise.resolve(this.epochs.get(userId) ?? 0);
  }

  open(session: Session, refreshHash: string, audits: readonly NationAudit[]): Promise<void> {
    this.sessions.set(keyOf(session), session);
    this.keepToken(refreshHash, session);
    this.note(audits);
    return Promise.resolve();
  }

  find(person: PersonIdentity): Promise<Session | undefined> {
    return Promise.resolve(this.sessions.get(keyOf(person)));
  }

  ofUser(userId: string): Promise<Session[]> {
    return Promise.resolve([...this.sessions.values()].filter(session => session.userId === userId));
  }

  refreshToken(hash: string): Promise<KnownRefreshToken | undefined> {
    return Promise.resolve(this.tokens.get(hash));
  }

  rotate({ from, to, session }: Rotation): Promise<'rotated' | 'used' | 'ended'> {
    const token = this.tokens.get(from);
    if (token?.state !== 'live') return Promise.resolve('used');
    if (!this.sessions.has(keyOf(session))) return Promise.resolve('ended');
    this.tokens.set(from, { ...token, state: 'used' });
    this.keepToken(to, session);
    this.sessions.set(keyOf(session), session);
    return Promise.resolve('rotated');
  }

  end(session: Session, event: SessionRevoked | undefined, audits: readonly NationAudit[]): Promise<boolean> {
    if (!this.sessions.delete(keyOf(session))) return Promise.resolve(false);
    if (event) this.outbox.add(event);
    this.note(audits);
    return Promise.resolve(true);
  }

  endAll(userId: string, epoch: number, audits: readonly NationAudit[]): Promise<boolean> {
    if ((this.epochs.get(userId) ?? 0) !== epoch) return Promise.resolve(false);
    this.epochs.set(userId, epoch + 1);
    this.note(audits);
    return Promise.resolve(true);
  }

  private keepToken(hash: string, { userId, sessionId }: Session): void {
    this.tokens.set(hash, { userId, sessionId, state: 'live' });
  }

  private note(audits: readonly NationAudit[]): void {
    for (const { nationSlug, entry } of audits) this.audit.add(nationSlug, entry);
  }
}

function keyOf({ userId, sessionId }: PersonIdentity): string {
  return `${userId} ${sessionId}`;
}
