import type { LoggerService } from '@nestjs/common';
import { Logger } from '@nestjs/common';
import { aPair } from '../../test/connections/connection-rows';
import { aConnection, codeOf, passing } from '../../test/connections/refresh-world';
import { unanswered } from './token-answer';

const alarms: string[] = [];
beforeAll(() => {
  const note = (line: { alarm?: string }): void => void (line.alarm && alarms.push(line.alarm));
  Logger.overrideLogger({ log: note, warn: note, error: note } satisfies LoggerService);
});
beforeEach(() => (alarms.length = 0));

const granted = (refreshToken?: string) =>
  Promise.resolve({ kind: 'granted' as const, grant: { accessToken: 'new', refreshToken, expiresInSeconds: 3_600 } });

describe('a refresh', () => {
  it('is written ahead: the attempt is in the row before NationBuilder hears of it, and gone with its answer', async () => {
    const { refresher, connection, oauth, find, clock } = await aConnection(10);
    const seen: unknown[] = [];
    oauth.next = async () => void seen.push((await find()).attempt) as undefined;
    await refresher.refresh(connection);
    expect(seen).toEqual([{ generation: 1, fence: 1, startedAt: clock.iso() }]);
    expect(await find()).not.toHaveProperty('attempt');
  });

  it('keeps the old refresh token when the answer brings none, and raises an alarm', async () => {
    const { refresher, connection, oauth, secrets, find } = await aConnection(10);
    oauth.next = () => granted();
    await refresher.refresh(connection);
    expect(await secrets.inForce(await find())).toMatchObject({ accessToken: 'new', refreshToken: 'refresh-0' });
    expect(alarms).toEqual(['refresh_token_missing']);
  });

  it('is not sent with less than 20 s of its lease left', async () => {
    const { refresher, connection, store, clock, oauth, find } = await aConnection(10);
    const open = store.openAttempt.bind(store);
    store.openAttempt = async (...given) => {
      await clock.advance(10_001);
      return open(...given);
    };
    expect(await refresher.refresh(connection)).toMatchObject({ generation: 1 });
    await refresher.settled();
    expect(oauth.calls).toBe(0);
    expect(await find()).toMatchObject({ leased: false, failing: { times: 1 } });
    expect(await find()).not.toHaveProperty('attempt');
  });

  it('is not sent when the lease was lost before it could be written ahead', async () => {
    const { refresher, connection, store, vault, oauth, find } = await aConnection(10);
    const get = vault.get.bind(vault);
    vault.get = async (...given) => {
      await store.takeLease(await find());
      return get(...given);
    };
    expect(await refresher.refresh(connection)).toMatchObject({ generation: 1 });
    expect([oauth.calls, (await find()).fence]).toEqual([0, 2]);
  });

  it('survives a vault and a store that fail three times after the old token was spent', async () => {
    const { refresher, connection, vault, store, oauth, clock } = await aConnection(10);
    const [claim, advance] = [vault.claim.bind(vault), store.advance.bind(store)];
    let failures = 0;
    const flaky = <Arguments extends unknown[], T>(work: (...given: Arguments) => Promise<T>) => {
      return (...given: Arguments) => (++failures % 4 ? Promise.reject(new Error('throttled')) : work(...given));
    };
    vault.claim = flaky(claim);
    store.advance = flaky(advance);
    expect(await passing(clock, refresher.refresh(connection))).toMatchObject({ generation: 2 });
    expect(oauth.calls).toBe(1);
  });

  it.each([
    ['is answered', false],
    ['is done and never answered', true],
  ])('keeps its lease while the vault does not take the new tokens, when renewing %s', async (_, lost) => {
    const { refreshers, connection, store, vault, oauth, clock, find } = await aConnection(10, 2);
    const renew = store.renewLease.bind(store);
    store.renewLease = async lease => {
      const renewed = await renew(lease);
      if (lost) throw new Error('the answer was lost');
      return renewed;
    };
    const claim = vault.claim.bind(vault);
    const recovers = clock.monotonic() + 90_000;
    vault.claim = (...given) => (clock.monotonic() < recovers ? Promise.reject(new Error('throttled')) : claim(...given));
    const first = refreshers[0]!.refresh(connection);
    await clock.advance(1);
    for (let second = 0; second < 100; second++) {
      await refreshers[1]!.refresh(await find());
      await clock.advance(1_000);
    }
    await passing(clock, refreshers[0]!.settled());
    expect(await find()).toMatchObject({ generation: 2, status: 'connected' });
    // Its caller did not wait so long, and went on with the old token.
    expect(await first).toMatchObject({ generation: 1 });
    expect(oauth.calls).toBe(1);
  });

  it('goes on with the old token when the vault cannot be read, and tries again later', async () => {
    const { refresher, connection, vault, find } = await aConnection(10);
    vault.get = () => Promise.reject(new Error('throttled'));
    expect(await refresher.refresh(connection)).toMatchObject({ generation: 1 });
    expect(await find()).toMatchObject({ leased: false, generation: 1, status: 'connected', failing: { times: 1 } });
  });
});

