import { startOf } from '../test/fake-sessions';
import { sessionWorld } from '../test/session-world';
import { InMemoryTokenStore, NatClient } from './index';

let { gateway, signedOut, signedIn } = sessionWorld();
beforeEach(() => ({ gateway, signedOut, signedIn } = sessionWorld()));

it('goes by a token that was given until it begins a session', async () => {
  const nat = new NatClient({ baseUrl: 'http://gateway.test', fetch: gateway.fetch, token: 'given' });
  await nat.me().catch(() => undefined);
  await nat.startSession(startOf('cli'));
  await nat.me();
  expect(gateway.asked).toEqual(['GET /v1/me given', 'POST /v1/sessions', 'GET /v1/me access-2']);
});

describe('signing out', () => {
  it.each(['signOut', 'endAllSessions', 'endSession'] as const)('%s ends the session there and here', async how => {
    const store = new InMemoryTokenStore();
    const nat = await signedIn({ store });
    await nat[how](nat.id);
    expect([gateway.isLive(nat.id), await store.load(), signedOut]).toEqual([false, undefined, []]);
    await expect(nat.me()).rejects.toMatchObject({ code: 'unauthenticated' });
  });

  it('leaves this session alone when another one is ended', async () => {
    const nat = await signedIn();
    const other = `ses_${'9'.repeat(32)}`;
    await nat.endSession(other);
    expect(gateway.asked.at(-1)).toBe(`DELETE /v1/sessions/${other} access-2`);
    await expect(nat.endSession('../current')).rejects.toMatchObject({ code: 'session_revoked' });
    expect(gateway.asked.at(-1)).toContain('/v1/sessions/..%2Fcurrent');
  });

  it('is done where the session had ended already', async () => {
    const nat = await signedIn();
    gateway.revoke(nat.id);
    await nat.signOut();
  });

  it('forgets the tokens also where Nat cannot be reached, and says that it lives on', async () => {
    const store = new InMemoryTokenStore();
    const nat = await signedIn({ store });
    gateway.pause = async () => {
      throw new TypeError('fetch failed');
    };
    await expect(nat.signOut()).rejects.toMatchObject({ code: 'dependency_unavailable' });
    expect(await store.load()).toBeUndefined();
    expect(gateway.isLive(nat.id)).toBe(true);
  });
});
