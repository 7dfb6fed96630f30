import 'reflect-metadata';
import type { ResourceType } from '@nat/nationbuilder';
import { type ChangeLedger, onALedger } from './change-ledger';
import { lastingLines } from './differences';
import type { Workbench } from './workbench';

let bench: Workbench;
let ledger: ChangeLedger;
onALedger((...made) => ([bench, ledger] = made));

/** More calls than are looked at one by one. */
const many = 55;

const set = (id: string, attributes: object) => bench.context().nation.update('signups', id, { attributes } as never);
const employerOf = async (id: string) => (await bench.read('signups', id, ['employer'])).employer;

/** One change of every record of a selection. */
async function changed(ids: readonly string[], type: ResourceType, input: object) {
  const context = await bench.withSelection(ids, type);
  return ledger.change('bulk_change', { result_set: 'rs_1', ...input }, context);
}

it('makes every one of many deleted records anew, each about whom it was about', async () => {
  const ids = await bench.ids('contacts', {}, many);
  const people = await Promise.all(ids.map(id => bench.read('contacts', id, ['signup_id'])));
  expect(new Set(people.slice(50).map(({ signup_id: id }) => id)).size).toBeGreaterThan(1);
  await changed(ids, 'contacts', { change: 'delete' });
  const contacts = async () => lastingLines(await bench.differences()).filter(line => line.includes(' contacts '));
  expect(await contacts()).toHaveLength(many);

  const looked = await ledger.look('undo_action', {}, bench.context());
  const targets = looked.effect.parts?.map(part => part.targets);
  // What was deleted last is made first.
  expect(targets?.toReversed()).toEqual(people.map(({ signup_id: id }) => ({ type: 'signups', ids: [id] })));
  expect(await ledger.make(looked, bench.context())).toMatchObject({ status: 'completed', done: many });

  expect(await contacts()).toEqual([]);
});

it('tells of all people whom it may reach, beyond those who are looked at one by one', async () => {
  const ids = await bench.ids('signups', { is_supporter: true, do_not_contact: false, unsubscribed_at: null }, many + 20);
  const values = { path_id: 'Become a volunteer' };
  const { done } = await changed(ids, 'signups', { change: 'assign_to_path', values });
  expect(done).toBeGreaterThan(50);
  const { effect } = await ledger.look('undo_action', {}, bench.context());
  expect(effect).toMatchObject({ count: done, recipients: done });
});

describe('what somebody changed since, beyond those who are looked at one by one', () => {
  async function employed() {
    const ids = await bench.ids('signups', { is_supporter: true, employer: null }, many);
    const change = await changed(ids, 'signups', { change: 'update', values: { employer: 'Acme' } });
    expect(change).toMatchObject({ done: many });
    const last = ids.at(-1)!;
    await set(last, { employer: 'Initech' });
    return { change, last };
  }

  it('is counted, and left as it is', async () => {
    const { last } = await employed();
    const looked = await ledger.look('undo_action', {}, bench.context());
    expect(looked.effect.notes).toContain('1 changed since: left as they are.');
    expect(await ledger.make(looked, bench.context())).toMatchObject({ done: many - 1, failed: 1 });
    expect(await employerOf(last)).toBe('Initech');
  });

  it('is shown and overwritten when that is accepted', async () => {
    const { change, last } = await employed();
    const looked = await ledger.look('undo_action', { accept_changes: true }, bench.context());
    expect(looked.effect.notes).toContain('1 changed since: what is there now is not kept.');
    expect(looked.effect.changes[0]).toEqual({ field: 'employer', before: 'Initech' });
    expect(await ledger.make(looked, bench.context())).toMatchObject({ status: 'completed', done: many });
    expect(await employerOf(last)).toBeNull();
    expect(await ledger.entry(change.actionId)).toMatchObject({ status: 'undone' });
  });

  it('is left as it is when it was not shown, whatever was accepted', async () => {
    const { change, last } = await employed();
    const looked = await ledger.look('undo_action', { accept_changes: true }, bench.context());
    const [first] = looked.effect.parts![0]!.targets.ids;
    const undo = await ledger.make(looked, bench.context(), async () => {
      await set(first!, { employer: 'Hooli' });
      await set(last, { employer: 'Umbrella' });
    });
    expect(undo).toMatchObject({ done: many - 2, failed: 2, failures: [{ reason: 'changed since', ids: [first, last] }] });
    expect([await employerOf(first!), await employerOf(last)]).toEqual(['Hooli', 'Umbrella']);
    expect(await ledger.entry(change.actionId)).toMatchObject({ status: 'partially_undone' });
  });
});

describe('of several records of which NationBuilder does not answer for one', () => {
  const people = ['110', '120', '130'];
  const employers = () => Promise.all(people.map(async id => (await bench.read('signups', id, ['employer'])).employer));
  const employed = () => changed(people, 'signups', { change: 'update', values: { employer: 'Acme' } });

  it.each([
    ['status', { status: 503 }, 'unavailable'],
    ['rateLimit', {}, 'rate_limited'],
  ])('none is taken back, and all can be once it answers (%s)', async (effect, more, kind) => {
    const before = await employers();
    const change = await employed();
    await bench.fault({ path: '/signups/120' }, effect, { ...more, times: 99 });
    await expect(ledger.undo(bench.context())).rejects.toMatchObject({ kind });
    await bench.calm();
    expect(await employers()).toEqual(people.map(() => 'Acme'));

    expect(await ledger.undo(bench.context())).toMatchObject({ status: 'completed', done: 3 });

    expect(await employers()).toEqual(before);
    expect(await ledger.entry(change.actionId)).toMatchObject({ status: 'undone' });
  });

  it('the others are taken back when it is not allowed, and it too once it is', async () => {
    const before = await employers();
    const change = await employed();
    await bench.fault({ path: '/signups/120' }, 'status', { status: 403, times: 99 });
    expect(await ledger.undo(bench.context())).toMatchObject({ status: 'completed', done: 2 });
    expect(await ledger.entry(change.actionId)).toMatchObject({ status: 'partially_undone' });
    await bench.calm();
    expect(await employers()).toEqual([before[0], 'Acme', before[2]]);

    await ledger.undo(bench.context(), { action_id: change.actionId });

    expect(await employers()).toEqual(before);
    expect(await ledger.entry(change.actionId)).toMatchObject({ status: 'undone' });
  });

  it('the others are taken back when it is gone, and that is said before', async () => {
    await employed();
    await bench.context().nation.delete('signups', '120');
    const { effect } = await ledger.look('undo_action', {}, bench.context());
    expect(effect).toMatchObject({ count: 2, notes: expect.arrayContaining(['1 cannot be taken back (no longer exists).']) });
  });
});