describe('after a holder died', () => {
  it('takes the lease over once it has watched it for 30 s, and not a moment before', async () => {
    const { refresher, connection, store, clock, oauth, find } = await aConnection(10);
    await store.takeLease(connection);
    expect(await refresher.refresh(await find())).toMatchObject({ generation: 1 });
    await clock.advance(29_999);
    expect(await refresher.refresh(await find())).toMatchObject({ generation: 1 });
    expect(oauth.calls).toBe(0);
    await clock.advance(1);
    expect(await refresher.refresh(await find())).toMatchObject({ generation: 2, fence: 2 });
  });

  it.each([
    ['changed hands', 'takeLease'],
    ['was renewed', 'renewLease'],
  ] as const)('starts to watch anew when the lease %s', async (_, how) => {
    const { refresher, connection, store, clock, find } = await aConnection(10);
    const lease = (await store.takeLease(connection))!;
    await refresher.refresh(await find());
    await clock.advance(29_000);
    await (how === 'takeLease' ? store.takeLease(await find()) : store.renewLease(lease));
    await refresher.refresh(await find());
    await clock.advance(29_000);
    expect(await refresher.refresh(await find())).toMatchObject({ generation: 1 });
  });

  /** A process that wrote ahead and was not heard of again; the next has watched its lease for its whole length. */
  async function aDeadHolder() {
    const world = await aConnection(10);
    const { store, connection, clock, refresher, find } = world;
    const lease = (await store.takeLease(connection))!;
    await store.openAttempt(lease, { generation: 1, fence: 1, startedAt: clock.iso() });
    await refresher.refresh(await find());
    await clock.advance(30_000);
    return { ...world, lease };
  }

  it('puts the pair in force that it had written, without asking NationBuilder again', async () => {
    const { refresher, connection, secrets, clock, oauth, find } = await aDeadHolder();
    await secrets.offer(connection, 2, aPair('left', clock.now() + 86_400_000), connection.secret);
    const refreshed = await refresher.refresh(await find());
    expect(refreshed).toMatchObject({ generation: 2 });
    expect([await secrets.accessToken(refreshed), oauth.calls]).toEqual(['access-left', 0]);
  });

  it('tries the old refresh token once when nothing is left, and it may well still be good', async () => {
    const { refresher, oauth, find } = await aDeadHolder();
    expect(await refresher.refresh(await find())).toMatchObject({ generation: 2, status: 'connected' });
    expect(oauth.calls).toBe(1);
  });

  it('gives the connection up as lost when the old refresh token is spent: in the same turn, with an alarm', async () => {
    const { refresher, oauth, find, told } = await aDeadHolder();
    await oauth.refresh('demo', 'refresh-0', () => true);
    expect(await codeOf(refresher.refresh(await find()))).toBe('nation_reauth_required');
    const given = await find();
    expect(given).toMatchObject({ status: 'reauth_required', reauthCause: 'lost_rotation', leased: false });
    for (const gone of ['attempt', 'lookAt', 'failing']) expect(given).not.toHaveProperty(gone);
    expect(alarms).toEqual(['rotation_lost']);
    expect(told()).toEqual(['1.reauth_required']);
  });

  it('finds the pair that was written only while it asked NationBuilder', async () => {
    const { refresher, connection, secrets, clock, oauth, find } = await aDeadHolder();
    oauth.next = async () => {
      await secrets.offer(connection, 2, aPair('late', clock.now() + 86_400_000), connection.secret);
      return { kind: 'refused' };
    };
    expect(await refresher.refresh(await find())).toMatchObject({ generation: 2, status: 'connected' });
  });

  it('keeps the doubt through failures that spent nothing', async () => {
    const { refresher, oauth, find, clock } = await aDeadHolder();
    oauth.next = () => Promise.resolve({ kind: 'unavailable', errorClass: 'transient', perhapsSpent: false });
    await refresher.refresh(await find());
    expect(await find()).toHaveProperty('attempt');
    await clock.advance(60_000);
    oauth.next = () => Promise.resolve({ kind: 'refused' });
    await codeOf(refresher.refresh(await find()));
    expect(await find()).toMatchObject({ reauthCause: 'lost_rotation' });
  });
});

