import type { NationSlug } from '@nat/contracts';
import { AppError, ManualClock, type ServiceClient } from '@nat/service-kit';
import { AccessTokens } from './access-tokens';

const identity = {
  userId: 'usr_a',
  sessionId: 'ses_a',
  nationSlug: 'acme' as NationSlug,
  role: 'member' as const,
  queryId: 'qry_1',
};

/** Auth as a function; `asked` are the bodies it got. */
function tokens(answer: (body: { refusedGeneration?: number }, call: number) => object | Promise<object>) {
  const clock = new ManualClock();
  const asked: { refusedGeneration?: number }[] = [];
  const call = async ({ body }: { body: { refusedGeneration?: number } }) => answer(body, asked.push(body));
  return { clock, asked, tokens: new AccessTokens({ call } as unknown as ServiceClient, clock) };
}
const token = (generation: number, more = {}) => ({
  accessToken: `t${generation}`,
  generation,
  connectionKind: 'nation',
  usableUntil: '2099-01-01T00:00:00.000Z',
  ...more,
});

it('asks auth first without a token in memory, and a moment later beside the work with one', async () => {
  let release: (answer: object) => void = () => undefined;
  const {
    tokens: all,
    asked,
    clock,
  } = tokens((_, call) => (call === 1 ? token(1) : new Promise<object>(resolve => (release = resolve))));
  await all.connect(identity);
  const warm = await all.connect(identity); // auth has not answered yet
  expect(await warm.token()).toMatchObject({ accessToken: 't1' });
  expect(asked).toHaveLength(1);
  await clock.advance(10);
  expect(asked).toHaveLength(2);
  release(token(1));
  await warm.checked();
});

it('asks auth at once when the first tool wants to know, and only once', async () => {
  const { tokens: all, asked, clock } = tokens(() => token(1));
  await all.connect(identity);
  const warm = await all.connect(identity);
  await Promise.all([warm.checked(), warm.checked()]);
  await clock.advance(1000);
  expect(asked).toHaveLength(2);
});

it('asks nothing beside the work any more once the process ends, and waits for what it has asked', async () => {
  let release: (answer: object) => void = () => undefined;
  const slow = tokens((_, call) => (call === 1 ? token(1) : new Promise<object>(resolve => (release = resolve))));
  await slow.tokens.connect(identity);
  await slow.tokens.connect(identity);
  await slow.clock.advance(10);
  let closed = false;
  const closing = slow.tokens.onApplicationShutdown().then(() => (closed = true));
  await slow.clock.advance(1000);
  expect([slow.asked.length, closed]).toEqual([2, false]);
  release(token(1));
  await closing;

  const quick = tokens(() => token(1));
  await quick.tokens.connect(identity);
  await quick.tokens.connect(identity);
  await quick.tokens.onApplicationShutdown();
  await quick.clock.advance(1000);
  expect(quick.asked).toHaveLength(1);
});

it('takes the word of auth for 15 seconds within a query, and a token of the last five minutes to begin one', async () => {
  const { tokens: all, asked, clock } = tokens(() => token(1));
  const connection = await all.connect(identity);
  await clock.advance(14_999);
  await connection.token();
  expect(asked).toHaveLength(1);
  await clock.advance(1);
  await connection.token();
  expect(asked).toHaveLength(2);
  await clock.advance(299_999);
  await all.connect(identity);
  expect(asked).toHaveLength(2);
  await clock.advance(10);
  expect(asked).toHaveLength(3);
});

it('does not begin with a token that is about to end', async () => {
  const short = tokens(() => token(1, { usableUntil: '2026-06-15T12:00:30.000Z' }));
  await short.tokens.connect(identity);
  await short.tokens.connect(identity);
  expect(short.asked).toHaveLength(2);
});

it('stops a running query within 15 seconds of a disconnect, and carries it over an outage of auth', async () => {
  const gone = new AppError('nation_not_connected', 'no');
  let failing: AppError | undefined;
  const { tokens: all, asked, clock } = tokens(() => (failing ? Promise.reject(failing) : token(1)));
  const connection = await all.connect(identity);
  failing = new AppError('dependency_unavailable', 'no');
  await clock.advance(600_000);
  const during = await Promise.all([connection.token(), connection.token()]);
  expect([...during, await connection.token()]).toMatchObject(Array(3).fill({ accessToken: 't1' }));
  expect(asked).toHaveLength(2); // an outage is not asked about at every step
  failing = gone;
  await clock.advance(15_000);
  await expect(connection.token()).rejects.toBe(gone);
});

it('asks once for a newer token, however many were refused at once', async () => {
  const { tokens: all, asked } = tokens(({ refusedGeneration }) => token((refusedGeneration ?? 0) + 1));
  const connection = await all.connect(identity);
  const newer = await Promise.all(Array.from({ length: 5 }, () => connection.token(1)));
  expect(newer.map(({ generation }) => generation)).toEqual([2, 2, 2, 2, 2]);
  expect(asked).toEqual([{ queryId: 'qry_1' }, { queryId: 'qry_1', refusedGeneration: 1 }]);
  expect((await connection.token(2)).generation).toBe(2); // just confirmed: the permission is missing
  expect(asked).toHaveLength(2);
});

it('asks again about a refusal a minute later', async () => {
  const { tokens: all, asked, clock } = tokens(({ refusedGeneration }) => token((refusedGeneration ?? 0) + 1));
  const connection = await all.connect(identity);
  await connection.token(1);
  await clock.advance(60_000);
  expect((await connection.token(2)).generation).toBe(3);
  expect(asked).toHaveLength(3);
});

it('asks at once about a token that has expired, though auth had just given it', async () => {
  const { tokens: all, asked } = tokens(({ refusedGeneration }) => token((refusedGeneration ?? 0) + 1));
  const connection = await all.connect(identity);
  await connection.token(1, 'unauthorized');
  expect((await connection.token(2, 'unauthorized')).generation).toBe(2);
  expect((await connection.token(2, 'token_expired')).generation).toBe(3);
  expect(asked).toHaveLength(3);
});

it('forgets the token when the nation was disconnected, and goes on with it while auth is down', async () => {
  const gone = new AppError('nation_not_connected', 'no');
  const down = new AppError('dependency_unavailable', 'no');
  let failing: AppError | undefined;
  const { tokens: all } = tokens(() => (failing ? Promise.reject(failing) : token(1)));
  await all.connect(identity);
  failing = down;
  const during = await all.connect(identity);
  await during.checked();
  expect(await during.token()).toMatchObject({ accessToken: 't1' });
  failing = gone;
  await expect((await all.connect(identity)).checked()).rejects.toBe(gone);
  await expect(all.connect(identity)).rejects.toBe(gone);
});

it('keeps the tokens of people and nations apart', async () => {
  const { tokens: all, asked } = tokens((_, call) => token(call));
  await all.connect(identity);
  await all.connect({ ...identity, userId: 'usr_b' });
  await all.connect({ ...identity, nationSlug: 'other' as NationSlug });
  expect(asked).toHaveLength(3);
});

it('counts the calls of a personal connection by person, of the nation’s by nation', async () => {
  const personal = tokens(() => token(1, { connectionKind: 'personal' }));
  expect((await personal.tokens.connect(identity)).limitKey).toBe('acme/usr_a');
  expect((await tokens(() => token(1)).tokens.connect(identity)).limitKey).toBe('acme');
});
