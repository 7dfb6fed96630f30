import fc from 'fast-check';
import { FakeSessions, type RenewalFault, startOf } from '../test/fake-sessions';
import { InMemoryTokenStore, NatClient, type NatProblem, type Tokens, type TokenStore } from './index';
import { localLock } from './lock';

const baseUrl = 'http://gateway.test';

/** A store whose answers come in whatever order the scheduler lets them. */
class SlowStore implements TokenStore {
  private readonly kept = new InMemoryTokenStore();

  constructor(private readonly pause: () => Promise<void>) {}

  async load(): Promise<Tokens | undefined> {
    await this.pause();
    const tokens = await this.kept.load();
    await this.pause();
    return tokens;
  }
  async save(tokens: Tokens): Promise<void> {
    await this.pause();
    await this.kept.save(tokens);
    await this.pause();
  }
  async clear(): Promise<void> {
    await this.pause();
    await this.kept.clear();
  }
}

/** Clients of one sign-in, as tabs are: with one store and one lock. */
async function tabs(count: number, pause: () => Promise<void>) {
  const gateway = new FakeSessions();
  /** Numbers of clients that were told so. */
  const signedOut: number[] = [];
  const shared = { store: new SlowStore(() => pauses.now()), lock: localLock(), now: () => gateway.now };
  // Signing in is no part of what is interleaved.
  const pauses = { now: async (): Promise<void> => {} };
  const clients = Array.from({ length: count }, (_, number) => {
    const session = { ...shared, onSignedOut: () => void signedOut.push(number) };
    return new NatClient({ baseUrl, fetch: gateway.fetch, session });
  });
  const { sessionId } = await clients[0]!.startSession(startOf('cli'));
  gateway.pause = pause;
  pauses.now = pause;
  return { gateway, clients, sessionId, signedOut };
}

const turns = fc.array(
  fc.record({
    /** Minutes that pass first. */
    minutes: fc.constantFrom(0, 0, 0, 5, 14.5, 16),
    calls: fc.array(fc.nat(3), { minLength: 1, maxLength: 8 }),
    forgets: fc.boolean(),
  }),
  { minLength: 1, maxLength: 5 },
);

it('uses no refresh token twice, whoever calls when and whatever takes its time', async () => {
  await fc.assert(
    fc.asyncProperty(fc.scheduler(), fc.integer({ min: 1, max: 4 }), turns, async (scheduler, count, script) => {
      const { gateway, clients, sessionId, signedOut } = await tabs(count, () => scheduler.schedule(Promise.resolve()));
      for (const { minutes, calls, forgets } of script) {
        gateway.now += minutes * 60_000;
        if (forgets) gateway.forgetAccessTokens();
        const answers = Promise.all(calls.map(number => clients[number % count]!.me()));
        await scheduler.waitFor(answers);
      }
      expect([gateway.isLive(sessionId), signedOut]).toEqual([true, []]);
    }),
    { numRuns: 300 },
  );
});

it('loses no session to renewals that fail, and rejects calls with nothing but that failure', async () => {
  const faults = fc.array(fc.constantFrom<RenewalFault>('lost before', 'busy'), { maxLength: 8 });
  await fc.assert(
    fc.asyncProperty(fc.scheduler(), turns, faults, async (scheduler, script, failing) => {
      const { gateway, clients, sessionId, signedOut } = await tabs(3, () => scheduler.schedule(Promise.resolve()));
      gateway.faults = failing;
      for (const { minutes, calls } of script) {
        gateway.now += minutes * 60_000;
        const answers = await scheduler.waitFor(Promise.allSettled(calls.map(number => clients[number % 3]!.me())));
        const codes = answers.flatMap(answer => (answer.status === 'rejected' ? [(answer.reason as NatProblem).code] : []));
        expect(codes.filter(code => code !== 'dependency_unavailable')).toEqual([]);
      }
      expect([gateway.isLive(sessionId), signedOut]).toEqual([true, []]);
    }),
    { numRuns: 300 },
  );
});

it('says once to each client that a session has ended, whenever that happens, and brings it back for none', async () => {
  await fc.assert(
    fc.asyncProperty(fc.scheduler(), turns, fc.nat(4), async (scheduler, script, last) => {
      const { gateway, clients, sessionId, signedOut } = await tabs(3, () => scheduler.schedule(Promise.resolve()));
      for (const [turn, { minutes, calls }] of script.entries()) {
        gateway.now += minutes * 60_000;
        const answers = Promise.allSettled(calls.map(number => clients[number % 3]!.me()));
        if (turn === last) gateway.revoke(sessionId);
        await scheduler.waitFor(answers);
      }
      if (last < script.length) await scheduler.waitFor(Promise.allSettled(clients.map(client => client.me())));
      expect(new Set(signedOut).size).toBe(signedOut.length);
      if (last >= script.length) return;
      const after = await scheduler.waitFor(Promise.allSettled(clients.map(client => client.me())));
      const codes = after.map(answer => answer.status === 'rejected' && (answer.reason as NatProblem).code);
      expect(codes).toEqual(['unauthenticated', 'unauthenticated', 'unauthenticated']);
    }),
    { numRuns: 300 },
  );
});
