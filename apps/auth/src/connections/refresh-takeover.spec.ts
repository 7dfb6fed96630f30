import { aPair } from '../../test/connections/connection-rows';
import { notedLog } from '../../test/connections/noted-log';
import { aConnection, codeOf } from '../../test/connections/refresh-world';

const log = notedLog();

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
    expect(log.alarms()).toEqual(['rotation_lost']);
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
