import 'reflect-metadata';
import type { ResourceType } from '@nat/nationbuilder';
import type { ToolContext } from '../../src/tools/kit/define-tool';
import { InMemoryJournal } from '../../src/tools/kit/journal';
import type { Ledger, LedgerEntry, UndoPlan } from '../../src/tools/kit/ledger';
import { changeTools } from '../../src/tools/writes';
import { calls } from './calls';
import { type ChangeLedger, onALedger } from './change-ledger';
import type { Workbench } from './workbench';

let bench: Workbench;
let ledger: ChangeLedger;
onALedger((...made) => ([bench, ledger] = made));

/** Makes something and tells which record that is. */
async function made(tool: string, given?: object) {
  const { input } = given ? { input: given } : await calls[tool]!(bench);
  const { actionId } = await ledger.change(tool, input, bench.context());
  const action = await ledger.entry(actionId);
  const [item] = (await ledger.journal(action)).items();
  return { actionId, id: item!.createdId ?? item!.id, after: item!.after };
}

const set = (type: ResourceType, id: string, attributes: object) =>
  bench.context().nation.update(type, id, { attributes } as never);
const pageOf = async (id: string) => String((await bench.read('events', id, ['page_id'])).page_id);

interface Case {
  tool: string;
  /** Of what it makes. */
  type: ResourceType;
  /** What somebody changes of it, by its name. */
  field: string;
  edit: (id: string) => Promise<unknown>;
  given?: object;
}
const cases: Case[] = [
  { tool: 'create_signup', type: 'signups', field: 'last_name', edit: id => set('signups', id, { last_name: 'Oldtimer' }) },
  {
    tool: 'create_signup',
    type: 'signups',
    field: 'home_address_attributes',
    edit: id => set('signups', id, { home_address_attributes: { city: 'Waco' } }),
  },
  {
    tool: 'push_signup',
    type: 'signups',
    field: 'occupation',
    edit: id => set('signups', id, { occupation: 'Cook' }),
    given: { attributes: { email: 'nobody-yet@example.org', occupation: 'Baker' } },
  },
  { tool: 'log_contact', type: 'contacts', field: 'content', edit: id => set('contacts', id, { content: 'Brings tables.' }) },
  { tool: 'create_event', type: 'events', field: 'venue_name', edit: id => set('events', id, { venue_name: 'The Barn' }) },
  {
    tool: 'create_event',
    type: 'events',
    field: 'name',
    edit: async id => set('pages', await pageOf(id), { name: 'Autumn picnic' }),
  },
  {
    tool: 'create_event_rsvp',
    type: 'event_rsvps',
    field: 'guests_count',
    edit: id => set('event_rsvps', id, { guests_count: 5 }),
  },
  {
    tool: 'create_donation',
    type: 'donations',
    field: 'donation_tracking_code_id',
    edit: id => set('donations', id, { donation_tracking_code_id: null }),
  },
  {
    tool: 'change_record',
    type: 'lists',
    field: 'name',
    edit: id => set('lists', id, { name: 'Great helpers' }),
    given: { type: 'lists', action: 'create', attributes: { name: 'Helpers', slug: 'helpers', author_id: '110' } },
  },
];

