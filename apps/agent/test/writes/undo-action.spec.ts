import 'reflect-metadata';
import type { Effect } from '../../src/tools/kit/define-tool';
import { InMemoryJournal } from '../../src/tools/kit/journal';
import { changeTools } from '../../src/tools/writes';
import { calls } from './calls';
import { ChangeLedger, onALedger } from './change-ledger';
import { lastingLines } from './differences';
import type { Workbench } from './workbench';

let bench: Workbench;
let ledger: ChangeLedger;
onALedger((...made) => ([bench, ledger] = made));

const undoable = changeTools.filter(({ undo }) => undo.class !== 'none').map(({ name }) => name);
const now = async () => lastingLines(await bench.differences());
const sarah = '110';
const set = (id: string, attributes: object) => bench.context().nation.update('signups', id, { attributes } as never);
const employerOf = async (id: string) => (await bench.read('signups', id, ['employer'])).employer;

/** What is made is taken back by deleting it, or by ending a journey for good: that stays. */
const isForGood = new Set(['create_signup', 'create_signup_tag', 'create_event', 'assign_to_path', 'bulk_list_change']);

/** Makes a change, and takes it back as the newest one. */
async function madeAndUndone(name: string) {
  const { input, selection } = await calls[name]!(bench);
  const context = selection ? await bench.withSelection(selection) : bench.context();
  const change = await ledger.change(name, input, context);
  const made = await now();
  expect(made).not.toEqual([]);
  const undo = await ledger.undo(bench.context());
  expect(undo).toMatchObject({ status: 'completed', undoes: change.actionId, reversible: !isForGood.has(name) });
  expect(await ledger.entry(change.actionId)).toMatchObject({ status: 'undone', undoneBy: undo.actionId });
  const undone = await now();
  expect(undone).not.toEqual(made);
  return { undo, made, undone };
}

it.each(undoable.filter(name => !isForGood.has(name)))(
  '%s is taken back, made again by taking that back, and taken back once more',
  async name => {
    const { undo, made, undone } = await madeAndUndone(name);

    const redo = await ledger.undo(bench.context());
    expect(redo).toMatchObject({ status: 'completed', undoes: undo.actionId });
    expect(await ledger.entry(undo.actionId)).toMatchObject({ status: 'undone' });
    expect(await now()).toEqual(made);

    const again = await ledger.undo(bench.context());
    expect(again).toMatchObject({ status: 'completed', undoes: redo.actionId });
    expect(await now()).toEqual(undone);
  },
  60_000,
);

it.each([...isForGood])('%s is taken back for good, and that is said before', async name => {
  const { undo } = await madeAndUndone(name);
  await expect(ledger.undo(bench.context(), { action_id: undo.actionId })).rejects.toMatchObject({
    code: 'not_undoable',
    message: 'This kind of change cannot be taken back.',
  });
});

it('a journey that was reopened and is ended again has ended for the reason it had', async () => {
  const { input } = await calls.move_path_journey!(bench);
  await ledger.change('move_path_journey', input, bench.context());
  const ended = await now();
  const reopened = { id: (input as { id: string }).id, action: 'reactivate' };
  const { actionId } = await ledger.change('move_path_journey', reopened, bench.context());
  expect(await now()).not.toEqual(ended);
  await ledger.undo(bench.context(), { action_id: actionId });
  expect(await now()).toEqual(ended);
});

