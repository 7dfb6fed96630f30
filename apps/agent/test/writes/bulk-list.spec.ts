import { Workbench } from './workbench';

let bench: Workbench;
beforeAll(async () => void (bench = await Workbench.start()), 60_000);
afterAll(() => bench.stop());
beforeEach(() => bench.reset());

const membersOf = async (listId: string): Promise<string[]> => {
  const ids: string[] = [];
  for await (const { records } of bench.context().nation.members(listId, {})) ids.push(...records.map(({ id }) => id));
  return ids.sort();
};
const members = async (count: number) => (await membersOf('82')).slice(0, count);
const others = async (count: number) => {
  const there = new Set(await membersOf('82'));
  return (await bench.ids('signups', { do_not_call: false }, 100)).filter(id => !there.has(id)).slice(0, count);
};

it('puts people on a list in one changing call, and takes only the new ones off again', async () => {
  const before = await membersOf('82');
  const [there, fresh] = [await members(5), await others(7)];
  const input = { list_id: 'Spring appeal', result_set: 'rs_1' };
  const { effect, journal, result } = await bench.run('add_to_list', input, {
    context: await bench.withSelection([...there, ...fresh]),
  });
  expect(await bench.writesSent()).toEqual(['addSignups']);
  expect(effect.notes).toEqual(['5 are on it already.']);
  expect(journal.counts()).toMatchObject({ done: 7, alreadySo: 5 });
  expect(result.summary).toBe('Put on the list 7 of 12 people: 5 already so.');
  expect(bench.plan('add_to_list', input, journal)).toEqual([
    { tool: 'bulk_list_change', input: { list_id: 'Spring appeal', remove: true }, people: fresh },
  ]);
  await bench.undo('add_to_list', input, journal);
  expect(await membersOf('82')).toEqual(before);
}, 60_000);

it('takes one person off', async () => {
  const [id] = await members(1);
  const { journal, result } = await bench.run('remove_from_list', { list_id: '82', signup_id: id });
  expect(journal.counts()).toMatchObject({ done: 1 });
  expect(result.summary).toBe('Took off the list 1 person.');
  expect(await membersOf('82')).not.toContain(id);
}, 60_000);

it('makes a new list, and takes it away as a whole', async () => {
  const input = { result_set: 'rs_1', new_list_name: 'Picnic helpers' };
  const { journal, result } = await bench.run('bulk_list_change', input, {
    context: await bench.withSelection(await others(20)),
  });
  expect(await bench.writesSent()).toEqual(['createList', 'addSignups']);
  const [{ id }] = (result.forModel.data as { created: [{ id: string }] }).created;
  expect(await membersOf(id)).toHaveLength(20);
  expect(bench.plan('bulk_list_change', input, journal)).toEqual([
    { tool: 'change_record', input: { type: 'lists', action: 'delete', id } },
  ]);
}, 60_000);

it('tells who was gone by then', async () => {
  const ids = await others(20);
  const meanwhile = () => bench.context().nation.delete('signups', ids[19]!);
  const { journal } = await bench.run(
    'bulk_list_change',
    { result_set: 'rs_1', list_id: '82' },
    { context: await bench.withSelection(ids), meanwhile },
  );
  expect(journal.counts()).toMatchObject({ done: 19, failed: 1 });
  expect(journal.items().at(-1)).toMatchObject({ state: 'failed', reason: 'no longer exists' });
}, 60_000);

it('does not say that it was done when the work never ended', async () => {
  await bench.fault({ operationId: 'addSignups' }, 'asyncStuck');
  const { journal } = await bench.run(
    'add_to_list',
    { list_id: '82', result_set: 'rs_1' },
    { context: await bench.withSelection(await others(5)) },
  );
  expect(journal.counts()).toMatchObject({ done: 0, unknown: 5 });
}, 60_000);

it.each([
  ['both a person and a selection', 'add_to_list', { list_id: '82', signup_id: '110', result_set: 'rs_1' }, 'invalid_input'],
  ['neither', 'add_to_list', { list_id: '82' }, 'invalid_input'],
  [
    'a new list to take people off',
    'bulk_list_change',
    { result_set: 'rs_1', new_list_name: 'X', remove: true },
    'invalid_input',
  ],
  [
    'a new list of a name that is taken',
    'bulk_list_change',
    { result_set: 'rs_1', new_list_name: 'spring appeal' },
    'name_taken',
  ],
  ['no list', 'bulk_list_change', { result_set: 'rs_1' }, 'invalid_input'],
  ['somebody who is not there', 'add_to_list', { list_id: '82', signup_id: '99999999' }, 'not_found'],
])('refuses %s', async (_, name, input, code) => {
  await expect(bench.preview(name, input, await bench.withSelection(['110']))).rejects.toMatchObject({ code });
});
