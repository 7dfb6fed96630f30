import { startOf } from '../test/fake-sessions';
import { all, minute, sessionWorld } from '../test/session-world';
import { InMemoryTokenStore, NatClient, type NatProblem, type SessionOptions } from './index';

let { gateway, signedOut, client, signedIn } = sessionWorld();
beforeEach(() => ({ gateway, signedOut, client, signedIn } = sessionWorld()));

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