describe('a record that a change made', () => {
  it.each(cases)('by $tool stays when its $field was changed since, and goes once that is accepted', async one => {
    const { tool, type, field, edit, given } = one;
    const { actionId, id } = await made(tool, given);
    await edit(id);
    const refused = { code: 'changed_since', fields: [{ path: field }] };
    await expect(ledger.undo(bench.context(), { action_id: actionId })).rejects.toMatchObject(refused);
    await expect(bench.read(type, id, [])).resolves.toBeDefined();

    const looked = await ledger.look('undo_action', { action_id: actionId, accept_changes: true }, bench.context());
    expect(looked.effect.notes).toContain('1 changed since: what is there now is not kept.');
    expect(looked.effect.changes).toHaveLength(1);
    expect(await ledger.make(looked, bench.context())).toMatchObject({ status: 'completed', done: 1 });
    await expect(bench.read(type, id, [])).rejects.toMatchObject({ kind: 'not_found' });
  });

  it('stays when it was changed between the look and the change', async () => {
    const { actionId, id } = await made('log_contact');
    const looked = await ledger.look('undo_action', { action_id: actionId }, bench.context());
    const undo = await ledger.make(looked, bench.context(), () => set('contacts', id, { content: 'Brings tables.' }));
    expect(undo).toMatchObject({ status: 'failed', failed: 1, failures: [{ reason: 'changed since', ids: [id] }] });
    expect(await bench.read('contacts', id, ['content'])).toMatchObject({ content: 'Brings tables.' });
  });

  it('stays alone of many that were made by one change', async () => {
    const context = await bench.withSelection(await bench.ids('signups', { is_supporter: true }, 3));
    const values = { contact_method: 'email', content: 'Invited.' };
    const change = await ledger.change('bulk_change', { result_set: 'rs_1', change: 'log_contact', values }, context);
    const ids = (await ledger.journal(change)).items().map(({ createdId }) => createdId!);
    await set('contacts', ids[1]!, { content: 'Declined.' });
    const undo = await ledger.undo(bench.context(), { action_id: change.actionId });
    expect(undo).toMatchObject({ done: 2, failed: 1, failures: [{ reason: 'changed since', ids: [ids[1]] }] });
    expect(await bench.ids('contacts', { id: ids }, 3)).toEqual([ids[1]]);
  });

  it('was taken away by a process that died right after, and that is found out', async () => {
    const { actionId, id } = await made('log_contact');
    const { tool, input, effect } = await ledger.look('undo_action', { action_id: actionId }, bench.context());
    const journal = new InMemoryJournal();
    await journal.plan([{ id: `0:${id}`, type: 'contacts' }]);
    await journal.mark([`0:${id}`], { state: 'sent' });
    await bench.context().nation.delete('contacts', id);
    await tool.run(input, bench.context(), { effect, journal });
    expect(journal.counts()).toMatchObject({ done: 1, failed: 0, unknown: 0 });
  });
});

describe('a journey', () => {
  it('that was begun is not left out when the person has moved on since', async () => {
    const { actionId, id } = await made('assign_to_path');
    const [next] = await bench.ids('path_steps', { path_id: '31', name: { not_eq: 'Called' } });
    await set('path_journeys', id, { current_step_id: next });
    const refused = { code: 'changed_since', fields: [{ path: 'current_step_id' }] };
    await expect(ledger.undo(bench.context(), { action_id: actionId })).rejects.toMatchObject(refused);
    expect(await bench.read('path_journeys', id, ['journey_status'])).toMatchObject({ journey_status: 'active' });
    expect(await ledger.undo(bench.context(), { action_id: actionId, accept_changes: true })).toMatchObject({ done: 1 });
    expect(await bench.read('path_journeys', id, ['journey_status'])).toMatchObject({ journey_status: 'deleted' });
  });

  it('that was ended is not reopened when somebody gave it another end since', async () => {
    const { actionId, id } = await made('move_path_journey');
    const { nation } = bench.context();
    await nation.act('path_journeys', id, 'reactivate');
    await nation.act('path_journeys', id, 'abandon');
    const status = () => bench.read('path_journeys', id, ['journey_status']);
    await expect(ledger.undo(bench.context(), { action_id: actionId })).rejects.toMatchObject({ code: 'changed_since' });
    expect(await status()).toEqual({ journey_status: 'abandoned' });
    expect(await ledger.undo(bench.context(), { action_id: actionId, accept_changes: true })).toMatchObject({ done: 1 });
    expect(await status()).toEqual({ journey_status: 'active' });
  });
});

