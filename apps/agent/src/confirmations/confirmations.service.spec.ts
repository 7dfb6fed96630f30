import 'reflect-metadata';
import type { DecideRequest, Role } from '@nat/contracts';
import { AppError, ManualClock, type ServiceIdentity, SystemRng } from '@nat/service-kit';
import { aClosing, aHeld, aSuspension, type ChangeStores, storesInMemory } from '../../test/change-rows';
import { aPerson, Talk } from '../../test/conversation-rows';
import { requested } from './confirmation-facts';
import { type ConfirmationRow, decisionMs } from './confirmation-row';
import { ConfirmationsService } from './confirmations.service';

const rng = new SystemRng();
let clock: ManualClock;
let stores: ChangeStores;
let person: ServiceIdentity;
let service: ConfirmationsService;
/** What was gone on with, as it was then. */
let followed: ConfirmationRow[];
let mayChange: () => Promise<void>;

beforeEach(() => {
  clock = new ManualClock('2026-11-20T10:00:00.000Z');
  stores = storesInMemory(clock);
  person = { ...aPerson(), sessionId: rng.id('ses'), role: 'member' };
  [followed, mayChange] = [[], async () => undefined];
  service = new ConfirmationsService({
    confirmations: stores.confirmations,
    relay: { nudge: () => undefined },
    goOn: async row => void followed.push(row),
    mayChange: () => mayChange(),
    clock,
  });
});

/** A held call that belongs to no query. */
async function held(more: Partial<ConfirmationRow> = {}): Promise<ConfirmationRow> {
  const one = aHeld(person, clock, more);
  await stores.confirmations.add(one, requested(one.row, { correlationId: 'req_1' }));
  return one.row;
}
const decide = (row: ConfirmationRow, more: Partial<DecideRequest> = {}, who = person) => {
  const { confirmationId, inputHash } = row;
  return service.decide(who, confirmationId, { decision: 'approve', inputHash, channel: 'web', ...more });
};
const now = ({ confirmationId }: ConfirmationRow) => stores.confirmations.find(person, confirmationId);
const decisions = async () => (await stores.facts()).filter(({ id }) => id.endsWith('.decided'));

it('approves what was shown, once, tells it, and goes on with it', async () => {
  const row = await held();
  const { confirmation, queryId } = await decide(row);
  expect(confirmation).toMatchObject({ status: 'approved', decidedBy: person.userId, channel: 'web', decidedAt: clock.iso() });
  expect(queryId).toBeUndefined();
  expect(followed).toMatchObject([{ confirmationId: row.confirmationId, status: 'approved', decidedRole: 'member' }]);
  expect(await decisions()).toMatchObject([{ data: { status: 'approved', decidedBy: person.userId, channel: 'web' } }]);
});

it('keeps the words of a denial and carries nothing out', async () => {
  const row = await held();
  expect((await decide(row, { decision: 'deny', reason: 'not yet' })).confirmation).toMatchObject({ status: 'denied' });
  expect(await now(row)).toMatchObject({ status: 'denied', reason: 'not yet' });
});

it.each(['approve', 'deny'] as const)(
  'answers a repeated %s as the first one, and sees to it that it is followed',
  async decision => {
    const row = await held();
    const first = await decide(row, { decision });
    await clock.advance(1_000);
    expect(await decide(row, { decision })).toEqual(first);
    expect(followed).toHaveLength(2);
    expect(await decisions()).toHaveLength(1);
  },
);

it('answers an approval again that is being carried out, or was, also long after its time', async () => {
  for (const status of ['executing', 'executed', 'failed_partial'] as const) {
    const row = await held({ status });
    await clock.advance(decisionMs.interactive);
    expect((await decide(row)).confirmation).toMatchObject({ status });
    await expect(decide(row, { decision: 'deny' })).rejects.toMatchObject({ code: 'confirmation_already_decided', status: 409 });
  }
});

it('one of fifty people at once who want different things is heard, and the others are told', async () => {
  const row = await held();
  const wishes = Array.from({ length: 50 }, (_, index) => (index % 2 === 0 ? 'approve' : 'deny') as DecideRequest['decision']);
  const outcomes = await Promise.allSettled(wishes.map(decision => decide(row, { decision })));
  const { status } = (await now(row))!;
  for (const [index, outcome] of outcomes.entries()) {
    const agrees = (wishes[index] === 'approve' ? 'approved' : 'denied') === status;
    if (agrees) expect(outcome).toMatchObject({ status: 'fulfilled', value: { confirmation: { status } } });
    else expect(outcome).toMatchObject({ status: 'rejected', reason: { code: 'confirmation_already_decided' } });
  }
  expect(await decisions()).toHaveLength(1);
});

