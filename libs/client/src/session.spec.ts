import { FakeSessions, startOf } from '../test/fake-sessions';
import { InMemoryTokenStore, NatClient, type NatProblem, type SessionOptions, type TokenStore } from './index';
import { localLock } from './lock';

const minute = 60_000;
let gateway: FakeSessions;
let signedOut: string[];

beforeEach(() => {
  gateway = new FakeSessions();
  signedOut = [];
});

function client(session: SessionOptions = {}): NatClient {
  const onSignedOut = ({ code }: NatProblem): void => void signedOut.push(code);
  return new NatClient({
    baseUrl: 'http://gateway.test',
    fetch: gateway.fetch,
    session: { now: () => gateway.now, onSignedOut, ...session },
  });
}

async function signedIn(session: SessionOptions = {}, clientId: 'cli' | 'web' = 'cli'): Promise<NatClient & { id: string }> {
  const nat = client(session);
  const { sessionId } = await nat.startSession(startOf(clientId));
  return Object.assign(nat, { id: sessionId });
}

const all = <Value>(count: number, call: () => Promise<Value>): Promise<PromiseSettledResult<Value>[]> =>
  Promise.allSettled(Array.from({ length: count }, call));

describe('renewing in time', () => {
  it('uses a token until a minute before its end, and the next one from then on', async () => {
    const nat = await signedIn();
    gateway.now += 14 * minute - 1;
    await nat.me();
    expect(gateway.renewals).toBe(0);
    gateway.now += 1;
    await nat.me();
    await nat.me();
    expect(gateway.asked).toEqual([
      'POST /v1/sessions',
      'GET /v1/me access-2',
      'POST /v1/sessions/refresh',
      'GET /v1/me access-3',
      'GET /v1/me access-3',
    ]);
  });

  it.each([
    ['before their token ends', 14.5 * minute],
    ['after it has ended', 16 * minute],
  ])('renews once for 50 calls at once, %s', async (_, later) => {
    const nat = await signedIn();
    gateway.now += later;
    const answers = await all(50, () => nat.me());
    expect(answers.every(({ status }) => status === 'fulfilled')).toBe(true);
    expect(gateway.renewals).toBe(1);
  });

  it('renews once for 50 calls whose token was refused', async () => {
    const nat = await signedIn();
    gateway.forgetAccessTokens();
    expect((await all(50, () => nat.me())).every(({ status }) => status === 'fulfilled')).toBe(true);
    expect(gateway.renewals).toBe(1);
  });

  it('sends what was refused for its token once more, and what failed otherwise never again', async () => {
    const nat = await signedIn();
    gateway.forgetAccessTokens();
    await nat.submit({ text: 'hi' }).catch(() => undefined);
    expect(gateway.asked.slice(1)).toEqual([
      'POST /v1/queries access-2',
      'POST /v1/sessions/refresh',
      'POST /v1/queries access-3',
    ]);
    const { length } = gateway.asked;
    gateway.pause = async () => {
      throw new TypeError('terminated');
    };
    await expect(nat.createConversation()).rejects.toMatchObject({ code: 'dependency_unavailable' });
    expect(gateway.asked).toHaveLength(length + 1);
  });

  it('gives up after two more refusals', async () => {
    const nat = await signedIn();
    gateway.pause = async () => gateway.forgetAccessTokens();
    await expect(nat.me()).rejects.toMatchObject({ code: 'unauthenticated' });
    expect(gateway.asked.filter(line => line.startsWith('GET'))).toHaveLength(3);
  });

  it('leaves a token that was given from outside to whoever gave it', async () => {
    const nat = new NatClient({ baseUrl: 'http://gateway.test', fetch: gateway.fetch, token: 'mine' });
    await expect(nat.me()).rejects.toMatchObject({ code: 'unauthenticated' });
    expect(gateway.asked).toEqual(['GET /v1/me mine']);
  });
});

