import { eventOf, SessionRevoked } from '@nat/contracts';
import { ManualClock, type Rng, SystemRng } from '@nat/service-kit';
import { auditEntry } from '../src/audit/audit-entry';
import { newSession, type Session, used } from '../src/sessions/session';
import type { SessionsStore } from '../src/sessions/sessions.store';
import { freshNation } from './people';

const rng: Rng = new SystemRng();
const clock = new ManualClock();

function aSession(more: Partial<Session> = {}): Session {
  const about = { sessionId: rng.id('ses'), userId: rng.id('usr'), nationSlug: freshNation(), client: 'cli', epoch: 0 };
  return { ...newSession(about, clock.now()), ...more };
}

function revoked({ sessionId, nationSlug, userId }: Session): SessionRevoked {
  const facts = { id: `${sessionId}.revoked`, nationSlug: nationSlug!, time: clock.iso(), userId, correlationId: 'none' };
  return eventOf(SessionRevoked, { ...facts, data: { sessionId, cause: 'signed_out' } });
}

function audits({ sessionId, nationSlug }: Session) {
  return [{ nationSlug: nationSlug!, entry: auditEntry({ type: 'session.ended', subject: sessionId }, { clock, rng }) }];
}

/** What every form of {@link SessionsStore} promises. */
export function describeSessionsStore(form: string, make: () => SessionsStore): void {
  describe(`sessions store, ${form}`, () => {
    let store: SessionsStore;
    beforeAll(() => (store = make()));

    async function opened(more: Partial<Session> = {}): Promise<{ session: Session; hash: string }> {
      const [session, hash] = [aSession(more), rng.hex(32)];
      await store.open(session, hash, audits(session));
      return { session, hash };
    }

    it('keeps a session with its first refresh token, and finds it for its own user alone', async () => {
      const { session, hash } = await opened();
      expect(await store.find(session)).toEqual(session);
      expect(await store.find({ ...session, userId: rng.id('usr') })).toBeUndefined();
      expect(await store.refreshToken(hash)).toMatchObject({
        userId: session.userId,
        sessionId: session.sessionId,
        state: 'live',
      });
      expect(await store.refreshToken(rng.hex(32))).toBeUndefined();
    });

    it('keeps a session of no nation', async () => {
      const { nationSlug: _, ...session } = aSession();
      await store.open(session, rng.hex(32), []);
      expect(await store.find(session)).toEqual(session);
    });

    it('lists the sessions of a user and no other’s', async () => {
      const { session } = await opened();
      const { session: second } = await opened({ userId: session.userId });
      await opened();
      const ids = (await store.ofUser(session.userId)).map(({ sessionId }) => sessionId);
      expect(ids.toSorted()).toEqual([session.sessionId, second.sessionId].toSorted());
      expect(await store.ofUser(rng.id('usr'))).toEqual([]);
    });

    it('exchanges a refresh token once, however many ask at once, and keeps what the winner wrote', async () => {
      const { session, hash } = await opened();
      const later = used(session, clock.now() + 60_000, '192.0.2.0/24');
      const nexts = Array.from({ length: 20 }, () => rng.hex(32));
      const outcomes = await Promise.all(nexts.map(to => store.rotate({ from: hash, to, session: later })));
      expect(outcomes.filter(outcome => outcome === 'rotated')).toHaveLength(1);
      expect(outcomes.filter(outcome => outcome === 'used')).toHaveLength(19);
      const kept = await Promise.all(nexts.map(to => store.refreshToken(to)));
      expect(kept.map(token => token?.state)).toEqual(outcomes.map(outcome => (outcome === 'rotated' ? 'live' : undefined)));
      expect(await store.refreshToken(hash)).toMatchObject({ state: 'used' });
      expect(await store.find(session)).toEqual(later);
    });

    it('exchanges nothing for a session that was ended, and does not bring it back', async () => {
      const { session, hash } = await opened();
      expect(await store.end(session, revoked(session), audits(session))).toBe(true);
      const to = rng.hex(32);
      expect(await store.rotate({ from: hash, to, session })).toBe('ended');
      expect([await store.find(session), await store.refreshToken(to)]).toEqual([undefined, undefined]);
    });

    it('ends a session once', async () => {
      const { session } = await opened();
      const outcomes = await Promise.all(Array.from({ length: 5 }, () => store.end(session, revoked(session), audits(session))));
      expect(outcomes.filter(Boolean)).toHaveLength(1);
    });

    it('moves a user into the next epoch once for each that was seen', async () => {
      const { session } = await opened();
      const { userId } = session;
      expect(await store.epoch(userId)).toBe(0);
      const first = await Promise.all(Array.from({ length: 5 }, () => store.endAll(userId, 0, audits(session))));
      expect(first.filter(Boolean)).toHaveLength(1);
      expect(await store.epoch(userId)).toBe(1);
      expect([await store.endAll(userId, 0, []), await store.endAll(userId, 1, [])]).toEqual([false, true]);
      expect([await store.epoch(userId), await store.epoch(rng.id('usr'))]).toEqual([2, 0]);
    });
  });
}
