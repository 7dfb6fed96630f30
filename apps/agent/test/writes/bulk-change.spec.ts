import { InMemoryJournal } from '../../src/tools/kit/journal';
import type { ToolProgress } from '../../src/tools/kit/define-tool';
import { Workbench } from './workbench';

let bench: Workbench;
beforeAll(async () => void (bench = await Workbench.start()), 60_000);
afterAll(() => bench.stop());
beforeEach(() => bench.reset());

const reachable = { do_not_contact: false, unsubscribed_at: null, is_deceased: false, is_supporter: true };
const change = (what: string, values?: object) => ({ result_set: 'rs_1', change: what, ...(values && { values }) });

it('changes each record, keeps what was there, and gives it back', async () => {
  const ids = await bench.ids('signups', reachable, 12);
  const input = change('update', { employer: 'City of Waco', custom_values: { 'shirt size': 'm' } });
  const told: ToolProgress[] = [];
  const context = await bench.withSelection(ids, 'signups', { progress: one => void told.push(one) });
  const { effect, journal, result } = await bench.run('bulk_change', input, { context });
  expect(effect.changes).toEqual([
    { field: 'employer', after: 'City of Waco' },
    { field: 'shirt size', after: 'M' },
  ]);
  expect(journal.counts()).toMatchObject({ done: 12 });
  expect(result.summary).toBe('Changed 12 people.');
  expect(told.map(({ done }) => done)).toEqual(Array.from({ length: 12 }, (_, n) => n + 1));
  expect(journal.items().every(({ before }) => before && 'employer' in before)).toBe(true);
  await bench.undo('bulk_change', input, journal);
  for (const id of ids) expect((await bench.read('signups', id, ['employer'])).employer).not.toBe('City of Waco');
}, 60_000);

it('stops between two records and says what was not tried', async () => {
  const stop = new AbortController();
  const ids = await bench.ids('signups', reachable, 10);
  const progress = ({ done }: ToolProgress) => void (done === 4 && stop.abort());
  const context = await bench.withSelection(ids, 'signups', { signal: stop.signal, progress });
  const { journal, result } = await bench.run('bulk_change', change('update', { is_prospect: true }), { context });
  expect(journal.counts()).toMatchObject({ done: 4, notTried: 6 });
  expect(result.summary).toBe('Changed 4 of 10 people: 6 not tried.');
}, 60_000);

it('that is stopped while it looks at a record tells what was done, and that the rest was not tried', async () => {
  const stop = new AbortController();
  const ids = await bench.ids('signups', reachable, 5);
  const progress = ({ done }: ToolProgress) => void (done === 2 && queueMicrotask(() => stop.abort()));
  const context = await bench.withSelection(ids, 'signups', { signal: stop.signal, progress });
  const { journal, result } = await bench.run('bulk_change', change('update', { employer: 'City of Waco' }), { context });
  expect(journal.items().map(({ state }) => state)).toEqual(['done', 'done', 'planned', 'planned', 'planned']);
  expect(result.summary).toBe('Changed 2 of 5 people: 3 not tried.');
}, 60_000);

it('goes on after a crash: what is done stays, what was sent is looked at, the rest is done', async () => {
  const ids = await bench.ids('signups', { ...reachable, is_prospect: false }, 4);
  const context = await bench.withSelection(ids);
  const tool = bench.tool('bulk_change');
  const given = tool.input.parse(change('update', { is_prospect: true }));
  const effect = await tool.preview(given, context);
  const journal = new InMemoryJournal();
  await journal.plan(ids.map(id => ({ id, type: 'signups' as const })));
  await journal.mark([ids[0]!], { state: 'done' });
  await journal.mark([ids[1]!, ids[2]!], { state: 'sent', before: { is_prospect: false } });
  await context.nation.update('signups', ids[1]!, { attributes: { is_prospect: true } });
  const before = (await bench.writesSent()).length;
  await tool.run(given, context, { effect, journal });
  expect(journal.counts()).toMatchObject({ done: 4 });
  expect((await bench.writesSent()).length - before).toBe(2);
  expect(journal.items()[2]!.before).toEqual({ is_prospect: false });
}, 60_000);