describe('a renewal that does not come through', () => {
  it.each(['lost before', 'busy'] as const)('is of no matter while the token lives: %s', async fault => {
    const nat = await signedIn();
    gateway.now += 14.5 * minute;
    gateway.faults = [fault];
    await nat.me();
    await nat.me();
    expect(gateway.renewals).toBe(1);
    gateway.now += 10_000;
    await nat.me();
    expect([gateway.renewals, signedOut]).toEqual([2, []]);
  });

  it('is told to everybody who waits once the token has ended, and tried again by the next call', async () => {
    const nat = await signedIn();
    gateway.now += 16 * minute;
    gateway.faults = ['busy'];
    const answers = await all(5, () => nat.me());
    const codes = answers.map(answer => answer.status === 'rejected' && (answer.reason as NatProblem).code);
    expect(codes).toEqual(Array.from({ length: 5 }, () => 'dependency_unavailable'));
    expect(gateway.renewals).toBe(1);
    await nat.me();
    expect(signedOut).toEqual([]);
  });

  it('is never repeated by itself: an answer that was lost may have used the token up', async () => {
    const nat = await signedIn();
    gateway.now += 16 * minute;
    gateway.faults = ['lost after'];
    await expect(nat.me()).rejects.toMatchObject({ code: 'dependency_unavailable' });
    expect(gateway.renewals).toBe(1);
    await expect(nat.me()).rejects.toMatchObject({ code: 'refresh_token_reused' });
    expect(signedOut).toEqual(['refresh_token_reused']);
  });

  it('keeps nobody who has stopped waiting', async () => {
    const nat = await signedIn();
    gateway.now += 16 * minute;
    let answer = (): void => undefined;
    gateway.pause = () => new Promise(resolve => (answer = resolve));
    const stopping = new AbortController();
    const call = nat.submit({ text: 'hi' }, { signal: stopping.signal });
    stopping.abort(new Error('enough'));
    await expect(call).rejects.toThrow('enough');
    gateway.pause = async () => {};
    answer();
    await nat.me();
    expect(gateway.renewals).toBe(1);
  });
});

describe('what goes wrong in keeping the tokens', () => {
  const broken: SessionOptions = { lock: () => Promise.reject(new Error('the disk is full')) };

  it('is told as it is, to calls and to streams, and nothing is asked', async () => {
    const store = new InMemoryTokenStore();
    await signedIn({ store });
    gateway.now += 16 * minute;
    const nat = client({ store, ...broken });
    await expect(nat.me()).rejects.toThrow('the disk is full');
    const stream = nat.ask({ text: 'hi' })[Symbol.asyncIterator]();
    await expect(stream.next()).rejects.toThrow('the disk is full');
    expect(gateway.asked).toEqual(['POST /v1/sessions']);
  });
});

describe('a session that has ended', () => {
  it('is told to every call and said once', async () => {
    const nat = await signedIn();
    gateway.revoke(nat.id);
    gateway.now += 16 * minute;
    const answers = await all(20, () => nat.me());
    const codes = answers.map(answer => answer.status === 'rejected' && (answer.reason as NatProblem).code);
    expect(new Set(codes)).toEqual(new Set(['session_revoked']));
    expect(signedOut).toEqual(['session_revoked']);
  });

  it('is not renewed where the refusal of a call says so', async () => {
    const store = new InMemoryTokenStore();
    const nat = await signedIn({ store });
    gateway.revoke(nat.id);
    await all(5, () => nat.me());
    expect([gateway.renewals, signedOut, await store.load()]).toEqual([0, ['session_revoked'], undefined]);
  });

  it('is followed by calls without a name, and by the next sign-in', async () => {
    const nat = await signedIn();
    gateway.revoke(nat.id);
    await expect(nat.me()).rejects.toMatchObject({ code: 'session_revoked' });
    await expect(nat.me()).rejects.toMatchObject({ code: 'unauthenticated' });
    expect(gateway.asked.at(-1)).toBe('GET /v1/me');
    await nat.startSession(startOf('cli'));
    await nat.me();
    expect(signedOut).toHaveLength(1);
  });
});

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
