import { startOf } from '../test/fake-sessions';
import { all, minute, sessionWorld } from '../test/session-world';
import { InMemoryTokenStore, type SessionOptions, type TokenStore } from './index';
import { localLock } from './lock';

let { gateway, signedOut, client, signedIn } = sessionWorld();
beforeEach(() => ({ gateway, signedOut, client, signedIn } = sessionWorld()));

describe('several clients with one store and one lock', () => {
  let shared: SessionOptions & { store: TokenStore };
  beforeEach(() => (shared = { store: new InMemoryTokenStore(), lock: localLock() }));

  it('renew once for all their calls', async () => {
    const [first, second] = [await signedIn(shared), client(shared)];
    await second.me();
    gateway.now += 16 * minute;
    const answers = await all(50, () => Promise.all([first.me(), second.me()]));
    expect(answers.every(({ status }) => status === 'fulfilled')).toBe(true);
    expect(gateway.renewals).toBe(1);
  });

  it('would end the session without the lock, so the lock is what keeps it', async () => {
    const [first, second] = [await signedIn({ ...shared, lock: localLock() }), client({ ...shared, lock: localLock() })];
    await second.me();
    gateway.now += 16 * minute;
    await Promise.allSettled([first.me(), second.me()]);
    expect(gateway.isLive(first.id)).toBe(false);
  });

  it('hear of a sign-out when they next need a token', async () => {
    const [first, second] = [await signedIn(shared), client(shared)];
    await second.me();
    await first.signOut();
    gateway.now += 16 * minute;
    await expect(second.me()).rejects.toMatchObject({ code: 'unauthenticated' });
    expect([signedOut, gateway.renewals]).toEqual([['unauthenticated'], 0]);
  });

  it('never go on as somebody else who signed in meanwhile, and leave them their session', async () => {
    const [first, second] = [await signedIn(shared), client(shared)];
    await second.me();
    await first.startSession(startOf('cli'));
    const theirs = await shared.store.load();
    gateway.now += 16 * minute;
    await expect(second.me()).rejects.toMatchObject({ code: 'unauthenticated' });
    expect(signedOut).toEqual(['unauthenticated']);
    expect(await shared.store.load()).toEqual(theirs);
    await first.me();
  });
});

describe('a session in the cookie of a browser', () => {
  it('is found again after a reload', async () => {
    await signedIn({}, 'web');
    const page = client();
    await page.refresh();
    await page.me();
    expect(gateway.asked.slice(-2)).toEqual(['POST /v1/sessions/refresh', 'GET /v1/me access-3']);
  });

  it('is none where nobody is signed in, which ends nothing', async () => {
    await expect(client().refresh()).rejects.toMatchObject({ code: 'unauthenticated' });
    expect(signedOut).toEqual([]);
  });

  it('is renewed one tab after the other', async () => {
    const lock = localLock();
    const [first, second] = [await signedIn({ lock }, 'web'), client({ lock })];
    await second.refresh();
    gateway.now += 16 * minute;
    await Promise.all([first.me(), second.me()]);
    expect([gateway.renewals, gateway.isLive(first.id)]).toEqual([3, true]);
  });

  it('is over for a tab once somebody else signed in to the browser', async () => {
    const [first, second] = [await signedIn({}, 'web'), await signedIn({}, 'web')];
    gateway.now += 16 * minute;
    await expect(first.me()).rejects.toMatchObject({ code: 'unauthenticated' });
    expect(signedOut).toEqual(['unauthenticated']);
    await second.me();
  });
});
