import 'reflect-metadata';
import type { ResourceType } from '@nat/nationbuilder';
import { ChangeLedger } from './change-ledger';
import { lastingLines } from './differences';
import { Workbench } from './workbench';

let bench: Workbench;
let ledger: ChangeLedger;
beforeAll(async () => void (bench = await Workbench.start()), 60_000);
afterAll(() => bench.stop());
beforeEach(async () => {
  await bench.reset();
  ledger = new ChangeLedger(bench.clock);
});

/** More calls than are looked at one by one. */
const many = 55;

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