describe('a holder that was stopped for longer than its lease', () => {
  /** The first process is stopped with the answer of NationBuilder on its way; the second has taken over. */
  async function aStoppedHolder() {
    const world = await aConnection(10, 2);
    const { refreshers, connection, oauth, clock, find } = world;
    let wake = (): void => undefined;
    const [, second] = refreshers;
    const grant = { accessToken: 'late', refreshToken: 'refresh-late', expiresInSeconds: 86_400 };
    oauth.next = () => new Promise(resolve => (wake = () => resolve({ kind: 'granted', grant })));
    const stopped = refreshers[0]!.refresh(connection);
    await clock.advance(1);
    oauth.next = undefined;
    await second!.refresh(await find());
    await clock.advance(30_000);
    const goOn = async (): Promise<void> => {
      wake();
      await refreshers[0]!.settled();
      await stopped;
    };
    return { ...world, second: second!, goOn };
  }

  it('loses to whoever refreshed meanwhile', async () => {
    const { second, goOn, secrets, find } = await aStoppedHolder();
    expect(await second.refresh(await find())).toMatchObject({ generation: 2 });
    await goOn();
    expect(await find()).toMatchObject({ generation: 2, status: 'connected' });
    expect(await secrets.accessToken(await find())).toBe('access-1');
  });

  it('restores what was given up as lost meanwhile, and says so', async () => {
    const { second, goOn, oauth, secrets, find, told } = await aStoppedHolder();
    oauth.next = () => Promise.resolve({ kind: 'refused' });
    expect(await codeOf(second.refresh(await find()))).toBe('nation_reauth_required');
    await goOn();
    expect(await find()).toMatchObject({ generation: 2, status: 'connected' });
    expect(await find()).not.toHaveProperty('reauthCause');
    expect(await secrets.accessToken(await find())).toBe('late');
    expect(told()).toEqual(['1.reauth_required', '2.refreshed', '2.reconnected']);
  });

  it('flags nothing when it hears a refusal after it was overtaken', async () => {
    const { connection, oauth, clock, find, refreshers } = await aConnection(10, 2);
    const second = refreshers[1]!;
    let wake = (): void => undefined;
    oauth.next = () => new Promise(resolve => (wake = () => resolve({ kind: 'refused' })));
    const stopped = refreshers[0]!.refresh(connection);
    await clock.advance(1);
    await second.refresh(await find());
    await clock.advance(30_000);
    const refuse = wake;
    oauth.next = () => new Promise(resolve => (wake = () => resolve(undefined)));
    const refreshing = second.refresh(await find());
    await clock.advance(1);
    refuse();
    await clock.advance(1);
    expect(await find()).toMatchObject({ status: 'connected', generation: 1, fence: 2 });
    wake();
    expect(await refreshing).toMatchObject({ generation: 2 });
    await stopped;
  });
});