it('leaves out and counts whom something must not reach', async () => {
  const [fine, refused, left] = [
    await bench.ids('signups', reachable, 6),
    await bench.ids('signups', { do_not_contact: true, unsubscribed_at: null }, 3),
    await bench.ids('signups', { do_not_contact: false, unsubscribed_at: { not_eq: null } }, 2),
  ];
  const selection = [...refused, ...fine, ...left];
  const input = change('enroll', { automation_id: 'Welcome series' });
  const effect = await bench.preview('bulk_change', input, await bench.withSelection(selection));
  expect(effect.targets.ids).toEqual(fine);
  expect(effect.recipients).toBe(6);
  expect(effect.notes).toEqual(
    expect.arrayContaining(['3 asked not to be contacted and are left out.', '2 have unsubscribed or died and are left out.']),
  );
  const all = await bench.preview(
    'bulk_change',
    { ...input, include_do_not_contact: true },
    await bench.withSelection(selection),
  );
  expect(all.recipients).toBe(11);
  expect(await bench.tier('bulk_change', input, await bench.withSelection(selection))).toBe('outbound');
}, 60_000);

it('reaches nobody who asked not to be contacted after the card was shown', async () => {
  const ids = await bench.ids('signups', reachable, 5);
  const meanwhile = () => bench.context().nation.update('signups', ids[2]!, { attributes: { do_not_contact: true } });
  const context = await bench.withSelection(ids);
  const { journal } = await bench.run('bulk_change', change('assign_to_path', { path_id: 'Become a donor' }), {
    context,
    meanwhile,
  });
  expect(journal.items()[2]).toMatchObject({ state: 'failed', reason: 'asked not to be contacted' });
}, 60_000);

it('logs a contact with everybody, and takes all of them back', async () => {
  const ids = await bench.ids('signups', reachable, 8);
  const input = change('log_contact', { contact_method: 'phone call', content: 'Asked for help' });
  const { journal, result } = await bench.run('bulk_change', input, { context: await bench.withSelection(ids) });
  expect(result.summary).toBe('Logged contacts with 8 people.');
  await bench.undo('bulk_change', input, journal);
  expect((await bench.differences()).filter(({ type }) => type === 'contacts')).toEqual([]);
}, 60_000);

it('deletes the records of a selection, whatever they are, and makes them anew', async () => {
  const ids = await bench.ids('contacts', {}, 3);
  const { effect, journal } = await bench.run('bulk_change', change('delete'), {
    context: await bench.withSelection(ids, 'contacts'),
  });
  expect(effect).toMatchObject({ kind: 'contact', count: 3, reversible: true });
  expect(
    await bench.tier('bulk_change', change('delete'), await bench.withSelection(await bench.ids('contacts'), 'contacts')),
  ).toBe('critical');
  expect(bench.plan('bulk_change', change('delete'), journal)).toHaveLength(3);
}, 60_000);

const many = (count: number): string[] => Array.from({ length: count }, (_, n) => String(n + 1));

it.each([
  ['101 deletions', change('delete'), many(101), 'signups', 'too_many'],
  ['1,001 updates', change('update', { is_prospect: true }), many(1_001), 'signups', 'too_many'],
  ['5,001 recipients', change('enroll', { automation_id: '71' }), many(5_001), 'signups', 'too_many'],
  [
    'logging contacts with donations',
    change('log_contact', { contact_method: 'email' }),
    ['5001'],
    'donations',
    'result_set_type',
  ],
  ['an update without values', change('update'), ['110'], 'signups', 'invalid_input'],
  ['a deletion with values', change('delete', { note: 'x' }), ['110'], 'signups', 'invalid_input'],
  ['a contact without its method', change('log_contact', { content: 'x' }), ['110'], 'signups', 'invalid_input'],
] as const)('refuses %s', async (_, input, ids, type, code) => {
  await expect(bench.preview('bulk_change', input, await bench.withSelection(ids, type))).rejects.toMatchObject({ code });
  expect(await bench.writesSent()).toEqual([]);
});