describe('what nobody changed', () => {
  const making = changeTools.filter(({ undo }) => undo.class === 'delete_created' || undo.class === 'exact');

  it.each(making.map(({ name }) => name))('by %s is never said to be changed', async name => {
    const { input, selection } = await calls[name]!(bench);
    const context = selection ? await bench.withSelection(selection) : bench.context();
    const change = await ledger.change(name, input, context);
    const { effect } = await ledger.look('undo_action', { action_id: change.actionId }, bench.context());
    expect(effect.notes.join(' ')).not.toContain('changed since');
    const known = effect.parts!.map(({ after }) => after !== undefined);
    expect([name, known]).toEqual([name, known.map(() => !withoutValues.has(name))]);
  });
});

describe('what NationBuilder spells in its own way', () => {
  /** A nation that keeps the digits of a phone number, and of the name of a page no blanks around it. */
  function spelling(): ToolContext {
    const context = bench.context();
    const { nation } = context;
    const spelled = ({ attributes, ...rest }: Spelled): never => {
      const { phone_number: phone, name } = attributes;
      const digits = phone && { phone_number: phone.replaceAll(/\D/g, '') };
      return { ...rest, attributes: { ...attributes, ...digits, ...(name && { name: name.trim() }) } } as never;
    };
    return {
      ...context,
      nation: Object.assign(Object.create(nation) as typeof nation, {
        create: (type: 'signups', write: Spelled, ...rest: []) => nation.create(type, spelled(write), ...rest),
        update: (type: 'signups', id: string, write: Spelled, ...rest: []) => nation.update(type, id, spelled(write), ...rest),
        push: (write: Spelled, ...rest: []) => nation.push(spelled(write), ...rest),
      }),
    };
  }
  interface Spelled {
    attributes: { phone_number?: string; name?: string };
  }
  const phone = { phone_number: '(512) 555-0199' };

  it.each([
    ['create_signup', async () => ({ last_name: 'Newcomer', ...phone })],
    ['update_signup', async () => ({ id: '110', ...phone })],
    ['push_signup', async () => ({ attributes: { email: 'nobody-yet@example.org', ...phone } })],
    ['push_signup', async () => ({ attributes: { ...(await bench.read('signups', '110', ['email'])), ...phone } })],
    ['update_event', async () => ({ id: await bench.id('events'), name: ' Renamed ' })],
  ])('by %s is not called changed, and is taken back', async (tool, input) => {
    const context = spelling();
    const { actionId } = await ledger.change(tool, await input(), context);
    expect(JSON.stringify(await bench.differences())).toMatch(/"5125550199"|"Renamed"/);
    expect(await ledger.undo(context, { action_id: actionId })).toMatchObject({ status: 'completed', done: 1 });
  });
});

it('a record that was made is known by its own number, also where a person has the same one', async () => {
  const id = await bench.id('contacts');
  const after = await bench.read('contacts', id, ['content']);
  const item = { type: 'signups', state: 'done' } as const;
  const plan: UndoPlan = {
    entry: { actionId: 'act_1', title: 'Logging many contacts' } as LedgerEntry,
    calls: [{ tool: 'delete_contact', input: { id } }],
    items: [
      { ...item, id, createdId: '999999', after: { content: 'of another contact, with the person of that number' } },
      { ...item, id: '110', createdId: id, after },
    ],
    class: 'delete_created',
  };
  const ledgerOfPlan = { undoPlan: async () => plan } as unknown as Ledger;
  const { parts } = await bench.preview('undo_action', {}, { ...bench.context(), ledger: ledgerOfPlan });
  expect(parts).toMatchObject([{ targets: { ids: [id] }, after }]);
});

/** Where a change leaves no values, only that somebody is tagged or on a list. */
const withoutValues = new Set(['tag_signup', 'untag_signup', 'add_to_list', 'remove_from_list', 'bulk_tag', 'bulk_list_change']);