describe('the answer of NationBuilder', () => {
  it('revoked: is final, and no alarm', async () => {
    const { refresher, connection, oauth, find, told, audit } = await aConnection(10);
    oauth.next = () => Promise.resolve({ kind: 'refused' });
    expect(await codeOf(refresher.refresh(connection))).toBe('nation_reauth_required');
    expect(await find()).toMatchObject({ status: 'reauth_required', reauthCause: 'revoked' });
    expect([alarms, told()]).toEqual([[], ['1.reauth_required']]);
    expect(audit.entries().at(-1)).toMatchObject({
      type: 'connection.reauth_required',
      outcome: 'failed',
      data: { cause: 'revoked', generation: 1 },
    });
  });

  it('stale: a refusal of tokens that were replaced meanwhile means the newer ones', async () => {
    const { refresher, connection, store, secrets, oauth, clock, find } = await aConnection(10);
    oauth.next = async () => {
      const { tokens } = (await secrets.offer(connection, 2, aPair('granted', clock.now() + 86_400_000), connection.secret))!;
      const audit = { type: 'connection.completed' } as never;
      await store.advance(connection, { ...tokens, status: 'connected' }, { audit, events: [] });
      return { kind: 'refused' };
    };
    expect(await refresher.refresh(connection)).toMatchObject({ generation: 2 });
    expect(await find()).toMatchObject({ status: 'connected' });
  });

  it('lost: flags nothing at once; a loss is known at the second try, within a minute', async () => {
    const { refresher, connection, oauth, find, clock } = await aConnection(10);
    oauth.next = () => Promise.resolve('lost');
    expect(await refresher.refresh(connection)).toMatchObject({ generation: 1, status: 'connected' });
    expect(await find()).toMatchObject({ attempt: { generation: 1 }, lookAt: clock.now() + 20_000 });
    oauth.next = undefined;
    await clock.advance(20_000);
    await refresher.refreshDue(await find());
    expect(await find()).toMatchObject({ status: 'reauth_required', reauthCause: 'lost_rotation' });
  });

  it('ambiguous, but never arrived: the second try is granted and nobody hears of it', async () => {
    const { refresher, connection, oauth, find, clock } = await aConnection(10);
    oauth.next = () => Promise.resolve(unanswered);
    await refresher.refresh(connection);
    oauth.next = undefined;
    await clock.advance(20_000);
    expect(await refresher.refresh(await find())).toMatchObject({ generation: 2, status: 'connected' });
    expect(alarms).toEqual([]);
  });

  it('configuration: an alarm, the old token, and no flag', async () => {
    const { refresher, connection, oauth, find, audit } = await aConnection(10);
    oauth.next = () => Promise.resolve({ kind: 'misconfigured' });
    expect(await refresher.refresh(connection)).toMatchObject({ generation: 1, status: 'connected' });
    expect(alarms).toEqual(['oauth_client_refused']);
    expect(await find()).not.toHaveProperty('attempt');
    const data = { class: 'configuration', attempt: 1, generation: 1 };
    expect(audit.entries().at(-1)).toMatchObject({ type: 'connection.refresh_failed', outcome: 'failed', data });
  });
});

it('says nothing of tokens: not in events, not in the audit log, not in the row', async () => {
  const { refresher, connection, outbox, audit, find } = await aConnection(10);
  await refresher.refresh(connection);
  const said = JSON.stringify([outbox.events, audit.entries(), await find()]);
  expect(said).not.toMatch(/access-\d|refresh-\d/);
});