describe('is refused, and nothing is written or gone on with', () => {
  async function refused(row: ConfirmationRow, more: Partial<DecideRequest>, told: object, who = person): Promise<void> {
    const before = await now(row);
    await expect(decide(row, more, who)).rejects.toMatchObject(told);
    expect(await now(row)).toEqual(before);
    expect(followed).toEqual([]);
    expect(await decisions()).toEqual([]);
  }

  it('what is not known, or somebody else’s', async () => {
    const row = await held();
    const told = { code: 'not_found', status: 404 };
    await refused({ ...row, confirmationId: rng.timedId('cnf', clock.now()) }, {}, told);
    await refused(row, {}, told, { ...person, userId: rng.id('usr') });
    await refused(row, {}, told, { ...person, nationSlug: aPerson().nationSlug });
    await refused(row, {}, told, { ...person, userId: rng.id('usr'), role: 'owner' });
  });

  it('what is not what was shown', async () => {
    const inputHash = 'c'.repeat(64);
    for (const decision of ['approve', 'deny'] as const)
      await refused(await held(), { inputHash, decision }, { code: 'hash_mismatch', status: 412 });
  });

  it('what comes too late', async () => {
    const row = await held();
    await clock.advance(decisionMs.interactive);
    for (const decision of ['approve', 'deny'] as const)
      await refused(row, { decision }, { code: 'confirmation_expired', status: 410 });
  });

  it('what comes too late by a moment: it expires while it is looked at', async () => {
    const row = await held();
    await clock.advance(decisionMs.interactive - 1);
    mayChange = () => clock.advance(1);
    await refused(row, {}, { code: 'confirmation_expired' });
  });

  it('what was decided otherwise or overtaken', async () => {
    const row = await held();
    const { status, fact } = aClosing(row, clock);
    await stores.confirmations.close(row, 'pending', status, fact);
    for (const decision of ['approve', 'deny'] as const)
      await refused(
        row,
        { decision },
        { code: 'confirmation_already_decided', status: 409, detail: expect.stringContaining('overtaken') },
      );
    await refused(
      await held({ status: 'denied' }),
      {},
      { code: 'confirmation_already_decided', detail: expect.stringContaining('denied') },
    );
  });

  it('what belongs to a query that has ended', async () => {
    const talk = new Talk(stores.store, clock, person);
    const query = await talk.ask('Change them');
    const { queryId, conversationId } = query;
    const one = aHeld(person, clock, { queryId, conversationId });
    await stores.store.suspend(aSuspension(query, [one], clock));
    await talk.end((await stores.store.query(person, queryId))!);
    await refused(one.row, {}, { code: 'confirmation_already_decided', detail: expect.stringContaining('overtaken') });
  });

  it('what has a number that was not typed, or another one', async () => {
    const row = await held({ typedCountRequired: true, targets: 26 });
    for (const typedCount of [undefined, 0, 25, 27])
      await refused(row, { typedCount }, { code: 'typed_count_mismatch', status: 422 });
    expect((await decide(row, { typedCount: 26 })).confirmation).toMatchObject({ status: 'approved' });
  });

  it('what somebody decides who may only read', async () => {
    const told = { code: 'role_required', status: 403 };
    await refused(await held(), {}, told, { ...person, role: 'read_only' });
    await refused(await held(), { decision: 'deny' }, told, { ...person, role: 'read_only' });
  });

  it('an approval while nothing may be changed; a denial is heard all the same', async () => {
    mayChange = () => Promise.reject(new AppError('subscription_inactive', 'The plan has ended.'));
    const row = await held();
    await refused(row, {}, { code: 'subscription_inactive' });
    expect((await decide(row, { decision: 'deny' })).confirmation).toMatchObject({ status: 'denied' });
  });
});

it('a denial needs no number', async () => {
  const row = await held({ typedCountRequired: true, targets: 26 });
  expect((await decide(row, { decision: 'deny' })).confirmation).toMatchObject({ status: 'denied' });
});

it('the role at the decision counts, and is kept', async () => {
  for (const role of ['member', 'admin', 'owner'] as Role[]) {
    const row = await held({ role: 'read_only' });
    await decide(row, {}, { ...person, role });
    expect(await now(row)).toMatchObject({ decidedRole: role });
  }
});

it('those of a query are shown in the order in which they were made, as far as they are known', async () => {
  const [first, second] = [await held(), await held()];
  const unknown = rng.timedId('cnf', clock.now());
  const shown = await service.ofQuery({ ...person, confirmationIds: [second.confirmationId, unknown, first.confirmationId] });
  expect(shown.map(({ confirmationId }) => confirmationId)).toEqual([second.confirmationId, first.confirmationId]);
  expect(await service.ofQuery(person)).toEqual([]);
});

describe('a list', () => {
  it('shows page by page what waits, and what expired as expired', async () => {
    await held();
    await clock.advance(decisionMs.interactive);
    const newest: string[] = [];
    for (let index = 0; index < 3; index++) {
      newest.unshift((await held()).confirmationId);
      await clock.advance(1);
    }
    const ids = ({ items }: { items: { confirmationId: string }[] }) => items.map(({ confirmationId }) => confirmationId);
    const first = await service.list(person, { limit: 2, status: 'pending' });
    expect(ids(first)).toEqual(newest.slice(0, 2));
    const second = await service.list(person, { limit: 2, status: 'pending', cursor: first.nextCursor! });
    expect(ids(second)).toEqual(newest.slice(2));
    expect(second.nextCursor).toBeFalsy();
    expect((await service.list(person, { limit: 2, status: 'expired' })).items).toMatchObject([{ status: 'expired' }]);
    await expect(service.list(person, { limit: 2, cursor: first.nextCursor! })).rejects.toMatchObject({ status: 400 });
  });

  it('shows nothing to anybody else, and only facts once the content is erased', async () => {
    const row = await held({ tier: 'outbound', targets: 7 });
    expect(await service.list({ ...person, userId: rng.id('usr') }, { limit: 5 })).toMatchObject({ items: [] });
    await stores.confirmations.erase([row]);
    expect(await service.get(person, row.confirmationId)).toMatchObject({
      status: 'pending',
      effect: { count: 7, sample: [], changes: [], outbound: true },
    });
  });
});
