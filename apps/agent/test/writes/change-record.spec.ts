import { findOperation, operations, resourceOf, type ResourceType } from '@nat/nationbuilder';
import { calls } from './calls';
import { Workbench } from './workbench';

let bench: Workbench;
beforeAll(async () => void (bench = await Workbench.start()), 60_000);
afterAll(() => bench.stop());
beforeEach(() => bench.reset());

const typesWith = (kind: string): ResourceType[] =>
  [...operations.values()].filter(operation => operation.kind === kind).map(({ type }) => type as ResourceType);

/** A text of a type that may be written and be anything. */
const textOf = (type: ResourceType): string | undefined =>
  Object.entries(resourceOf(type).attributes).find(
    ([name, { kind, access, privacy }]) =>
      kind === 'text' && access === 'rw' && !privacy && !/slug|page_type|url|_list$/.test(name),
  )?.[0];

it.each(typesWith('delete'))(
  'deletes one of %s, and makes it anew where that is possible',
  async type => {
    const input = { type, action: 'delete', id: (await bench.ids(type, {}, 100)).at(-1)! };
    const { effect, journal } = await bench.run('change_record', input);
    expect(journal.items()).toEqual([expect.objectContaining({ id: input.id, state: 'done' })]);
    expect(await bench.tier('change_record', { ...input, id: await bench.id(type) })).toMatch(/critical|outbound/);
    const plan = bench.plan('change_record', input, journal);
    expect(plan).toHaveLength(effect.reversible ? 1 : 0);
    await bench.undo('change_record', input, journal);
    const made = (await bench.differences()).filter(one => one.type === type && one.change === 'created');
    expect(made).toHaveLength(effect.reversible ? 1 : 0);
  },
  20_000,
);

it.each(typesWith('update').filter(textOf))(
  'updates one of %s, and gives it back',
  async type => {
    const input = { type, action: 'update', id: await bench.id(type), attributes: { [textOf(type)!]: 'Other words' } };
    const { effect, journal, result } = await bench.run('change_record', input);
    expect(journal.items()).toEqual([expect.objectContaining({ state: 'done' })]);
    expect(effect.changes).toEqual([expect.objectContaining({ after: 'Other words' })]);
    expect(result.links[0]!.url).toMatch(new RegExp(`/admin/${type}/${input.id}$`));
    await bench.undo('change_record', input, journal);
    expect(await bench.read(type, input.id, [textOf(type)!])).not.toMatchObject({ [textOf(type)!]: 'Other words' });
  },
  20_000,
);

it('names the verbs of a type', async () => {
  expect(findOperation('automations', 'archive')).toBeDefined();
  const { journal } = await bench.run('change_record', { type: 'automations', action: 'archive', id: '71' });
  expect(await bench.read('automations', '71', ['status'])).toEqual({ status: 'archived' });
  expect(bench.plan('change_record', { type: 'automations', action: 'archive', id: '71' }, journal)).toEqual([]);
});

it('puts away what cannot be deleted', async () => {
  const { input: journey } = await calls.assign_to_path!(bench);
  const input = { type: 'path_journeys', action: 'create', attributes: journey };
  const { journal } = await bench.run('change_record', input);
  expect(bench.plan('change_record', input, journal)).toEqual([
    { tool: 'change_record', input: { type: 'path_journeys', action: 'void', id: journal.items()[0]!.createdId } },
  ]);
});
