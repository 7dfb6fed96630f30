import { inspect } from 'node:util';
import { aPair } from '../../test/connections/connection-rows';
import { notedLog } from '../../test/connections/noted-log';
import { aConnection, codeOf, passing } from '../../test/connections/refresh-world';
import { unanswered } from './token-answer';

const log = notedLog();

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
    expect(log.alarms()).toEqual(['refresh_token_missing']);
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

describe('the answer of NationBuilder', () => {
  it('revoked: is final, and no alarm', async () => {
    const { refresher, connection, oauth, find, told, audit } = await aConnection(10);
    oauth.next = () => Promise.resolve({ kind: 'refused' });
    expect(await codeOf(refresher.refresh(connection))).toBe('nation_reauth_required');
    expect(await find()).toMatchObject({ status: 'reauth_required', reauthCause: 'revoked' });
    expect([log.alarms(), told()]).toEqual([[], ['1.reauth_required']]);
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
    expect(log.alarms()).toEqual([]);
  });

  it('configuration: an alarm, the old token, and no flag', async () => {
    const { refresher, connection, oauth, find, audit } = await aConnection(10);
    oauth.next = () => Promise.resolve({ kind: 'misconfigured' });
    expect(await refresher.refresh(connection)).toMatchObject({ generation: 1, status: 'connected' });
    expect(log.alarms()).toEqual(['oauth_client_refused']);
    expect(await find()).not.toHaveProperty('attempt');
    const data = { class: 'configuration', attempt: 1, generation: 1 };
    expect(audit.entries().at(-1)).toMatchObject({ type: 'connection.refresh_failed', outcome: 'failed', data });
  });
});

it('says nothing of tokens that it finds damaged: not in the log, not in the error', async () => {
  const { refresher, connection, vault, secrets } = await aConnection(10);
  vault.get = () => Promise.resolve('canary-1"}, {"refreshToken":"canary-2');
  expect(await refresher.refresh(connection)).toMatchObject({ generation: 1 });
  expect(log.lines).toMatchObject([{ event: 'connection_tokens_unreadable' }]);
  const error: unknown = await secrets.accessToken(connection).catch((reason: unknown) => reason);
  expect(error).toBeInstanceOf(Error);
  expect(inspect([log.lines, error])).not.toContain('canary');
});

it('says nothing of tokens: not in events, not in the audit log, not in the row', async () => {
  const { refresher, connection, outbox, audit, find } = await aConnection(10);
  await refresher.refresh(connection);
  const said = JSON.stringify([outbox.events, audit.entries(), await find()]);
  expect(said).not.toMatch(/access-\d|refresh-\d/);
});
