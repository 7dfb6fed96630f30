import { InMemoryJournal } from '../../src/tools/kit/journal';
import type { ToolProgress } from '../../src/tools/kit/define-tool';
import { slugOf } from '../../src/tools/bulk/temporary-list';
import { Workbench } from './workbench';

let bench: Workbench;
beforeAll(async () => void (bench = await Workbench.start()), 60_000);
afterAll(() => bench.stop());
beforeEach(() => bench.reset());

const input = { result_set: 'rs_1', tag: 'Volunteer' };
/** People of whom some have the tag, in mixed order. */
const people = async (count: number): Promise<string[]> => {
  const { records } = await bench.context().nation.listAll('signups', { filter: { do_not_call: false } }, undefined, count);
  return records.map(({ id }) => id);
};
const holders = async (): Promise<Set<string>> => {
  const { records } = await bench.context().nation.listAll('signup_taggings', { filter: { tag_id: '61' } });
  return new Set(records.map(({ attributes }) => String(attributes.signup_id)));
};
const temporaryLists = async (): Promise<number> =>
  bench.context().nation.count('lists', { filter: { slug: { prefix: 'nat_' } } });

it('tags two thousand people with four changing calls, and accounts for each of them', async () => {
  const ids = await people(2_000);
  const had = [...(await holders())].filter(id => ids.includes(id)).length;
  const told: ToolProgress[] = [];
  const context = await bench.withSelection(ids, 'signups', { progress: progress => void told.push(progress) });

  const { effect, result, journal } = await bench.run('bulk_tag', input, { context });

  expect(await bench.writesSent()).toEqual(['createList', 'addSignups', 'tagSignups', 'deleteList']);
  expect(effect.notes).toEqual([`${had} already have it.`]);
  expect(journal.counts()).toEqual({ done: 2_000 - had, alreadySo: had, failed: 0, unknown: 0, notTried: 0 });
  expect(result.summary).toBe(`Tagged ${(2_000 - had).toLocaleString('en-US')} of 2,000 people: ${had} already so.`);
  expect(ids.filter(id => journal.items().every(item => item.id !== id))).toEqual([]);
  const now = await holders();
  expect(ids.every(id => now.has(id))).toBe(true);
  expect(told.at(-1)).toEqual({ done: 2_000 - had, alreadySo: had, failed: 0, total: 2_000 });
  expect(await temporaryLists()).toBe(0);
}, 60_000);

it('reads the tag once before and counts it once after, when nobody has it yet', async () => {
  const context = await bench.withSelection(await people(500));
  const tool = bench.tool('bulk_tag');
  const given = tool.input.parse({ ...input, tag: 'Brand new' });
  const effect = await tool.preview(given, context);
  const before = (await bench.sent()).length;
  await tool.run(given, context, { effect, journal: new InMemoryJournal() });
  const operations = (await bench.sent()).slice(before).map(({ operationId }) => operationId);
  expect(operations.filter(id => id !== 'showAsyncProcess')).toEqual([
    'listSignupTags',
    'createList',
    'addSignups',
    'tagSignups',
    'deleteList',
    'listSignupTags',
    'listSignupTaggings',
  ]);
}, 60_000);

it('takes the tag back only from those who did not have it', async () => {
  const ids = await people(300);
  const before = await holders();
  const { journal } = await bench.run('bulk_tag', input, { context: await bench.withSelection(ids) });
  await bench.undo('bulk_tag', input, journal);
  expect(await holders()).toEqual(before);
}, 60_000);

it('takes a tag off, and leaves those alone who do not have it', async () => {
  const ids = await people(300);
  const had = await holders();
  const { journal } = await bench.run('bulk_tag', { ...input, remove: true }, { context: await bench.withSelection(ids) });
  expect(
    journal
      .items()
      .filter(({ state }) => state === 'done')
      .map(({ id }) => id)
      .sort(),
  ).toEqual(ids.filter(id => had.has(id)).sort());
  expect(ids.some(id => had.has(id))).toBe(true);
  const now = await holders();
  expect(ids.filter(id => now.has(id))).toEqual([]);
}, 60_000);

it('tells who was gone by then', async () => {
  const ids = (await people(150)).slice(20);
  const lost = ids.slice(40, 43);
  const meanwhile = async () => {
    for (const id of lost) await bench.context().nation.delete('signups', id);
  };
  const { journal, result } = await bench.run(
    'bulk_tag',
    { ...input, tag: 'New' },
    { context: await bench.withSelection(ids), meanwhile },
  );
  expect(journal.counts()).toEqual({ done: 127, alreadySo: 0, failed: 3, unknown: 0, notTried: 0 });
  expect(result.forModel.data).toMatchObject({
    done: 127,
    failed: 3,
    failures: [{ reason: 'no longer exists', count: 3, ids: lost }],
  });
}, 60_000);