describe('a record that somebody changed since', () => {
  const people = ['110', '120', '130'];
  /** Three people who got an employer by one change. */
  async function employed() {
    const context = await bench.withSelection(people);
    return ledger.change('bulk_change', { result_set: 'rs_1', change: 'update', values: { employer: 'Acme' } }, context);
  }

  /** What a process leaves that dies while it takes one part back. */
  async function begunOf({ targets: { type, ids } }: Effect, part: number, state: 'planned' | 'sent') {
    const journal = new InMemoryJournal();
    await journal.plan([{ id: ids[part]!, type }]);
    await journal.mark([ids[part]!], { state });
    return journal;
  }

  it('stays as it is, is told, and does not keep the others from being taken back', async () => {
    const before = await Promise.all(people.map(employerOf));
    const change = await employed();
    await set('120', { employer: 'Initech' });
    const looked = await ledger.look('undo_action', { action_id: change.actionId }, bench.context());
    expect(looked).toMatchObject({ tier: 'critical', effect: { count: 3, undoes: change.actionId } });
    expect(looked.effect.notes).toContain('1 changed since: left as they are.');

    const undo = await ledger.make(looked, bench.context());

    expect(undo).toMatchObject({ status: 'partially_failed', done: 2, failed: 1, notTried: 0 });
    expect(undo.failures).toEqual([{ reason: 'changed since', count: 1, ids: ['120'] }]);
    expect(await Promise.all(people.map(employerOf))).toEqual([before[0], 'Initech', before[2]]);
    expect(await ledger.entry(change.actionId)).toMatchObject({ status: 'partially_undone', undoneBy: undo.actionId });
  });

  it('is overwritten when that is accepted, and then all of it is taken back', async () => {
    const before = await Promise.all(people.map(employerOf));
    const change = await employed();
    await set('120', { employer: 'Initech' });
    const undo = await ledger.undo(bench.context(), { action_id: change.actionId, accept_changes: true });
    expect(undo).toMatchObject({ status: 'completed', done: 3 });
    expect(await Promise.all(people.map(employerOf))).toEqual(before);
    expect(await ledger.entry(change.actionId)).toMatchObject({ status: 'undone' });
  });

  it('is seen also when it was changed between the look and the change', async () => {
    const change = await employed();
    const looked = await ledger.look('undo_action', { action_id: change.actionId }, bench.context());
    const undo = await ledger.make(looked, bench.context(), () => set('130', { employer: 'Hooli' }));
    expect(undo).toMatchObject({ done: 2, failed: 1, failures: [{ reason: 'changed since', ids: ['130'] }] });
    expect(await employerOf('130')).toBe('Hooli');
  });

  it('keeps nothing from being taken back when other fields of it were changed', async () => {
    const before = await employerOf(sarah);
    await ledger.change('update_signup', { id: sarah, employer: 'Acme' }, bench.context());
    await set(sarah, { occupation: 'Baker' });
    expect(await ledger.undo(bench.context())).toMatchObject({ status: 'completed', done: 1 });
    expect(await bench.read('signups', sarah, ['employer', 'occupation'])).toMatchObject({
      employer: before,
      occupation: 'Baker',
    });
  });

  it('is not an address or a field of the nation that is as the change left it', async () => {
    const first = { home_address_attributes: { address1: '1 Elm St', city: 'Waco' }, custom_values: { shirt_size: 'S' } };
    await set(sarah, first);
    const changes = [
      { home_address_attributes: { city: 'Austin' }, custom_values: { shirt_size: null } },
      { home_address_attributes: { delete: true } },
    ];
    for (const change of changes) {
      const { actionId } = await ledger.change('update_signup', { id: sarah, ...change }, bench.context());
      const undo = await ledger.undo(bench.context(), { action_id: actionId });
      expect(undo).toMatchObject({ status: 'completed', done: 1 });
      expect(await bench.read('signups', sarah, ['custom_values'], ['home_address'])).toMatchObject({
        home_address: first.home_address_attributes,
        custom_values: first.custom_values,
      });
    }
  });

  it('that is the only one is refused with what was changed, and nothing is written', async () => {
    const change = await ledger.change('update_signup', { id: sarah, employer: 'Acme' }, bench.context());
    await set(sarah, { employer: 'Initech' });
    const sent = await bench.writesSent();
    await expect(ledger.undo(bench.context())).rejects.toMatchObject({
      code: 'changed_since',
      fields: [{ path: 'employer', message: expect.stringContaining('was changed since') }],
    });
    expect(await bench.writesSent()).toEqual(sent);
    expect(await ledger.entry(change.actionId)).toMatchObject({ status: 'completed' });
  });

  it('that was deleted since is told, and the others are taken back', async () => {
    const change = await employed();
    const looked = await ledger.look('undo_action', { action_id: change.actionId }, bench.context());
    const undo = await ledger.make(looked, bench.context(), () => bench.context().nation.delete('signups', '120'));
    expect(undo).toMatchObject({ done: 2, failed: 1, failures: [{ reason: 'no longer exists', ids: ['120'] }] });
  });

  it('after it was taken back is left alone when another process goes on with the rest', async () => {
    const before = await Promise.all(people.map(employerOf));
    const change = await employed();
    const { tool, input, effect } = await ledger.look('undo_action', { action_id: change.actionId }, bench.context());
    const [journal, dying] = [new InMemoryJournal(), new AbortController()];
    const context = { ...bench.context(), signal: dying.signal, progress: () => dying.abort() };
    await tool.run(input, context, { effect, journal });
    expect(journal.counts()).toMatchObject({ done: 1, failed: 0 });
    await set('110', { employer: 'Hooli' });
    await tool.run(input, bench.context(), { effect, journal });
    expect(journal.counts()).toEqual({ done: 3, alreadySo: 0, failed: 0, unknown: 0, notTried: 0 });
    expect(await Promise.all(people.map(employerOf))).toEqual(['Hooli', before[1], before[2]]);
  });

  it.each(['planned', 'sent'] as const)('after another process had it %s and died stays as it is', async state => {
    const before = await Promise.all(people.map(employerOf));
    const change = await employed();
    const { tool, input, effect } = await ledger.look('undo_action', { action_id: change.actionId }, bench.context());
    const journal = await begunOf(effect, 1, state);
    await set('120', { employer: 'Hooli' });

    await tool.run(input, bench.context(), { effect, journal });

    // What was sent may have been written before somebody else wrote.
    const left = state === 'sent' ? { failed: 0, unknown: 1 } : { failed: 1, unknown: 0 };
    expect(journal.counts()).toEqual({ done: 2, alreadySo: 0, notTried: 0, ...left });
    expect(journal.items()).toContainEqual(expect.objectContaining({ id: '1:120', reason: 'changed since' }));
    expect(await Promise.all(people.map(employerOf))).toEqual([before[0], 'Hooli', before[2]]);
  });

  it('is not what another process wrote back before it died', async () => {
    const before = await Promise.all(people.map(employerOf));
    const change = await employed();
    const { tool, input, effect } = await ledger.look('undo_action', { action_id: change.actionId }, bench.context());
    const journal = await begunOf(effect, 1, 'sent');
    await set('120', { employer: before[1] });

    await tool.run(input, bench.context(), { effect, journal });

    expect(journal.counts()).toEqual({ done: 3, alreadySo: 0, failed: 0, unknown: 0, notTried: 0 });
    expect(await Promise.all(people.map(employerOf))).toEqual(before);
  });

  it('taken back in part is taken back further, once what was changed is accepted', async () => {
    const before = await Promise.all(people.map(employerOf));
    const change = await employed();
    await set('120', { employer: 'Initech' });
    await ledger.undo(bench.context(), { action_id: change.actionId });
    const rest = await ledger.undo(bench.context(), { action_id: change.actionId, accept_changes: true });
    expect(rest).toMatchObject({ status: 'completed', done: 1, alreadySo: 2 });
    expect(await Promise.all(people.map(employerOf))).toEqual(before);
    expect(await ledger.entry(change.actionId)).toMatchObject({ status: 'undone', undoneBy: rest.actionId });
  });
});

describe('what cannot be taken back', () => {
  it('is what was taken back, what changed nothing, what is too old, and what is not known', async () => {
    const tag = { signup_id: sarah, tag: 'Volunteer' };
    const { actionId } = await ledger.change('tag_signup', tag, bench.context());
    const again = await ledger.change('tag_signup', tag, bench.context());
    expect(again).toMatchObject({ done: 0, alreadySo: 1 });
    const undo = (action_id: string) => ledger.undo(bench.context(), { action_id });
    await expect(undo(again.actionId)).rejects.toMatchObject({ code: 'not_undoable', message: 'It changed nothing.' });
    await undo(actionId);
    await expect(undo(actionId)).rejects.toMatchObject({ code: 'not_undoable' });
    await expect(undo(actionId.replace(/.$/, '0').replace(/^act_./, 'act_1'))).rejects.toMatchObject({ code: 'not_found' });
    const other = await ledger.change('tag_signup', tag, bench.context());
    await bench.clock.advance(30 * 86_400_000);
    await expect(undo(other.actionId)).rejects.toMatchObject({ code: 'not_undoable' });
  });

  it('is what somebody else changed', async () => {
    const { actionId } = await ledger.change('tag_signup', { signup_id: sarah, tag: 'Volunteer' }, bench.context());
    const theirs = new ChangeLedger(bench.clock);
    const owner = { ...theirs.owner, nationSlug: ledger.owner.nationSlug };
    Object.assign(theirs, { store: ledger.store, owner });
    await expect(theirs.undo(bench.context(), { action_id: actionId })).rejects.toMatchObject({ code: 'not_found' });
    await expect(theirs.undo(bench.context())).rejects.toMatchObject({ code: 'not_undoable' });
  });

  it('is a change of which what it was about is erased', async () => {
    const action = await ledger.change('tag_signup', { signup_id: sarah, tag: 'Volunteer' }, bench.context());
    await ledger.store.erase([action]);
    await expect(ledger.undo(bench.context(), { action_id: action.actionId })).rejects.toMatchObject({ code: 'not_undoable' });
  });
});