it.each([
  ['asyncStuck', { unknown: 60 }],
  ['asyncFailed', { unknown: 60 }],
])(
  'says that nobody knows when tagging ends as %s',
  async (effect, counts) => {
    await bench.fault({ operationId: 'tagSignups' }, effect);
    const { journal, result } = await bench.run(
      'bulk_tag',
      { ...input, tag: 'New' },
      { context: await bench.withSelection(await people(60)) },
    );
    expect(journal.counts()).toMatchObject({ done: 0, failed: 0, ...counts });
    expect(result.summary).toMatch(/^Tagged 0 of 60 people: 60 failed \(NationBuilder had not finished/);
    expect(await temporaryLists()).toBe(0);
  },
  60_000,
);

it('tags nobody when the list could not be filled', async () => {
  await bench.fault({ operationId: 'addSignups' }, 'asyncStuck');
  const { journal } = await bench.run(
    'bulk_tag',
    { ...input, tag: 'New' },
    { context: await bench.withSelection(await people(60)) },
  );
  expect(journal.counts()).toMatchObject({ done: 0, failed: 60 });
  expect(await bench.writesSent()).toEqual(['createList', 'addSignups', 'deleteList']);
}, 60_000);

it('does nothing when the list may not be made', async () => {
  await bench.fault({ operationId: 'createList' }, 'losePermission');
  const { journal } = await bench.run(
    'bulk_tag',
    { ...input, tag: 'New' },
    { context: await bench.withSelection(await people(60)) },
  );
  expect(journal.items()[0]).toMatchObject({ state: 'failed', reason: 'the connected NationBuilder user may not do this' });
  expect(journal.counts()).toMatchObject({ failed: 60 });
}, 60_000);

it('looks at what was done when the answer to the tagging is lost', async () => {
  await bench.fault({ operationId: 'tagSignups' }, 'lost', { times: 9 });
  const { journal } = await bench.run(
    'bulk_tag',
    { ...input, tag: 'New' },
    { context: await bench.withSelection(await people(60)) },
  );
  expect(journal.counts().done + journal.counts().unknown).toBe(60);
  const { done } = journal.counts();
  const tagged = await bench.context().nation.list('signup_tags', { filter: { name: 'New' }, page: { size: 1, number: 1 } });
  expect(done).toBe(
    tagged.records[0] ? await bench.context().nation.count('signup_taggings', { filter: { tag_id: tagged.records[0].id } }) : 0,
  );
}, 60_000);

it('does not know what was done when NationBuilder cannot be asked afterwards', async () => {
  const context = await bench.withSelection(await people(60));
  const tool = bench.tool('bulk_tag');
  const given = tool.input.parse(input);
  const effect = await tool.preview(given, context);
  const journal = new InMemoryJournal();
  // Looked at before: the tag is found and counted. What comes after the tagging is refused.
  await bench.fault({ operationId: 'listSignupTaggings', nth: 4 }, 'losePermission', { times: 9 });
  const { summary } = await tool.run(given, context, { effect, journal });
  expect(journal.counts().done).toBe(0);
  expect(journal.counts().unknown).toBeGreaterThan(0);
  expect(summary).toContain('NationBuilder did not say');
}, 60_000);

it('goes on after a crash with a list of its own, not with the one that was left, and does not count twice', async () => {
  const [outsider, ...ids] = await people(61);
  const context = await bench.withSelection(ids);
  const tool = bench.tool('bulk_tag');
  const given = tool.input.parse({ ...input, tag: 'New' });
  const effect = await tool.preview(given, context);
  const journal = new InMemoryJournal();
  await journal.plan(ids.map(id => ({ id, type: 'signups' as const })));
  await journal.mark(ids.slice(0, 10), { state: 'sent' });
  await context.nation.create('lists', { attributes: { name: 'Left', slug: slugOf('tag New', ids) } });
  const { records } = await context.nation.list('lists', { filter: { name: 'Left' }, page: { size: 1, number: 1 } });
  // Somebody found the list in the control panel and put another person on it.
  await context.nation.awaitProcess(await context.nation.changeMembers(records[0]!.id, 'add_signups', [outsider!]));

  await tool.run(given, context, { effect, journal });

  expect(journal.counts()).toMatchObject({ done: 60, alreadySo: 0 });
  const tagged = { signup_id: outsider!, tag_id: await bench.id('signup_tags', { name: 'New' }) };
  expect(await context.nation.count('signup_taggings', { filter: tagged })).toBe(0);
  expect(await temporaryLists()).toBe(0);
  await expect(context.nation.show('lists', records[0]!.id)).rejects.toMatchObject({ kind: 'not_found' });
}, 60_000);

it('takes the list away when the person stops, and sends nothing more', async () => {
  const stop = new AbortController();
  const ids = await people(60);
  const context = await bench.withSelection(ids, 'signups', { signal: stop.signal });
  const tool = bench.tool('bulk_tag');
  const given = tool.input.parse({ ...input, tag: 'New' });
  const effect = await tool.preview(given, context);
  const journal = new InMemoryJournal();
  bench.clock.onSleep = () => stop.abort();
  await tool.run(given, context, { effect, journal }).finally(() => (bench.clock.onSleep = undefined));
  expect(journal.counts()).toMatchObject({ done: 0, notTried: 60 });
  expect(await bench.writesSent()).toEqual(['createList', 'addSignups', 'deleteList']);
}, 60_000);

it('refuses a selection of nobody', async () => {
  await expect(bench.preview('bulk_tag', input, await bench.withSelection([]))).rejects.toMatchObject({
    code: 'empty_selection',
  });
});

it('refuses a selection of other records, and one that is gone', async () => {
  await expect(bench.preview('bulk_tag', input, await bench.withSelection(['1'], 'donations'))).rejects.toMatchObject({
    code: 'result_set_type',
  });
  await expect(bench.preview('bulk_tag', input)).rejects.toMatchObject({ code: 'result_set_unknown' });
});
